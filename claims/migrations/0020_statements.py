"""Statements, the claims in them, and what reviewers put into them or took out, which is append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSE = """
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON claims_placement
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER is_not_truncated BEFORE TRUNCATE ON claims_placement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
ALLOW = "DROP TRIGGER is_append_only ON claims_placement; DROP TRIGGER is_not_truncated ON claims_placement;"
KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0019_strengths_are_validated"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                KEY,
                (
                    "lead",
                    models.ForeignKey(
                        help_text="the claim with the clearest wording",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leads",
                        to="claims.claim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementClaim",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="in_statement",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("joined_at", models.DateTimeField(help_text="since when the claim is in this statement")),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="claims.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                KEY,
                (
                    "answer",
                    models.CharField(
                        choices=[("together", "One statement"), ("apart", "Not one statement")], max_length=10
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements_right",
                        to="claims.claim",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements_left",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["left", "right", "-id"], name="placement_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="placement_left_before_right"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["together", "apart"])), name="placement_answer_is_known"
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
