"""Runs make their claims due a slice at a time and can be cancelled; a check says how urgent it is and when it ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin_open_runs_anew(apps, schema_editor):
    """Runs used to mark all their claims at once, and took those of earlier runs."""
    apps.get_model("claims", "Claim").objects.filter(check_state="due", run__isnull=False).update(run=None)
    runs = apps.get_model("claims", "CrossCheckRun").objects.filter(state__in=["queued", "running"])
    runs.update(state="queued", total=None, done=0, failed=0)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_numbered_vectors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="crosscheckrun",
            name="run_is_unique_in_window",
        ),
        migrations.RemoveConstraint(
            model_name="crosscheckrun",
            name="run_state_is_known",
        ),
        migrations.AddField(
            model_name="claim",
            name="check_priority",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, help_text="cross-checks with a smaller number go first"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="checked_at",
            field=models.DateTimeField(blank=True, editable=False, help_text="end of the last cross-check", null=True),
        ),
        migrations.AddField(
            model_name="crosscheckrun",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False, help_text="failures in succession"),
        ),
        migrations.AddField(
            model_name="crosscheckrun",
            name="passed",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text="claims up to there"),
        ),
        migrations.AddField(
            model_name="crosscheckrun",
            name="position",
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False, help_text="id of the last claim passed"),
        ),
        migrations.AddField(
            model_name="crosscheckrun",
            name="started_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="run",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="the run that made it due, until it is checked",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="claims",
                to="claims.crosscheckrun",
            ),
        ),
        migrations.AlterField(
            model_name="crosscheckrun",
            name="done",
            field=models.PositiveIntegerField(default=0, help_text="claims checked since it began"),
        ),
        migrations.AlterField(
            model_name="crosscheckrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("done", "Done"),
                    ("cancelled", "Cancelled"),
                    ("failed", "Failed"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="crosscheckrun",
            name="total",
            field=models.PositiveIntegerField(
                blank=True, help_text="claims to check; null until it has begun", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="crosscheckrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("schedule", "requested"), _negated=True),
                fields=("schedule", "window_start"),
                name="run_of_a_schedule_is_unique_in_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="crosscheckrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "done", "cancelled", "failed"])),
                name="run_state_is_known",
            ),
        ),
        migrations.RunPython(begin_open_runs_anew, migrations.RunPython.noop, elidable=True),
    ]
