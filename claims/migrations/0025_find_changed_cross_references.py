"""Clients ask for the cross-references that were changed since."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is made beside the work that goes on

    dependencies = [("claims", "0024_claims_are_stamped")]

    operations = [
        AddIndexConcurrently(
            "crossreference", models.Index(fields=["updated_at", "id"], name="cross_reference_updated")
        ),
    ]
