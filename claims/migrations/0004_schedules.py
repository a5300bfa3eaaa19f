"""The schedules of the cross-check jobs, changeable in the admin afterwards."""

from django.db import migrations

SWEEP = "Sweep for work that was missed"
DAILY = "Cross-check every claim again, daily"


def make_schedules(apps, schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    Crontab = apps.get_model("django_celery_beat", "CrontabSchedule")
    Task = apps.get_model("django_celery_beat", "PeriodicTask")
    every_30_seconds, _ = Interval.objects.get_or_create(every=30, period="seconds")
    at_three, _ = Crontab.objects.get_or_create(
        minute="0", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    Task.objects.get_or_create(
        name=SWEEP, defaults={"task": "claims.sweep", "interval": every_30_seconds, "expire_seconds": 30}
    )
    Task.objects.get_or_create(
        name=DAILY, defaults={"task": "claims.start_daily_run", "crontab": at_three}
    )


def remove_schedules(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=[SWEEP, DAILY]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_groups"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(make_schedules, remove_schedules)]
