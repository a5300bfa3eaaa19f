"""The desk counts failed checks, and runs theirs, without reading the table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is made beside the work that goes on

    dependencies = [("claims", "0007_runs_go_by_slices")]

    operations = [
        AddIndexConcurrently(
            "claim", models.Index(fields=["id"], name="claim_failed", condition=models.Q(check_state="failed"))
        ),
    ]
