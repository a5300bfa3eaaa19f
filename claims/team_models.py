"""How reviewers work together: verdicts that can still be undone. Kept by the actions of the same names."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.choices import DECISIONS
from claims.record_models import RATIONALE_CHARACTERS
from factcheck.bounds import at_most

WHY_CHARACTERS = 1_000


class PendingVerdict(models.Model):
    """A decision that its reviewer may still undo: it is sealed, that is, becomes verdicts, at `due_at`.

    Without `due_at` it was undone, or refused when it was to be sealed, and is kept for what was typed alone.
    """

    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.CASCADE,
        related_name="pending_verdicts",
        help_text="on whose page it was given",
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pending_verdicts")
    read = models.JSONField(help_text="of each claim that it covers the version that was read")
    status = models.CharField(max_length=20, choices=DECISIONS)
    rationale = models.TextField(max_length=RATIONALE_CHARACTERS)
    evidence = models.JSONField(default=list, blank=True)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    moves = models.PositiveSmallIntegerField(default=0, help_text="pages of claims that were opened since")
    last_opened = models.PositiveBigIntegerField(null=True, blank=True, help_text="the claim of the last of them")
    why = models.TextField(blank=True, max_length=WHY_CHARACTERS, help_text="why it was refused; empty when undone")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in DECISIONS]), name="pending_verdict_status_is_known"
            ),
            at_most(RATIONALE_CHARACTERS, model="pending_verdict", field="rationale"),
            at_most(WHY_CHARACTERS, model="pending_verdict", field="why"),
        ]
        indexes = [
            # pending.open_page(): those to be sealed, and those of one reviewer.
            models.Index(fields=["due_at"], name="pending_verdict_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} on claim {self.claim_id}, by {self.reviewer_id}"

    @property
    def covered(self) -> set[int]:
        """The claims that it is on."""
        return {int(key) for key in self.read}


class PendingClaim(models.Model):
    """That a claim is covered by a decision which waits to be sealed: by one at most."""

    claim = models.OneToOneField("claims.Claim", primary_key=True, on_delete=models.PROTECT, related_name="pending")
    verdict = models.ForeignKey(PendingVerdict, on_delete=models.CASCADE, related_name="claims")

    def __str__(self) -> str:
        return f"Claim {self.claim_id} in pending verdict {self.verdict_id}"
