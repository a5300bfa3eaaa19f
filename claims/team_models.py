"""How reviewers work together: verdicts that can be undone, who has what open, second reviews, views, comments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.choices import DECISIONS
from claims.record_models import RATIONALE_CHARACTERS
from factcheck.bounds import at_most
from factcheck.database import AppendOnly

WHY_CHARACTERS = 1_000
NOTE_CHARACTERS = 300
NAME_CHARACTERS = 60
QUERY_CHARACTERS = 2_000
COMMENT_CHARACTERS = 5_000


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


class Holding(models.Model):
    """Who has a claim open, or is to decide on it, until when. It tells colleagues so and forbids nobody anything."""

    claim = models.OneToOneField("claims.Claim", primary_key=True, on_delete=models.CASCADE, related_name="holding")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holdings_given",
        help_text="the colleague who handed it over; null for what was taken",
    )
    note = models.CharField(max_length=NOTE_CHARACTERS, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="from then on nobody has it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="holding_ends_after_it_begins"),
        ]
        indexes = [
            # holding.mine(): what one reviewer has.
            models.Index(fields=["holder", "until"], name="holding_of_holder"),
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id}, with {self.holder_id} until {self.until:%Y-%m-%d %H:%M}"


class BlindDossier(models.Model):
    """That each verdict on a claim of the dossier gets a second review."""

    dossier = models.OneToOneField("sources.Dossier", primary_key=True, on_delete=models.CASCADE, related_name="blind")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blind_dossiers")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Second reviews for dossier {self.dossier_id}"


class SecondReview(models.Model):
    """A verdict that a second reviewer decides on again, without knowing what it is.

    It is open until `closed_at`. The second reviewer's word is kept here where it is another than the verdict; where it
    is the same, it is a verdict itself, the `outcome`.
    """

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="second_reviews")
    first = models.OneToOneField("claims.Verdict", on_delete=models.PROTECT, related_name="second_review")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="second_reviews_asked",
        help_text="null where its dossier asks for one",
    )
    asked_at = models.DateTimeField()
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="second_reviews",
        help_text="who decided otherwise, or sent it back",
    )
    status = models.CharField(max_length=20, blank=True, choices=DECISIONS, help_text="the other decision")
    rationale = models.TextField(
        blank=True, max_length=RATIONALE_CHARACTERS, help_text="for it, or for sending it back"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.OneToOneField(
        "claims.Verdict", null=True, blank=True, on_delete=models.PROTECT, related_name="closes_second_review"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(closed_at__isnull=True), name="second_review_open_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["", *(value for value, _ in DECISIONS)]), name="second_review_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True, answered_at__isnull=True, status="", rationale="")
                | Q(second__isnull=False, answered_at__isnull=False) & ~Q(rationale=""),
                name="second_review_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome__isnull=True)
                | Q(closed_at__isnull=False, outcome__isnull=False),
                name="second_review_is_closed_by_a_verdict",
            ),
            at_most(RATIONALE_CHARACTERS, model="second_review", field="rationale"),
        ]

    def __str__(self) -> str:
        return f"Second review of claim {self.claim_id}"

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it, so that others must not see the verdict."""
        return self.answered_at is None and self.closed_at is None

    @property
    def disagree(self) -> bool:
        """Whether the two await an adjudicator."""
        return bool(self.status) and self.closed_at is None

    @property
    def sent_back(self) -> bool:
        """Whether it awaits the first reviewer's next verdict."""
        return self.answered_at is not None and not self.status and self.closed_at is None

    @property
    def two(self) -> set[int | None]:
        """The two reviewers."""
        return {self.first.reviewer_id, self.second_id}

    def blind_for(self, user_id: int | None) -> bool:
        return self.waits and self.first.reviewer_id != user_id


class SavedView(models.Model):
    """A view of the list of claims that a reviewer keeps: its filters, search and order."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=NAME_CHARACTERS)
    query = models.CharField(max_length=QUERY_CHARACTERS, blank=True, help_text="the list's parameters")
    shared = models.BooleanField(default=False, help_text="whether colleagues see it too")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_is_unique_for_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Comment(AppendOnly):
    """What a person says to colleagues on a claim; it stands on the pages of all claims of its statement."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=COMMENT_CHARACTERS)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            at_most(COMMENT_CHARACTERS, model="comment", field="text"),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk} on claim {self.claim_id}"


class Notice(models.Model):
    """That a comment is for a person: it names them, or answers what they said. Read when they open the claim."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="notices")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    named = models.BooleanField(help_text="whether the comment names them")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "to"], name="notice_is_unique_for_person"),
        ]
        indexes = [
            # comments.unread(): on every page of the desk.
            models.Index(fields=["to", "-id"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Comment {self.comment_id} for {self.to_id}"
