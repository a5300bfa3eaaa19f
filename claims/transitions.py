"""The states of articles, cross-checks, runs and verdicts: who moves what where, and what follows.

The tables hold every state and move; docs/states.md is made from them. A move is one conditional update: a row that is
not in a state the move starts from stays as it is. What follows from a move is done here as well, in the same
transaction; messages go out when it commits.

Rows are failed, and tried again, by the general actions of factcheck.work, which know no claims; whoever calls them
hands the claims that failed to `checks_failed`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Least, Now

from claims import events
from claims.analysis.types import Status
from claims.choices import DECISIONS, CheckPriority, CheckState, RunState
from claims.models import Claim, CrossCheckRun
from factcheck.conflicts import again_on_conflict
from factcheck.work import RELEASED
from sources.models import Article, ArticleState

DECIDED = tuple(value for value, _ in DECISIONS)
STALE = "stale"  # a mark beside the status: Suggestion.stale_reason


class MoveRefused(RuntimeError):
    """A row is not in a state that the move starts from. Nothing of the transaction may stay."""


@dataclass(frozen=True, slots=True)
class Move:
    """A row of a table. `sources` are the states it starts from; empty for a row that is made."""

    sources: tuple[str, ...]
    target: str
    by: str
    follows: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """All moves of one column. In a `final` state a row may stay for ever."""

    name: str
    kept_in: str
    states: tuple[str, ...]
    final: tuple[str, ...]
    moves: tuple[Move, ...]


# Articles

ARTICLE_ADDED = Move(
    (), ArticleState.RECEIVED, "ingest.add_article, for a client or a person", "extraction is asked for"
)
ARTICLE_READ = Move(
    (ArticleState.RECEIVED, ArticleState.EXTRACTED, ArticleState.CROSSCHECKED),
    ArticleState.EXTRACTED,
    "the worker that found claims in it",
    "its claims are due; cross-checking is asked for",
)
ARTICLE_WITHOUT_CLAIMS = Move(
    (ArticleState.RECEIVED, ArticleState.EXTRACTED, ArticleState.CROSSCHECKED),
    ArticleState.CROSSCHECKED,
    "the worker that found none to check",
    "nothing",
)
ARTICLE_SKIPPED = Move(
    (ArticleState.RECEIVED, ArticleState.SKIPPED),
    ArticleState.SKIPPED,
    "the worker, where the text is not in English",
    "the reason is shown",
)
ARTICLE_CLOSED = Move(
    (ArticleState.EXTRACTED,),
    ArticleState.CROSSCHECKED,
    "whoever ends the last check of its claims, or the sweep",
    "nothing",
)
ARTICLE_FAILED = Move(
    (ArticleState.RECEIVED,),
    ArticleState.FAILED,
    "factcheck.work, after the last attempt",
    "the reason is shown on the desk",
)
ARTICLE_AGAIN = Move(
    (ArticleState.FAILED,), ArticleState.RECEIVED, "a person: Try again", "extraction is asked for, from attempt one on"
)
ARTICLE_RETURNS = Move(
    (ArticleState.EXTRACTED, ArticleState.CROSSCHECKED, ArticleState.SKIPPED, ArticleState.FAILED),
    ArticleState.RECEIVED,
    "ingest.add_article, when an earlier text stands at the address again",
    "extraction is asked for",
)
ARTICLES = Lifecycle(
    "Articles",
    "Article.state",
    tuple(ArticleState.values),
    final=(ArticleState.CROSSCHECKED, ArticleState.SKIPPED, ArticleState.FAILED),
    moves=(
        ARTICLE_ADDED,
        ARTICLE_READ,
        ARTICLE_WITHOUT_CLAIMS,
        ARTICLE_SKIPPED,
        ARTICLE_CLOSED,
        ARTICLE_FAILED,
        ARTICLE_AGAIN,
        ARTICLE_RETURNS,
    ),
)

# Cross-checks of claims

CHECK_ASKED = Move((), CheckState.DUE, "extraction, or a client that posts a claim", "cross-checking is asked for")
CHECK_DONE = Move(
    (CheckState.DUE, CheckState.DONE, CheckState.FAILED),
    CheckState.DONE,
    "the worker that compared it",
    "its article is closed when nothing of it is due; runs count it",
)
CHECK_FAILED = Move(
    (CheckState.DUE,),
    CheckState.FAILED,
    "factcheck.work, after the last attempt",
    "its article is closed when nothing of it is due; runs count it; the reason is shown on the desk",
)
CHECK_AGAIN = Move(
    (CheckState.FAILED,),
    CheckState.DUE,
    "a person: Try again",
    "it goes before what runs ask for; checking is asked for",
)
CHECK_AGAIN_READ = Move(
    (CheckState.DUE, CheckState.DONE, CheckState.FAILED),
    CheckState.DUE,
    "extraction that finds other words, or reads them anew",
    "cross-checking is asked for",
)
CHECK_ASKED_BY_RUN = Move(
    (CheckState.DONE, CheckState.FAILED),
    CheckState.DUE,
    "a run whose slice it is in, unless it was checked since the run began",
    "cross-checking is asked for; what is due already keeps its place",
)
CHECK_LET_GO = Move(
    (CheckState.DUE,),
    CheckState.DONE,
    "the end of a run that was cancelled or failed, where nothing else asks for the check",
    "nothing",
)
CHECK_LET_GO_FAILED = Move(
    (CheckState.DUE,),
    CheckState.FAILED,
    "the same, where the last check ended in an error",
    "the reason of the last error is shown again",
)
CHECKS = Lifecycle(
    "Cross-checks of claims",
    "Claim.check_state",
    tuple(CheckState.values),
    final=(CheckState.DONE, CheckState.FAILED),
    moves=(
        CHECK_ASKED,
        CHECK_DONE,
        CHECK_FAILED,
        CHECK_AGAIN,
        CHECK_AGAIN_READ,
        CHECK_ASKED_BY_RUN,
        CHECK_LET_GO,
        CHECK_LET_GO_FAILED,
    ),
)

# Runs

OPEN = (RunState.QUEUED, RunState.RUNNING)
RUN_ASKED = Move((), RunState.QUEUED, "the schedule, a client or a person", "runs.advance_runs is asked for")
RUN_BEGUN = Move((RunState.QUEUED,), RunState.RUNNING, "the worker that counts its claims", "its first slice is due")
RUN_DONE = Move((RunState.RUNNING,), RunState.DONE, "the worker or sweep that finds nothing left of it", "nothing")
RUN_CANCELLED = Move(
    OPEN,
    RunState.CANCELLED,
    "a reviewer, or who asked for it",
    "claims that it alone made due, and that nobody holds, are let go",
)
RUN_FAILED = Move(
    OPEN,
    RunState.FAILED,
    "the worker, when the run could not go on three times",
    "the reason is shown; claims that it alone made due are let go",
)
RUN_RESUMED = Move(
    (RunState.CANCELLED, RunState.FAILED),
    RunState.QUEUED,
    "a reviewer, or who asked for it",
    "it goes through its claims anew, without those checked since it began",
)
RUNS = Lifecycle(
    "Runs",
    "CrossCheckRun.state",
    tuple(RunState.values),
    final=(RunState.DONE, RunState.CANCELLED, RunState.FAILED),
    moves=(RUN_ASKED, RUN_BEGUN, RUN_DONE, RUN_CANCELLED, RUN_FAILED, RUN_RESUMED),
)

# Verdicts

# From any status to any decision, the same one too: a verdict renewed on new evidence is a verdict of its own.
VERDICT_AWAITED = Move((), Status.UNREVIEWED, "extraction, or a client that posts a claim", "it is in the queue")
VERDICTS = Lifecycle(
    "Verdicts",
    "Claim.status, with the mark Suggestion.stale_reason",
    (*(status.value for status in Status), STALE),
    final=DECIDED,
    moves=(
        VERDICT_AWAITED,
        *(
            Move(
                (Status.UNREVIEWED, *DECIDED, STALE),
                decision,
                "a reviewer: review.record_verdict",
                "the claim's version rises; it leaves the queue",
            )
            for decision in DECIDED
        ),
        Move(
            DECIDED,
            STALE,
            "suggestions, when the evidence would now suggest another status; extraction, when the words have changed",
            "the status stays; the claim is in the queue again, with the reason",
        ),
    ),
)

LIFECYCLES = (ARTICLES, CHECKS, RUNS, VERDICTS)


def may_move(lifecycle: Lifecycle, source: str, target: str) -> bool:
    """Whether some move of the table leads from one state to the other."""
    return any(source in move.sources and target == move.target for move in lifecycle.moves)


def move(rows: QuerySet, column: str, by: Move, **values: Any) -> int:
    """Move those of the rows that are in a state the move starts from; returns how many were."""
    return rows.filter(**{f"{column}__in": by.sources}).update(**{column: by.target}, **values)


def article_read(article: Article, *, waits: bool, note: str = "") -> None:
    """The article's claims are stored; `waits` tells whether any of them awaits its check.

    Raises MoveRefused when the article was failed meanwhile, or taken by another worker: the transaction that stores
    the claims must not stay.
    """
    by = ARTICLE_READ if waits else ARTICLE_WITHOUT_CLAIMS
    rows = Article.objects.held().filter(pk=article.pk)
    if not move(rows, "state", by, last_error=note, **RELEASED):
        raise MoveRefused(f"Article {article.pk} can't become {by.target}: it is no longer being read.")
    if not waits:
        events.articles_crosschecked([article.pk])


def article_skipped(article: Article, reason: str) -> None:
    """The article's claims are not read; the reason is shown."""
    rows = Article.objects.held().filter(pk=article.pk)
    move(rows, "state", ARTICLE_SKIPPED, last_error=reason, **RELEASED)


@contextmanager
def ending_checks(claim_ids: Collection[int]) -> Iterator[None]:
    """A transaction in which checks of these claims end. It holds the articles that this may close.

    Of two workers that end the last two checks of an article at once the later waits here, before it locks claims,
    and then sees what the earlier did.
    """
    with transaction.atomic():
        articles = Article.objects.filter(_of_claims(claim_ids), state__in=ARTICLE_CLOSED.sources).order_by("pk")
        list(articles.select_for_update(no_key=True).values_list("pk", flat=True))
        yield


def close_articles_of(claim_ids: Collection[int]) -> int:
    """Articles of these claims that have nothing due any more are cross-checked; returns how many."""
    return _close(Article.objects.filter(_of_claims(claim_ids)))


@again_on_conflict
def close_finished_articles(*, limit: int = 1000) -> int:
    """The same for all articles: the sweep's, for those whose last check ended unnoticed; returns how many."""
    with transaction.atomic():
        return _close(Article.objects.all(), limit=limit)


def _of_claims(claim_ids: Collection[int]) -> Exists:
    return Exists(Claim.objects.filter(pk__any_of=claim_ids, article=OuterRef("pk")))


def _close(articles: QuerySet[Article], *, limit: int = 1000) -> int:
    """Articles that somebody else holds are passed over, so this never waits; the sweep comes back to them."""
    awaited = Exists(Claim.objects.due().filter(article=OuterRef("pk")))
    finished = articles.filter(~awaited, state__in=ARTICLE_CLOSED.sources).order_by("pk")
    ids = list(finished.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)[:limit])
    closed = move(Article.objects.filter(~awaited, pk__any_of=ids), "state", ARTICLE_CLOSED) if ids else 0
    if closed:
        events.articles_crosschecked(ids)
    return closed


CHECKED: Mapping[str, Any] = {**RELEASED, "last_error": "", "run": None, "checked_at": Now()}


def checks_done(claim_ids: Collection[int], *, renewed: Collection[int] = ()) -> None:
    """The cross-check of these claims, locked and in this process's hands, is over.

    `renewed` are those whose suggestion is another now.
    Each row is written once.
    """
    ended = set(claim_ids)
    for keys, values in ((ended - set(renewed), CHECKED), (ended & set(renewed), {**CHECKED, "updated_at": Now()})):
        if keys:
            move(Claim.objects.filter(pk__any_of=keys), "check_state", CHECK_DONE, **values)
    close_articles_of(ended)


@again_on_conflict
def checks_failed(claim_ids: Collection[int]) -> None:
    """These claims were failed after their last attempt, and that is committed."""
    if not claim_ids:
        return
    with ending_checks(claim_ids):
        close_articles_of(claim_ids)


def ask_for_checks(claim_ids: Collection[int], *, priority: CheckPriority, run: CrossCheckRun | None = None) -> int:
    """Make locked claims due; what is due already keeps its better place. Returns how many were not due."""
    rows = Claim.objects.filter(pk__any_of=claim_ids)
    rows.filter(check_state=CheckState.DUE).update(check_priority=Least(F("check_priority"), int(priority)))
    # The last error stays until the next check ends: what lets go of the claim sees by it how the last one ended.
    return move(rows, "check_state", CHECK_ASKED_BY_RUN, check_priority=priority, run=run, attempts=0)


def withdraw_checks(rows: QuerySet[Claim]) -> None:
    """Locked claims that only a run asked for are due no more."""
    values = {"run": None, **RELEASED}
    move(rows.exclude(last_error=""), "check_state", CHECK_LET_GO_FAILED, **values)
    move(rows, "check_state", CHECK_LET_GO, **values)


def run_moved(run: CrossCheckRun, by: Move, **values: Any) -> bool:
    """Move a run; False when it is in no state that the move starts from."""
    moved = move(CrossCheckRun.objects.filter(pk=run.pk), "state", by, **values)
    run.refresh_from_db()
    return bool(moved)
