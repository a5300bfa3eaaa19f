"""Claims, and what the machine found about them. What people decided is in claims.record_models.

Machine and human columns never share a table, but for the denormalised `Claim.status` and `Claim.version`, which
`review.record_verdict` alone writes.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from pgvector.django import HalfVectorField

from claims.analysis.types import VECTOR_DIMENSIONS, Attribution, Mode, Polarity, Status, Strength
from claims.bulk_models import BulkAction, BulkItem  # noqa: F401 - these are models of this app too
from claims.choices import DECISIONS, STORED_RELATIONS, CheckPriority, CheckState, RunState, choices
from claims.correction_models import Correction, MadeLink  # noqa: F401 - models of this app too
from claims.querysets import ClaimQuerySet, CrossReferenceQuerySet
from claims.record_models import Judgement, RecordCheck, RecordEntry, SetAside, Verdict  # noqa: F401 - models of this app too
from claims.schedule_models import Schedule  # noqa: F401 - this one too
from claims.statement_models import Placement, Statement, StatementClaim  # noqa: F401 - these as well
from claims.team_models import (  # noqa: F401 - and these
    BlindDossier,
    Comment,
    Holding,
    Notice,
    PendingClaim,
    PendingVerdict,
    SavedView,
    SecondReview,
)
from factcheck.bounds import at_most
from factcheck.moments import EARLIEST, LATEST
from factcheck.shortening import shortened
from factcheck.work import ERROR_CHARACTERS, Work
from sources.models import Article, Source

# The longest texts, in characters: far more than anyone wrote, and a page can still show them.
CLAIM_CHARACTERS = 20_000
REASON_CHARACTERS = 5_000
# The tasks that are sent when claims are due: those somebody waits for, and those of background runs.
CROSSCHECK_TASK = "claims.crosscheck_claims"
RECHECK_TASK = "claims.recheck_claims"


class Claim(Work):
    """One assertion by one source: found in an article at a span, or posted by a client."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(max_length=CLAIM_CHARACTERS)
    quote = models.TextField(blank=True, max_length=CLAIM_CHARACTERS, help_text="the words between quotation marks")
    mode = models.CharField(max_length=20, choices=choices(Mode))
    attribution = models.CharField(max_length=20, choices=choices(Attribution))
    claimant = models.CharField(max_length=300, blank=True, help_text="who is said to say it, by full name")
    claimant_words = models.CharField(max_length=300, blank=True, help_text="the words used here")
    claimant_start = models.PositiveIntegerField(null=True, blank=True)
    claimant_end = models.PositiveIntegerField(null=True, blank=True)
    cue = models.CharField(max_length=200, blank=True, help_text="the reporting verb or phrase")
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    polarity = models.CharField(max_length=20, choices=choices(Polarity))
    context = models.TextField(
        blank=True, max_length=CLAIM_CHARACTERS, help_text="the sentence before, for an anaphoric claim"
    )
    hedges = models.JSONField(default=list, blank=True)
    entities = models.JSONField(default=list, blank=True, editable=False)
    checkworthiness = models.FloatField(default=0)
    checkworthiness_reasons = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    current = models.BooleanField(default=True, editable=False, help_text="of its article's newest version")

    client = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posted_claims",
        editable=False,
    )
    client_ref = models.CharField(max_length=200, blank=True, editable=False)
    client_sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="of what the client posted")

    # What the client said of it, beside what the machine reads of it in the columns above.
    client_quote = models.CharField(max_length=20_000, blank=True, db_default="", default="", editable=False)
    client_claimant = models.CharField(max_length=300, blank=True, db_default="", default="", editable=False)

    check_state = models.CharField(max_length=10, choices=CheckState, default=CheckState.DUE, editable=False)
    check_priority = models.PositiveSmallIntegerField(
        default=CheckPriority.ASKED_FOR,
        db_default=CheckPriority.ASKED_FOR,
        editable=False,
        help_text="cross-checks with a smaller number go first",
    )
    checked_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="end of the last cross-check")
    run = models.ForeignKey(
        "CrossCheckRun",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="claims",
        editable=False,
        help_text="the run that made it due, until it is checked",
    )
    search = models.GeneratedField(
        expression=SearchVector("text", "claimant", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    status = models.CharField(max_length=20, choices=choices(Status), default=Status.UNREVIEWED, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False, help_text="verdicts so far")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)  # set by a trigger

    objects = ClaimQuerySet.as_manager()

    class Meta:
        permissions = [("review_claim", "Can record verdicts and judgements")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
            *(at_most(CLAIM_CHARACTERS, model="claim", field=field) for field in ("text", "quote", "context")),
            at_most(ERROR_CHARACTERS, model="claim", field="last_error"),
            models.CheckConstraint(
                condition=Q(article=None, start=None, end=None)
                | Q(article__isnull=False, start=None, end=None)
                | Q(article__isnull=False, start__isnull=False, end__gt=F("start")),
                name="claim_span_lies_in_an_article",
            ),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="claim_mode_is_known"),
            models.CheckConstraint(condition=Q(attribution__in=list(Attribution)), name="claim_attribution_is_known"),
            models.CheckConstraint(condition=Q(polarity__in=list(Polarity)), name="claim_polarity_is_known"),
            models.CheckConstraint(condition=Q(status__in=list(Status)), name="claim_status_is_known"),
            models.CheckConstraint(condition=Q(check_state__in=CheckState.values), name="claim_check_state_is_known"),
            models.CheckConstraint(
                condition=Q(checkworthiness__gte=0, checkworthiness__lte=1),
                name="claim_checkworthiness_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.UNREVIEWED, version=0) | ~Q(status=Status.UNREVIEWED) & Q(version__gt=0),
                name="claim_status_comes_from_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(published_at__range=(EARLIEST, LATEST)),
                name="claim_published_in_our_times",
            ),
            models.UniqueConstraint(fields=["article", "start", "end"], name="claim_span_is_unique_in_article"),
            models.UniqueConstraint(
                fields=["client", "client_ref"],
                condition=~Q(client_ref=""),
                name="claim_client_ref_is_unique",
            ),
        ]
        indexes = [
            # ClaimQuerySet.ready(): the few that await their cross-check.
            models.Index(
                fields=["check_priority", "id"], name="claim_due_first", condition=Q(check_state="due", current=True)
            ),
            # awaiting_review() in the order of the queue. Not only the unreviewed: the stale ones are in the other
            # half of an OR, which a narrower index could not serve (measured: 100 ms for 900 at 294,000 claims).
            # Decided claims whose sentence is gone from the article are stale and no longer current.
            models.Index(
                fields=["-checkworthiness", "id"],
                name="claim_in_queue",
                condition=Q(current=True) | Q(version__gt=0),
            ),
            models.Index(fields=["updated_at", "id"], name="claim_updated"),
            # submissions.submit_claims(): was the same claim submitted before?
            models.Index(
                fields=["client", "client_sha256"],
                name="claim_posted",
                condition=Q(client__isnull=False, client_ref=""),
            ),
            # The desk and the progress of runs: the few whose check failed.
            models.Index(fields=["id"], name="claim_failed", condition=Q(check_state="failed")),
            GinIndex(fields=["search"], name="claim_search"),
        ]

    def __str__(self) -> str:
        return shortened(self.text, 120)


class SentenceVector(models.Model):
    """What a claim's words mean, as a vector; claims that read alike share one.

    Workers hold all of them in memory (claims.vectors), and learn by the rising numbers which are new.
    """

    key = models.UUIDField(unique=True, help_text="hash of the vector")
    embedding = HalfVectorField(dimensions=VECTOR_DIMENSIONS)

    def __str__(self) -> str:
        return str(self.key)


class PreparedClaim(models.Model):
    """A current claim as its comparison needs it, apart from the row of the claim, which changes at every attempt."""

    claim = models.OneToOneField(Claim, primary_key=True, on_delete=models.CASCADE, related_name="prepared")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    vector = models.ForeignKey(SentenceVector, on_delete=models.PROTECT, related_name="claims", db_index=False)
    # Fields of the prefilter (claims.analysis.comparing.prefilter), read before the features of both are loaded.
    terms = ArrayField(models.TextField(), help_text="its telling words, without inflection")
    quoted = ArrayField(models.TextField(), help_text="the same, of its quotation")
    numbers = ArrayField(models.FloatField(), help_text="what it counts or measures")
    denies = models.BooleanField()
    withdrawn = models.BooleanField(help_text="it tells only what its outlet no longer says")
    features = models.JSONField()
    meaning = models.BinaryField(db_default=b"", help_text="vector of its own words, 384 integers of 8 bits")
    beginning = models.BinaryField(db_default=b"", help_text="the same of its article's beginning; empty without one")
    sentence_key = models.BigIntegerField(db_default=0, help_text="hash of its own words, whatever its article")
    engine_version = models.CharField(max_length=100)
    left_out = models.PositiveIntegerField(default=0, help_text="matches that gave way to stronger ones of a source")
    more_outlets = models.PositiveIntegerField(
        default=0, db_default=0, help_text="that print a sentence it is linked with, and were not compared"
    )
    order_key = models.BigIntegerField(
        default=0, db_default=0, help_text="hash of its content: breaks ties, whenever it came"
    )
    reach = models.FloatField(null=True, help_text="similarity of the last of the nearest sentences; -1 when all are")
    repeats = models.BooleanField(default=False, help_text="the source has said exactly this in an earlier claim")

    class Meta:
        indexes = [
            # retrieval.nearest(), prepared.store_prepared() and remove_prepared(): the claims that share a vector.
            models.Index(fields=["vector", "repeats", "source"], include=["claim"], name="prepared_claim_vector"),
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id}"


class CrossReference(models.Model):
    """The machine's link between two claims of different sources, stored once with left < right. Replaceable."""

    left = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="references_right")
    right = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="references_left")
    relation = models.CharField(max_length=20, choices=STORED_RELATIONS)
    score = models.FloatField()
    similarity = models.FloatField(help_text="cosine of the two sentence vectors")
    independent = models.BooleanField()
    shared_origin = models.CharField(max_length=500, blank=True, help_text="why the two are not independent")
    drift = models.JSONField(default=list)
    features = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    engine_version = models.CharField(max_length=100)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)  # set by a trigger

    objects = CrossReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "cross-reference"
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="cross_reference_pair_is_unique"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="cross_reference_left_before_right"),
            models.CheckConstraint(
                condition=Q(relation__in=[value for value, _ in STORED_RELATIONS]),
                name="cross_reference_relation_is_known",
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="cross_reference_score_is_a_share"),
            models.CheckConstraint(
                condition=Q(independent=True, shared_origin="") | Q(independent=False) & ~Q(shared_origin=""),
                name="cross_reference_says_why_not_independent",
            ),
        ]
        indexes = [
            # Clients that ask for what was changed since.
            models.Index(fields=["updated_at", "id"], name="cross_reference_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {self.relation} {self.right_id}"


class Suggestion(models.Model):
    """What the machine would say of a claim, with its reasons. One per claim; `status` empty means none."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="suggestion")
    status = models.CharField(max_length=20, choices=DECISIONS, blank=True)
    strength = models.CharField(
        max_length=20, choices=choices(Strength), blank=True, db_default="", help_text="empty without a status"
    )
    confidence = models.FloatField()
    outlets = models.PositiveIntegerField(default=1, db_default=1, help_text="that say it, the claim's own among them")
    origins = models.PositiveIntegerField(default=1, db_default=1, help_text="that these outlets draw on")
    contradicting = models.PositiveIntegerField(default=0, db_default=0, help_text="outlets that contradict it")
    reasons = models.JSONField(default=list)
    stale_reason = models.TextField(
        blank=True,
        max_length=REASON_CHARACTERS,
        help_text="why the claim's verdict should be looked at again; empty when it need not",
    )
    engine_version = models.CharField(max_length=100)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)  # set by a trigger

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *(value for value, _ in DECISIONS)]),
                name="suggestion_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=["", *(value for value, _ in choices(Strength))]),
                name="suggestion_strength_is_known",
            ),
            at_most(REASON_CHARACTERS, model="suggestion", field="stale_reason"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="suggestion_confidence_is_a_share"
            ),
        ]
        indexes = [
            models.Index(fields=["claim"], name="suggestion_stale", condition=~Q(stale_reason="")),
        ]

    def __str__(self) -> str:
        return self.status or "no suggestion"


class CrossCheckRun(models.Model):
    """One scheduled or requested cross-check of many claims; a schedule has one in each window.

    The run passes through its claims by rising id and makes them due a slice at a time.
    """

    REQUESTED = "requested"

    schedule = models.CharField(max_length=100, help_text="name of the schedule, or 'requested'")
    window_start = models.DateTimeField()
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="only this one",
    )
    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="only this one",
    )
    since = models.DateTimeField(null=True, blank=True, help_text="only claims that were stored since; empty for all")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="claims to check; null until it has begun")
    position = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False, help_text="id of the last claim passed"
    )
    passed = models.PositiveIntegerField(default=0, db_default=0, editable=False, help_text="claims up to there")
    done = models.PositiveIntegerField(default=0, help_text="claims checked since it began")
    failed = models.PositiveIntegerField(default=0, help_text="claims that could not be checked")
    attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="failures in succession"
    )
    error = models.TextField(blank=True, max_length=REASON_CHARACTERS)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "cross-check run"
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "window_start"],
                condition=~Q(schedule="requested"),
                name="run_of_a_schedule_is_unique_in_window",
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_is_known"),
            at_most(REASON_CHARACTERS, model="run", field="error"),
        ]
        indexes = [
            # runs.advance_runs(): those that are not finished.
            models.Index(fields=["id"], name="run_open", condition=Q(state__in=["queued", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.window_start:%Y-%m-%d %H:%M}"
