"""The schedules are jobs with a name, and runs of claims may be limited to recent ones."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

TASK = "factcheck.run_schedules"
OLD = ("claims.start_daily_run", "claims.check_record", "api.delete_expired_answers")
EVERY = {"recheck-engine": (1, "hours"), "stale-verdicts": (1, "hours")}
DAILY = {"recheck-recent": (2, 0), "check-record": (3, 10), "expired": (4, 0), "unused-vectors": (4, 30)}


def make_schedules(apps, schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    Crontab = apps.get_model("django_celery_beat", "CrontabSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(task__in=OLD).delete()
    for name, (every, period) in EVERY.items():
        interval, _ = Interval.objects.get_or_create(every=every, period=period)
        PeriodicTask.objects.get_or_create(name=name, defaults={"task": TASK, "interval": interval})
    for name, (hour, minute) in DAILY.items():
        crontab, _ = Crontab.objects.get_or_create(
            minute=str(minute), hour=str(hour), day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
        )
        PeriodicTask.objects.get_or_create(name=name, defaults={"task": TASK, "crontab": crontab})


def let_the_desk_read(apps, schema_editor):
    create_permissions(installed.get_app_config("claims"), verbosity=0, using=schema_editor.connection.alias)
    Permission = apps.get_model("auth", "Permission")
    permission = Permission.objects.get(content_type__app_label="claims", codename="view_schedule")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Contributors", "Reviewers"]):
        group.permissions.add(permission)


def remove_schedules(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task=TASK).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0028_verdicts_can_be_undone"),
        ("api", "0004_tokens_have_scopes"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        migrations.AddField(
            model_name="crosscheckrun",
            name="since",
            field=models.DateTimeField(
                blank=True, help_text="only claims that were stored since; empty for all", null=True
            ),
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[],
            options={"verbose_name": "schedule", "proxy": True, "indexes": [], "constraints": []},
            bases=("django_celery_beat.periodictask",),
        ),
        migrations.RunPython(make_schedules, remove_schedules),
        migrations.RunPython(let_the_desk_read, migrations.RunPython.noop),
    ]
