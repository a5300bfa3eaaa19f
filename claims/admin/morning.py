"""What the first page tells a reviewer: which verdicts to look at again, and how far the dossiers are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from claims import pending
from claims.dossiers.reading import progress_of
from claims.models import Claim
from claims.querysets import ClaimQuerySet
from claims.record_models import Verdict
from claims.team_models import PendingVerdict
from sources.models import Article, ArticleQuerySet, Dossier

SHOWN = 8  # of each kind; the lists behind have the rest


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A verdict of this person that something has come after: the claim, and a sentence that says what."""

    claim: Claim
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many statements of a dossier there are, and how many of them await nobody."""

    dossier: Dossier
    done: int
    total: int

    @property
    def address(self) -> str:
        return reverse("admin:sources_dossier_matrix", args=[self.dossier.pk])


@dataclass(frozen=True, slots=True)
class Failure:
    """Work that was given up, with its reason and its page; `retry` takes a POST, where it can be tried from here."""

    what: str
    reason: str
    address: str
    retry: str = ""


def last_word(by: User) -> QuerySet[Verdict]:
    """The verdicts that are the last on their claims and are this person's, the latest first."""
    mine = Verdict.objects.filter(reviewer=by, number=F("claim__version"))
    return mine.select_related("claim__source", "claim__suggestion").defer("seen", "claim__search").order_by("-pk")


def overtaken(user: User) -> list[Overtaken]:
    """The verdicts of this person that are stale, the latest first."""
    found = last_word(user).filter(claim__suggestion__stale_reason__gt="")[:SHOWN]
    return [Overtaken(one.claim, one, one.claim.suggestion.stale_reason) for one in found]


def decided_otherwise(user: User) -> list[Overtaken]:
    """Claims on which somebody decided otherwise after this person, the latest first."""
    own = Verdict.objects.filter(claim=OuterRef("claim"), reviewer=user, number__lt=OuterRef("number"))
    found = (
        Verdict.objects.filter(Exists(own.exclude(status=OuterRef("status"))), number=F("claim__version"))
        .exclude(reviewer=user)
        .select_related("claim__source", "reviewer")
        .defer("seen", "claim__search")
        .order_by("-pk")[:SHOWN]
    )
    return [
        Overtaken(one.claim, one, f"{one.reviewer.get_username()} decided {one.get_status_display()}: {one.rationale}")
        for one in found
    ]


def dossiers() -> list[Progress]:
    """The newest dossiers in which a statement awaits review, with how far they are."""
    newest = list(Dossier.objects.order_by("-created_at", "-pk")[:SHOWN])
    how_far = progress_of(newest)
    progress = [Progress(one, how_far[one.pk].done, how_far[one.pk].total) for one in newest]
    return [one for one in progress if one.done < one.total]


def failures(*, may_retry: bool) -> list[Failure]:
    """The latest articles and cross-checks that were given up."""
    articles = Article.objects.filter(**ArticleQuerySet.FAILED).select_related("source").order_by("-pk")
    claims = Claim.objects.filter(**ClaimQuerySet.FAILED).select_related("source").order_by("-pk")
    return [
        *(
            Failure(
                str(one),
                one.last_error,
                reverse("admin:sources_article_change", args=[one.pk]),
                reverse("admin:sources_article_retry", args=[one.pk]) if may_retry else "",
            )
            for one in articles.only("title", "url", "last_error", "source__name")[:SHOWN]
        ),
        *(
            Failure(str(one), one.last_error, f"{reverse('admin:claims_claim_changelist')}?queue=failed")
            for one in claims.only("text", "last_error", "source__name")[:SHOWN]
        ),
    ]


@dataclass(frozen=True, slots=True)
class Morning:
    came_back: Sequence[PendingVerdict]
    overtaken: Sequence[Overtaken]
    otherwise: Sequence[Overtaken]
    dossiers: Sequence[Progress]
    failures: Sequence[Failure]


def morning(user: User) -> Morning:
    """All of it, of what the person may see; in seven queries at most."""
    reads = user.has_perm("claims.view_claim")
    decides = reads and user.has_perm("claims.review_claim")
    return Morning(
        came_back=pending.came_back(user) if decides else [],
        overtaken=overtaken(user) if decides else [],
        otherwise=decided_otherwise(user) if decides else [],
        dossiers=dossiers() if reads and user.has_perm("sources.view_dossier") else [],
        failures=failures(may_retry=user.has_perm("sources.add_article"))
        if reads and user.has_perm("sources.view_article")
        else [],
    )
