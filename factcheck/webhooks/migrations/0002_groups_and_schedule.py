"""Contributors and Reviewers may have webhooks; what was delivered is forgotten by a schedule."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Forget the messages to webhooks of more than thirty days ago"
CODES = ["view_webhook", "add_webhook", "change_webhook", "delete_webhook", "view_delivery", "add_delivery"]


def give_to_groups(apps, schema_editor):
    # Permissions are otherwise made after the last migration, too late to be given here.
    create_permissions(installed.get_app_config("webhooks"), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    codes = Permission.objects.filter(content_type__app_label="webhooks", codename__in=CODES)
    for group in Group.objects.filter(name__in=["Contributors", "Reviewers"]):
        group.permissions.add(*codes)


def make_schedule(apps, schema_editor):
    Crontab = apps.get_model("django_celery_beat", "CrontabSchedule")
    at_four, _ = Crontab.objects.get_or_create(
        minute="0", hour="4", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name=NAME, defaults={"task": "webhooks.delete_old_deliveries", "crontab": at_four}
    )


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_initial"),
        ("claims", "0003_groups"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        migrations.RunPython(give_to_groups, migrations.RunPython.noop),
        migrations.RunPython(make_schedule, remove_schedule),
    ]
