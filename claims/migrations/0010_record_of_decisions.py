"""One keyed chain over all verdicts and judgements; judgements are kept, as verdicts are. Earlier decisions are entered
in the order in which they were given, with their claims as they stand today."""

import django.db.models.deletion
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models, transaction

from claims import record

APPEND_ONLY = ("claims_judgement", "claims_recordentry", "claims_recordcheck")
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a row instead.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER is_not_truncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in APPEND_ONLY
)
ALLOW = (
    "".join(f"DROP TRIGGER is_append_only ON {table}; DROP TRIGGER is_not_truncated ON {table};" for table in APPEND_ONLY)
    + "DROP FUNCTION refuse_change();"
)


def enter_earlier_decisions(apps, schema_editor):
    Verdict = apps.get_model("claims", "Verdict")
    Judgement = apps.get_model("claims", "Judgement")
    Entry = apps.get_model("claims", "RecordEntry")
    verdicts = Verdict.objects.select_related("reviewer", "claim__source", "claim__article")
    judgements = Judgement.objects.select_related("reviewer", "left__source", "left__article", "right__source", "right__article")
    decisions = [(one.decided_at, 0, one.pk, one) for one in verdicts] + [(one.judged_at, 1, one.pk, one) for one in judgements]
    previous = None
    for _, kind, _, decision in sorted(decisions, key=lambda decision: decision[:3]):
        claims = [decision.left, decision.right] if kind else [decision.claim]
        entry = Entry(
            verdict=None if kind else decision,
            judgement=decision if kind else None,
            digest=record.judgement_hash(decision) if kind else record.verdict_hash(decision),
            reviewer=decision.reviewer.username,
            claims=[record.about(claim) for claim in claims],
        )
        record.fill(entry, previous=previous)
        entry.save(force_insert=True)
        previous = entry
    if previous:
        transaction.on_commit(lambda: record.keep_head(previous.number, previous.hash), robust=True)


def make_schedule(apps, schema_editor):
    Crontab = apps.get_model("django_celery_beat", "CrontabSchedule")
    at_ten_past_three, _ = Crontab.objects.get_or_create(
        minute="10", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Check the record of decisions, daily",
        defaults={"task": "claims.check_record", "crontab": at_ten_past_three},
    )


def let_everybody_read(apps, schema_editor):
    create_permissions(installed.get_app_config("claims"), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="claims", codename__in=["view_recordentry", "view_recordcheck"]
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Contributors", "Reviewers"]):
        group.permissions.add(*permissions)


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="claims.check_record").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_texts_are_bounded"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField()),
                ("decisions", models.PositiveBigIntegerField(help_text="in the record at that time")),
                ("faults", models.PositiveIntegerField(help_text="how many things were wrong")),
                (
                    "sentences",
                    models.JSONField(
                        default=list, help_text="what was wrong, or could not be seen; the first hundred"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordEntry",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(
                        help_text="1, 2, ... without a gap", primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 over what was decided, in hex", max_length=64)),
                ("reviewer", models.CharField(help_text="the name of who decided, at that time", max_length=150)),
                (
                    "claims",
                    models.JSONField(
                        help_text="the claims decided on as they stood: text, source, claimant, place"
                    ),
                ),
                ("key", models.CharField(help_text="which key the hash is made with", max_length=8)),
                (
                    "hash",
                    models.CharField(
                        help_text="HMAC-SHA256 over all this and the hash of the entry before, in hex", max_length=64
                    ),
                ),
                (
                    "judgement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="claims.judgement",
                    ),
                ),
                (
                    "verdict",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="claims.verdict",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "record entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(verdict__isnull=True, judgement__isnull=False),
                            models.Q(verdict__isnull=False, judgement__isnull=True),
                            _connector="OR",
                        ),
                        name="record_entry_is_of_one_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(number__gte=1), name="record_entry_number_starts_at_one"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="judgement", name="judgement_pair_is_unique"),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["left", "right", "-id"], name="judgement_latest"),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="seen",
            field=models.JSONField(help_text="what the page showed when it was opened: see claims.seen"),
        ),
        migrations.RunPython(enter_earlier_decisions, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunPython(make_schedule, remove_schedule),
        migrations.RunPython(let_everybody_read, migrations.RunPython.noop),
    ]
