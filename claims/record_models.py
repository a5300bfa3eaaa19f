"""The record of decisions: an entry for each verdict and judgement, and what its checks found. Append-only."""

from django.db import models
from django.db.models import Q

from factcheck.database import AppendOnly


class RecordEntry(AppendOnly):
    """The place of one decision in the one chain of all. Written by claims.record, checked by claims.record_check."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, ... without a gap")
    verdict = models.OneToOneField(
        "claims.Verdict", null=True, blank=True, on_delete=models.PROTECT, related_name="entry"
    )
    judgement = models.OneToOneField(
        "claims.Judgement", null=True, blank=True, on_delete=models.PROTECT, related_name="entry"
    )
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
    """One look at the whole record, daily or asked for: is it complete and unaltered?"""

    checked_at = models.DateTimeField()
    decisions = models.PositiveBigIntegerField(help_text="in the record at that time")
    faults = models.PositiveIntegerField(help_text="how many things were wrong")
    sentences = models.JSONField(default=list, help_text="what was wrong, or could not be seen; the first hundred")

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}: {self.faults or 'no'} faults"
