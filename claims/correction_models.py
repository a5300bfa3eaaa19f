"""What reviewers add to the machine's work: links that it missed, and corrections of what it read. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.analysis.types import Polarity, Relation
from factcheck.bounds import at_most
from factcheck.database import AppendOnly

TEXT_CHARACTERS = 20_000


class MadeLink(AppendOnly):
    """A reviewer's word that two claims say the same, or contradict each other, where the machine found no link.

    The latest of a pair counts, until a later judgement rejects the link.
    """

    left = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="made_links_right")
    right = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="made_links_left")
    relation = models.CharField(
        max_length=20,
        choices=[(Relation.CORROBORATES.value, "Says the same"), (Relation.DISPUTES.value, "Contradicts")],
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="made_links")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="made_link_left_before_right"),
            models.CheckConstraint(
                condition=Q(relation__in=["corroborates", "disputes"]), name="made_link_relation_is_known"
            ),
        ]
        indexes = [
            # links.made_links(): the last word on a pair.
            models.Index(fields=["left", "right", "-id"], name="made_link_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {self.relation} {self.right_id}"


class Correction(AppendOnly):
    """A reviewer's claimant, polarity or span for a claim, beside the machine's reading, which it overrides everywhere.

    Or a claim that a reviewer made of a sentence in which the machine read none (`made`). The latest of a claim counts;
    one that corrects nothing takes the earlier ones back.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="corrections")
    made = models.BooleanField(default=False, help_text="the claim itself is the reviewer's")
    claimant = models.CharField(max_length=300, null=True, help_text="null: as the machine reads it")
    polarity = models.CharField(
        max_length=20,
        blank=True,
        choices=[(one.value, one.value.capitalize()) for one in Polarity],
        help_text="empty: as the machine reads it",
    )
    start = models.PositiveIntegerField(null=True, help_text="of the words below, in the article's text at that time")
    text = models.TextField(blank=True, max_length=TEXT_CHARACTERS, help_text="empty: as the machine reads it")
    read = models.JSONField(default=dict, help_text="what the machine read, by columns of the claim")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections")
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(polarity__in=["", "asserts", "denies"]), name="correction_polarity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(text="", start=None) | ~Q(text="") & Q(start__isnull=False),
                name="correction_says_where_its_words_stand",
            ),
            models.CheckConstraint(condition=Q(made=False) | ~Q(text=""), name="correction_that_makes_has_words"),
            at_most(TEXT_CHARACTERS, model="correction", field="text"),
        ]
        indexes = [
            # corrections.latest_corrections(): the last word on a claim.
            models.Index(fields=["claim", "-id"], name="correction_latest"),
        ]

    def __str__(self) -> str:
        return f"Correction of claim {self.claim_id}"

    @property
    def stands(self) -> bool:
        """Whether it corrects anything; one that does not takes the earlier ones back."""
        return self.made or self.claimant is not None or bool(self.polarity or self.text)
