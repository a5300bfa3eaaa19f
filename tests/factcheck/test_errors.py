import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from claims.tasks import sweep
from factcheck.celery import app


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/auth/user/?q=%00", "/admin/auth/group/?q=a%00b", "/api/v1/claims/?q=%00"])
def test_a_nul_in_an_address_is_a_bad_request_and_no_failure(address, client: Client):
    client.force_login(User.objects.create_superuser("ada"))
    assert client.get(address).status_code == 400


@pytest.mark.django_db
def test_clearing_the_cache_loses_no_message():
    app.control.purge()
    sweep.delay()
    cache.set("a", 1)
    cache.clear()
    with app.connection_or_acquire() as connection:
        assert connection.default_channel.queue_declare("celery", passive=True).message_count == 1
    app.control.purge()
