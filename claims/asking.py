"""Second reviews: asking for one, and what every recorded verdict means for those that are open.

Below claims.review, which calls it; what a second reviewer does is in claims.second_reviews.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from claims.models import Claim
from claims.record_models import Verdict
from claims.team_models import BlindDossier, SecondReview
from sources.models import Dossier

SHOWN = 100


def open_reviews(claim_ids: Collection[int]) -> QuerySet[SecondReview]:
    """The open second reviews of these claims, one each at most."""
    return SecondReview.objects.filter(claim__in=list(claim_ids), closed_at=None).select_related("first")


def concerning(claim: Claim, fellows: Collection[int]) -> list[SecondReview]:
    """The second reviews of a claim, the latest first, and the open ones of other claims of its statement."""
    rows = SecondReview.objects.filter(Q(claim=claim) | Q(claim__in=list(fellows), closed_at=None))
    people = rows.select_related("first__reviewer", "second", "outcome__reviewer")
    return list(people.defer("first__seen", "outcome__seen").order_by("-pk")[:SHOWN])


def of_two_who_disagree(claim_ids: Collection[int], by: User) -> bool:
    """Whether this person is one of the two of a second review that awaits a third to decide."""
    return any(one.disagree and by.pk in one.two for one in open_reviews(claim_ids))


def follow(verdicts: Sequence[Verdict], *, now: datetime) -> None:
    """Close the second reviews of claims that got a verdict, and ask for those that dossiers want.

    In the transaction that records the verdicts, with the claims locked. Where the first reviewer decided anew before
    anybody answered, or after it was sent back, the new verdict is what the second review is of.
    """
    of_claim = {one.claim_id: one for one in verdicts}
    again: dict[int, User | None] = {}
    closed = set()
    for review in open_reviews(of_claim).select_related("asked_by"):
        verdict = of_claim[review.claim_id]
        closed.add(review.claim_id)
        if not review.disagree and verdict.reviewer_id == review.first.reviewer_id:
            again[review.claim_id] = review.asked_by
        review.outcome, review.closed_at = verdict, now
        review.save(update_fields=["outcome", "closed_at"])
    blind = Claim.objects.filter(pk__in=of_claim.keys() - closed, article__dossiers__blind__isnull=False)
    again |= dict.fromkeys(blind.values_list("pk", flat=True).distinct())
    SecondReview.objects.bulk_create(
        SecondReview(claim_id=claim, first=of_claim[claim], asked_by=asked_by, asked_at=now)
        for claim, asked_by in sorted(again.items())
    )


def hidden_from(user_id: int | None) -> QuerySet[SecondReview]:
    """The second reviews whose verdicts this person must not see yet."""
    waiting = SecondReview.objects.filter(closed_at=None, answered_at=None)
    return waiting.exclude(first__reviewer=user_id)


def set_blind(dossier: Dossier, *, blind: bool, by: User, now: datetime) -> None:
    """Whether each verdict on the dossier's claims gets a second review from now on."""
    if blind:
        BlindDossier.objects.get_or_create(dossier=dossier, defaults={"by": by, "since": now})
    else:
        BlindDossier.objects.filter(dossier=dossier).delete()
