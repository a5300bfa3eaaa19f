"""Statements: which claims say the same, as the machine finds and people correct it. Kept by claims.statements."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factcheck.database import AppendOnly


class Statement(models.Model):
    """Two or more claims that say the same: one row of the queue. Machine-owned, replaceable.

    A claim that no other repeats is a statement by itself and has no row here.
    """

    lead = models.ForeignKey(
        "claims.Claim", on_delete=models.CASCADE, related_name="leads", help_text="the claim with the clearest wording"
    )

    def __str__(self) -> str:
        return f"Statement {self.pk}"


class StatementClaim(models.Model):
    """That a claim belongs to a statement. A table of its own, as the row of a claim is large and written often."""

    claim = models.OneToOneField(
        "claims.Claim", primary_key=True, on_delete=models.CASCADE, related_name="in_statement"
    )
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="members")
    joined_at = models.DateTimeField(help_text="since when the claim is in this statement")

    def __str__(self) -> str:
        return f"Claim {self.claim_id} in statement {self.statement_id}"


class Placement(AppendOnly):
    """A reviewer's word that two claims are one statement, or are not. The latest of a pair counts, in every re-run."""

    class Answer(models.TextChoices):
        TOGETHER = "together", "One statement"
        APART = "apart", "Not one statement"

    left = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="placements_right")
    right = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="placements_left")
    answer = models.CharField(max_length=10, choices=Answer)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="placements")
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="placement_left_before_right"),
            models.CheckConstraint(condition=Q(answer__in=["together", "apart"]), name="placement_answer_is_known"),
        ]
        indexes = [
            # statements.latest_placements(): the last word on a pair.
            models.Index(fields=["left", "right", "-id"], name="placement_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.answer}"
