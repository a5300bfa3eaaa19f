"""Answers to POSTs with an Idempotency-Key are kept, and deleted by a schedule."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAME = "Forget the answers to Idempotency-Keys of more than two days ago"


def make_schedule(apps, schema_editor):
    Interval = apps.get_model("django_celery_beat", "IntervalSchedule")
    hourly, _ = Interval.objects.get_or_create(every=1, period="hours")
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name=NAME, defaults={"task": "api.delete_expired_answers", "interval": hourly, "expire_seconds": 3600}
    )


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0002_reviewers_alone_change_outlets"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_sha256", models.CharField(help_text="of the key's bytes", max_length=64)),
                ("request_sha256", models.CharField(help_text="of address and body", max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("headers", models.JSONField()),
                ("body", models.BinaryField(help_text="compressed by zlib")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "key_sha256"), name="kept_answer_key_is_unique_in_client"
                    )
                ],
            },
        ),
        migrations.RunPython(make_schedule, remove_schedule),
    ]
