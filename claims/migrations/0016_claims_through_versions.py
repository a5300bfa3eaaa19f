"""The queue holds decided claims that are gone from their article; reviewers may post any version; dates are bounded."""

import datetime

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models

BETWEEN = (
    datetime.datetime(1800, 1, 1, tzinfo=datetime.timezone.utc),
    datetime.datetime(2200, 1, 1, tzinfo=datetime.timezone.utc),
)
FORGET_IMPOSSIBLE_DATES = """
UPDATE claims_claim SET published_at = NULL
WHERE published_at < '1800-01-01T00:00:00Z' OR published_at > '2200-01-01T00:00:00Z'
"""


def let_reviewers_post_versions(apps, schema_editor):
    # Permissions are otherwise made after the last migration, too late to be given here.
    create_permissions(installed.get_app_config("sources"), verbosity=0, using=schema_editor.connection.alias)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="sources", codename="add_any_version"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Reviewers"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    atomic = False  # indexes are made, and rows looked at, beside the work that goes on

    dependencies = [("claims", "0015_leases_have_sizes"), ("sources", "0007_one_current_version")]

    operations = [
        migrations.RunPython(let_reviewers_post_versions, migrations.RunPython.noop),
        migrations.RunSQL(FORGET_IMPOSSIBLE_DATES, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "claim",
            models.Index(
                fields=["-checkworthiness", "id"],
                name="claim_in_queue",
                condition=models.Q(("current", True), ("version__gt", 0), _connector="OR"),
            ),
        ),
        RemoveIndexConcurrently("claim", "claim_queue"),
        AddConstraintNotValid(
            "claim",
            models.CheckConstraint(
                condition=models.Q(("published_at", None), ("published_at__range", BETWEEN), _connector="OR"),
                name="claim_published_in_our_times",
            ),
        ),
        ValidateConstraint("claim", "claim_published_in_our_times"),
    ]
