"""Web addresses that people and clients write."""

from django.core.validators import URLValidator

# Called with an address; raises ValidationError for all but full http and https addresses.
check_url = URLValidator(schemes=["http", "https"])
