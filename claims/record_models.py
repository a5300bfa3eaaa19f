"""Verdicts and judgements, the record of them, and the results of its checks. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.choices import DECISIONS
from factcheck.bounds import at_most
from factcheck.database import AppendOnly

RATIONALE_CHARACTERS = 20_000  # far more than anyone wrote, and a page can still show them


class Judgement(AppendOnly):
    """A reviewer's yes or no to a pair of claims. Append-only: the latest of a pair counts.

    It outlives the cross-reference it was made on.
    """

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"

    left = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="judgements_right")
    right = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="judgements_left")
    answer = models.CharField(max_length=10, choices=Answer)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="judgement_left_before_right"),
            models.CheckConstraint(condition=Q(answer__in=["confirmed", "rejected"]), name="judgement_answer_is_known"),
        ]
        indexes = [
            # seen.latest_judgements(): the last word on a pair.
            models.Index(fields=["left", "right", "-id"], name="judgement_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}: {self.answer}"


class SetAside(AppendOnly):
    """A reviewer's word that a claim needs no verdict now, or does after all. Append-only: the latest counts.

    It leaves the queue; its status stays unreviewed. It is no decision on the truth of a claim, so it is not in the
    record.
    """

    class Reason(models.TextChoices):
        NOT_A_CLAIM = "not_a_claim", "Not a claim"
        NOT_WORTH_CHECKING = "not_worth_checking", "Not worth checking"
        NOTHING_FOUND = "nothing_found", "Checked, nothing found"
        LATER = "later", "Later"
        TAKEN_BACK = "taken_back", "Taken back"

    # New evidence says nothing against these; claims set aside for other reasons are in the queue again with it.
    FOR_GOOD = (Reason.NOT_A_CLAIM, Reason.NOT_WORTH_CHECKING)

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="set_aside")
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.TextField(blank=True, max_length=RATIONALE_CHARACTERS)
    suggested = models.CharField(max_length=20, blank=True, help_text="the status that was suggested then")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="set_aside")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["not_a_claim", "not_worth_checking", "nothing_found", "later", "taken_back"]),
                name="set_aside_reason_is_known",
            ),
            at_most(RATIONALE_CHARACTERS, model="set_aside", field="note"),
        ]
        indexes = [
            # ClaimQuerySet.awaiting_review(): the last word on a claim.
            models.Index(fields=["claim", "-id"], name="set_aside_latest"),
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id}: {self.get_reason_display()}"

    def stands(self, suggested: str) -> bool:
        """Whether the claim is set aside still, now that this status is suggested for it."""
        if self.reason == self.Reason.TAKEN_BACK:
            return False
        return self.reason in self.FOR_GOOD or self.suggested == suggested


class Verdict(AppendOnly):
    """What a reviewer decided, and what was seen when deciding. Append-only: rights and triggers refuse any change.

    `hash` is the SHA-256 over the verdict and the hash of the claim's previous verdict: a receipt that anybody can
    recompute. What proves the verdict is its entry in the record.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveIntegerField(help_text="first, second, ... verdict on this claim")
    decision = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="equal for verdicts that were given at once; null for the earliest"
    )
    status = models.CharField(max_length=20, choices=DECISIONS)
    rationale = models.TextField(max_length=RATIONALE_CHARACTERS)
    evidence = models.JSONField(default=list, blank=True, help_text="addresses of what was consulted")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts")
    decided_at = models.DateTimeField()
    seen = models.JSONField(help_text="what the page showed when it was opened: see claims.seen")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="verdict_number_is_unique_in_claim"),
            models.CheckConstraint(condition=Q(number__gte=1), name="verdict_number_starts_at_one"),
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in DECISIONS]), name="verdict_status_is_known"
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="verdict_has_a_rationale"),
            at_most(RATIONALE_CHARACTERS, model="verdict", field="rationale"),
        ]
        indexes = [
            # The claim page: how many claims were decided together.
            models.Index(fields=["decision"], name="verdict_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} (verdict {self.number})"


class RecordEntry(AppendOnly):
    """The place of one decision in the one chain of all. Written by claims.record, checked by claims.record_check."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, ... without a gap")
    verdict = models.OneToOneField(Verdict, null=True, blank=True, on_delete=models.PROTECT, related_name="entry")
    judgement = models.OneToOneField(Judgement, null=True, blank=True, on_delete=models.PROTECT, related_name="entry")
    digest = models.CharField(max_length=64, help_text="SHA-256 over what was decided, in hex")
    reviewer = models.CharField(max_length=150, help_text="the name of who decided, at that time")
    claims = models.JSONField(help_text="the claims decided on as they stood: text, source, claimant, place")
    key = models.CharField(max_length=8, help_text="which key the hash is made with")
    hash = models.CharField(
        max_length=64, help_text="HMAC-SHA256 over all this and the hash of the entry before, in hex"
    )

    class Meta:
        verbose_name_plural = "record entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, judgement__isnull=False)
                | Q(verdict__isnull=False, judgement__isnull=True),
                name="record_entry_is_of_one_decision",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="record_entry_number_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"Entry {self.number}"


class RecordCheck(AppendOnly):
    """The result of one check of the whole record, daily or on request: is it complete and unaltered?"""

    checked_at = models.DateTimeField()
    decisions = models.PositiveBigIntegerField(help_text="in the record at that time")
    faults = models.PositiveIntegerField(help_text="how many things were wrong")
    sentences = models.JSONField(default=list, help_text="what was wrong, or could not be seen; the first hundred")

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}: {self.faults or 'no'} faults"
