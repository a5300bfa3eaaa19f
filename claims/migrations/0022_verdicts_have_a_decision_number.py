"""Verdicts that a reviewer gives at once have a number in common."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is made beside the work that goes on

    dependencies = [("claims", "0021_suggestions_count_outlets")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE claims_decision", "DROP SEQUENCE claims_decision"),
        migrations.AddField(
            "verdict",
            "decision",
            models.PositiveBigIntegerField(
                blank=True,
                help_text="equal for verdicts that were given at once; null for the earliest",
                null=True,
            ),
        ),
        AddIndexConcurrently("verdict", models.Index(fields=["decision"], name="verdict_decision")),
    ]
