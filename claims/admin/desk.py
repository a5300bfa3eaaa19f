"""The first page of the desk: what awaits this person."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse

from claims.choices import RunState
from claims.models import Claim, CrossCheckRun
from claims.querysets import ClaimQuerySet
from claims.record_models import RecordCheck
from sources.models import Article, ArticleQuerySet

COUNTED = 1_000
SHOWN_FAULTS = 3


def counted(rows: QuerySet) -> str:
    """How many rows, counted no further than 1,000."""
    count = rows.order_by()[: COUNTED + 1].count()
    return f"{count:,}" if count <= COUNTED else f"more than {COUNTED:,}"


def work_to_do(user: User) -> list[dict]:
    """Each step with its count as text, words, address, and whether it is urgent.

    Only what the person may see, and where there is something to do; what awaits review comes always.
    """
    steps = []
    if user.has_perm("claims.view_claim"):
        claims = reverse("admin:claims_claim_changelist")
        steps += [
            step(
                counted(Claim.objects.awaiting_review().one_a_statement()),
                "statements await review",
                claims,
                kind="main",
            ),
            step(
                counted(Claim.objects.stale()), "verdicts to look at again", f"{claims}?queue=stale", kind="attention"
            ),
            step(
                counted(Claim.objects.filter(**ClaimQuerySet.FAILED)),
                "cross-checks failed",
                f"{claims}?queue=failed",
                kind="trouble",
            ),
        ]
    if user.has_perm("sources.view_article"):
        articles = reverse("admin:sources_article_changelist")
        steps += [
            step(
                counted(Article.objects.filter(ArticleQuerySet.DUE)),
                "articles being read",
                f"{articles}?state__exact=received",
            ),
            step(
                counted(Article.objects.filter(**ArticleQuerySet.FAILED)),
                "articles failed",
                f"{articles}?state__exact=failed",
                kind="trouble",
            ),
        ]
    if user.has_perm("claims.view_crosscheckrun"):
        runs = CrossCheckRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING])
        steps.append(
            step(counted(runs), "cross-check runs under way", reverse("admin:claims_crosscheckrun_changelist"))
        )
    return [one for one in steps if one["count"] != "0" or one["main"]]


def record_standing(user: User) -> dict | None:
    """What the latest check of the record found: a sentence, more of them, the address of the checks, and its kind."""
    if not user.has_perm("claims.view_recordcheck"):
        return None
    last = RecordCheck.objects.order_by("-pk").first()
    address = reverse("admin:claims_recordcheck_changelist")
    if last is None:
        return {"sentence": "The record of decisions has not been checked yet.", "address": address, "kind": ""}
    decisions = f"{last.decisions:,} decision{'s' * (last.decisions != 1)}"
    outcome = f"{last.faults:,} thing{'s are' if last.faults != 1 else ' is'} wrong" if last.faults else "complete"
    return {
        "sentence": f"The record of {decisions} was checked on {last.checked_at:%-d %B, %H:%M}: {outcome}.",
        "more": last.sentences[:SHOWN_FAULTS],
        "address": address,
        "kind": "trouble" if last.faults else "",
    }


def step(count: str, words: str, address: str, *, kind: str = "") -> dict:
    shown = kind if count != "0" else ""
    return {"count": count, "words": words, "address": address, "kind": shown, "main": kind == "main"}
