"""What clients are told of by webhook, in the transaction in which it happens."""

from collections.abc import Collection, Mapping, Sequence

from claims.models import Suggestion
from claims.record_models import Verdict
from factcheck.webhooks.models import Event
from factcheck.webhooks.outbox import announce
from sources.models import Article, ArticleState


def verdicts_recorded(verdicts: Sequence[Verdict], *, before: Mapping[int, str]) -> None:
    """`before` has by claim the status it had; the verdicts come with their claims and those with their sources."""
    announce(
        Event.VERDICT_RECORDED,
        lambda: [
            {
                "claim": verdict.claim_id,
                "source": verdict.claim.source.slug,
                "verdict": verdict.pk,
                "number": verdict.number,
                "decision": verdict.decision,
                "status": verdict.status,
                "previous_status": before[verdict.claim_id],
                "reviewer": verdict.reviewer.get_username(),
                "decided_at": verdict.decided_at,
            }
            for verdict in verdicts
        ],
    )


def suggestions_renewed(changes: Sequence[tuple[Suggestion | None, Suggestion]]) -> None:
    """Of pairs of what was suggested before, if anything, and now: those with another status, and verdicts now stale.

    The later of a pair comes with its claim.
    """
    other_status = [(old, new) for old, new in changes if (old.status if old else "") != new.status]
    stale = [new for old, new in changes if new.stale_reason and not (old and old.stale_reason)]
    if other_status:
        announce(
            Event.SUGGESTION_CHANGED,
            lambda: [
                {
                    "claim": new.claim_id,
                    "status": new.status or None,
                    "previous_status": (old.status if old else "") or None,
                    "strength": new.strength or None,
                    "confidence": new.confidence,
                }
                for old, new in other_status
            ],
        )
    if stale:
        announce(
            Event.CLAIM_STALE,
            lambda: [{"claim": one.claim_id, "status": one.claim.status, "reason": one.stale_reason} for one in stale],
        )


def articles_crosschecked(ids: Collection[int]) -> None:
    """Those of these articles that have come to the end of their work."""
    if ids:
        announce(
            Event.ARTICLE_CROSSCHECKED,
            lambda: [
                {"article": pk, "source": source, "url": url, "title": title}
                for pk, source, url, title in Article.objects.filter(pk__any_of=ids, state=ArticleState.CROSSCHECKED)
                .order_by("pk")
                .values_list("pk", "source__slug", "url", "title")
            ],
        )
