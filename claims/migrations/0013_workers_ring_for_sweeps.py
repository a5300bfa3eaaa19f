"""The sweep is no schedule any more: every worker rings for it by a clock that nobody sets (factcheck.work.worker)."""

from django.db import migrations


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="claims.sweep").delete()


def make_schedule(apps, schema_editor):
    every_30_seconds, _ = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=30, period="seconds"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Sweep for work that was missed",
        defaults={"task": "claims.sweep", "interval": every_30_seconds, "expire_seconds": 30},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_claims_due_in_order"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(remove_schedule, make_schedule)]
