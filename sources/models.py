"""Outlets, what they published, and which articles belong to one event."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.utils import timezone

from factcheck.bounds import at_most
from factcheck.moments import EARLIEST, LATEST
from factcheck.work import ERROR_CHARACTERS, Work, WorkQuerySet
from sources.independence.lineage import LINEAGE_VERSION

# More than ARTICLE_MAX_CHARACTERS may be set to.
ARTICLE_CHARACTERS = 10_000_000
DOSSIER_SUMMARY_CHARACTERS = 10_000

# The tasks that are sent when articles are due. Long ones have a queue of their own: reading a million characters
# takes a worker process minutes.
EXTRACT_TASK = "claims.extract_articles"
EXTRACT_LONG_TASK = "claims.extract_long_articles"
LONG_ARTICLE = 50_000  # characters; up to here a reading takes seconds


class SourceKind(models.TextChoices):
    WIRE = "wire", "News agency"
    NEWSPAPER = "newspaper", "Newspaper"
    BROADCASTER = "broadcaster", "Broadcaster"
    STATE_MEDIA = "state_media", "State media"
    WEBSITE = "website", "Website"
    GOVERNMENT = "government", "Government body"
    ORGANISATION = "organisation", "Organisation"
    SOCIAL = "social", "Social media account"


class Source(models.Model):
    """One outlet. Two sources with the same owner are not independent of each other."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    domain = models.CharField(max_length=253, blank=True, help_text="such as example.org")
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.WEBSITE)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, such as GB")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, such as en or pt-BR")
    owner = models.CharField(max_length=200, blank=True, help_text="who owns or controls the outlet")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),
            models.UniqueConstraint(fields=["domain"], condition=~Q(domain=""), name="source_domain_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class ArticleState(models.TextChoices):
    """How far the work on an article is."""

    RECEIVED = "received", "Received"
    EXTRACTED = "extracted", "Claims extracted"
    CROSSCHECKED = "crosschecked", "Cross-checked"
    SKIPPED = "skipped", "Skipped"
    FAILED = "failed", "Failed"


class ArticleQuerySet(WorkQuerySet):
    DUE = Q(state=ArticleState.RECEIVED)
    FAILED = {"state": ArticleState.FAILED}
    AGAIN = {"state": ArticleState.RECEIVED}

    def current(self) -> Self:
        """The newest version of each article."""
        return self.filter(current=True)

    def versions_of(self, article: "Article") -> Self:
        """All versions of this article, itself among them: what its source has published at its address."""
        if not article.url:
            return self.filter(pk=article.pk)
        return self.filter(source=article.source_id, url=article.url)

    def short(self) -> Self:
        """Articles that are read in seconds."""
        return self.filter(characters__lte=LONG_ARTICLE)

    def long(self) -> Self:
        """Articles whose reading nobody else's should wait for."""
        return self.filter(characters__gt=LONG_ARTICLE)


class Article(Work):
    """One report as published. `text` is normalised once and never edited: all spans are offsets into it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retrieved_at = models.DateTimeField()
    language = models.CharField(max_length=35, help_text="BCP 47; found from the text when not given")
    text = models.TextField(max_length=ARTICLE_CHARACTERS)
    characters = models.GeneratedField(
        expression=Length("text"), output_field=models.PositiveIntegerField(), db_persist=True
    )
    text_sha256 = models.CharField(max_length=64, editable=False)
    credit = models.CharField(max_length=100, blank=True, help_text="the news agency that the text credits")
    credited = ArrayField(
        models.TextField(), default=list, editable=False, help_text="keys of all names that the text reports after"
    )
    affiliations = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text="keys of the people whom the text names with an office, with those of the bodies they speak for",
    )
    fingerprints = ArrayField(
        models.BigIntegerField(), default=list, editable=False, help_text="marks of its running text"
    )
    body_sha256 = models.CharField(
        max_length=64, blank=True, db_default="", editable=False, help_text="of the running text, however it is set"
    )
    current = models.BooleanField(
        default=True, db_default=True, editable=False, help_text="the newest version at its address"
    )
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        db_index=False,  # asked only before a version is deleted, which never happens
        editable=False,
        help_text="the version that stood at the address when this text was first seen there",
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        db_index=False,  # asked among the versions at one address, which have an index
        editable=False,
        help_text="empty for the command line and for articles of before this was kept",
    )
    state = models.CharField(max_length=20, choices=ArticleState, default=ArticleState.RECEIVED, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)  # set by a trigger
    lineage_version = models.CharField(
        max_length=20, default=LINEAGE_VERSION, db_default="1", editable=False, help_text="that read credits and marks"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        permissions = [("add_any_version", "Can post new versions of articles that others posted")]
        constraints = [
            models.UniqueConstraint(fields=["source", "text_sha256"], name="article_text_is_unique_in_source"),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
            at_most(ARTICLE_CHARACTERS, model="article", field="text"),
            at_most(ERROR_CHARACTERS, model="article", field="last_error"),
            models.CheckConstraint(condition=Q(state__in=ArticleState.values), name="article_state_is_known"),
            models.UniqueConstraint(
                fields=["source", "url"],
                condition=Q(current=True) & ~Q(url=""),
                name="article_has_one_current_version",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(published_at__range=(EARLIEST, LATEST)),
                name="article_published_in_our_times",
            ),
            models.CheckConstraint(
                condition=Q(retrieved_at__range=(EARLIEST, LATEST)), name="article_retrieved_in_our_times"
            ),
        ]
        indexes = [
            # ArticleQuerySet.ready(): the few that await extraction.
            models.Index(fields=["id"], name="article_due", condition=Q(state="received")),
            # transitions.close_finished_articles(): the few whose claims are being checked.
            models.Index(fields=["id"], name="article_to_close", condition=Q(state="extracted")),
            # ArticleQuerySet.versions_of(): what else was published at this address?
            models.Index(fields=["source", "url"], name="article_at_url", condition=~Q(url="")),
            # Clients that ask for what was changed since.
            models.Index(fields=["updated_at", "id"], name="article_updated"),
            # ingest.stored_already(): is it there in another layout?
            models.Index(fields=["source", "body_sha256"], name="article_body", condition=~Q(body_sha256="")),
        ]

    def __str__(self) -> str:
        return self.title or f"Article {self.pk}"


class SharedOrigin(models.Model):
    """Two articles of different sources of which one derives from the other, or both from a third. Machine-owned."""

    left = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="origins_right")
    right = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="origins_left")
    reason = models.CharField(max_length=500, help_text="a sentence")
    basis = models.CharField(
        max_length=64, blank=True, db_default="", help_text="of outlets and credits as they were when it was found"
    )
    engine_version = models.CharField(max_length=20, blank=True, db_default="", help_text="of lineage that found it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="shared_origin_pair_is_unique"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="shared_origin_left_before_right"),
            models.CheckConstraint(condition=~Q(reason=""), name="shared_origin_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Dossier(models.Model):
    """Articles about one event."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True, max_length=DOSSIER_SUMMARY_CHARACTERS)
    articles = models.ManyToManyField(Article, related_name="dossiers", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [at_most(DOSSIER_SUMMARY_CHARACTERS, model="dossier", field="summary")]

    def __str__(self) -> str:
        return self.title
