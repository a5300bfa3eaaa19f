"""Reviewers set claims aside, without a verdict; append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REASONS = [
    ("not_a_claim", "Not a claim"),
    ("not_worth_checking", "Not worth checking"),
    ("nothing_found", "Checked, nothing found"),
    ("later", "Later"),
    ("taken_back", "Taken back"),
]
REFUSE = """
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON claims_setaside
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER is_not_truncated BEFORE TRUNCATE ON claims_setaside
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
ALLOW = "DROP TRIGGER is_append_only ON claims_setaside; DROP TRIGGER is_not_truncated ON claims_setaside;"


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0022_verdicts_have_a_decision_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(choices=REASONS, max_length=20)),
                ("note", models.TextField(blank=True, max_length=20000)),
                (
                    "suggested",
                    models.CharField(blank=True, help_text="the status that was suggested then", max_length=20),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="set_aside", to="claims.claim"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["claim", "-id"], name="set_aside_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", [reason for reason, _ in REASONS])),
                        name="set_aside_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 20000)), name="set_aside_note_is_bounded"
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
