"""What second reviewers do: they decide on a claim without knowing the verdict it has, or send it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from claims import review
from claims.asking import open_reviews
from claims.holding import hand_over
from claims.models import Claim
from claims.record_models import Verdict
from claims.suggestions import latest_verdicts
from claims.team_models import NOTE_CHARACTERS, SecondReview
from factcheck.conflicts import again_on_conflict
from factcheck.shortening import shortened

SHOWN = 40
OVER = "This claim awaits no second review any more."


@again_on_conflict
@transaction.atomic
def ask(*, claim_id: int, by: User, now: datetime) -> SecondReview:
    """Ask for a second review of the verdict that stands on a claim; returns the one that is open where one is.

    Raises ReviewDenied; ReviewError for a claim without a verdict; Claim.DoesNotExist.
    """
    review.check_reviewer(by)
    if not Claim.objects.lock([claim_id]):
        raise Claim.DoesNotExist
    if (one := open_reviews([claim_id]).first()) is not None:
        return one
    verdict = latest_verdicts([claim_id]).first()
    if verdict is None:
        raise review.ReviewError("Nobody has decided on this claim yet.")
    if SecondReview.objects.filter(first=verdict).exists():
        raise review.ReviewError("This verdict had its second review.")
    return SecondReview.objects.create(claim_id=claim_id, first=verdict, asked_by=by, asked_at=now)


@again_on_conflict
@transaction.atomic
def answer(
    *,
    claim_id: int,
    read: str | None,
    status: str,
    rationale: str,
    evidence: Sequence[str] = (),
    by: User,
    now: datetime,
) -> Verdict | None:
    """A second reviewer's decision: the same as the first is a verdict and closes the review, another leaves it open.

    Returns the verdict; None where the two disagree and a third reviewer is to decide. `read` is the version of the
    claim that was read. Raises what review.record_verdicts raises, and ReviewError where no second review waits.
    """
    said = {"status": status, "rationale": rationale, "by": by}
    _, reasons = review.checked(read={claim_id: read}, evidence=evidence, **said)  # type: ignore[arg-type]
    one = _waiting(claim_id, by=by)
    if one.first.status == status:
        [verdict] = review.record_verdicts(read={claim_id: read}, evidence=evidence, now=now, **said)  # type: ignore[arg-type]
        return verdict
    one.second, one.status, one.rationale, one.answered_at = by, status, reasons["rationale"], now
    one.save(update_fields=["second", "status", "rationale", "answered_at"])
    return None


@again_on_conflict
@transaction.atomic
def send_back(*, claim_id: int, reason: str, by: User, now: datetime) -> SecondReview:
    """Give a claim back to its first reviewer, who is to decide anew; it is assigned to them with the reason.

    Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist.
    """
    review.check_reviewer(by)
    if not Claim.objects.lock([claim_id]):
        raise Claim.DoesNotExist
    one = _waiting(claim_id, by=by)
    one.rationale = review.check_rationale(reason)
    one.second, one.answered_at = by, now
    one.save(update_fields=["second", "rationale", "answered_at"])
    first = one.first.reviewer
    if first.has_perm("claims.review_claim"):
        hand_over(claim_id=claim_id, to=first, by=by, note=shortened(one.rationale, NOTE_CHARACTERS), now=now)
    return one


def _waiting(claim_id: int, *, by: User) -> SecondReview:
    """The second review of the locked claim that this person may answer."""
    one = open_reviews([claim_id]).first()
    if one is None or not one.waits:
        raise review.ReviewError(OVER)
    if one.first.reviewer_id == by.pk:
        raise review.ReviewError("The verdict is yours; a colleague reviews it.")
    return one


@dataclass(frozen=True, slots=True)
class Reviews:
    """The open second reviews as they concern one reviewer, the oldest first."""

    sent_back: Sequence[SecondReview]  # to decide anew
    waiting: Sequence[SecondReview]  # to review
    adjudicated: Sequence[SecondReview]  # to decide between two
    discussed: Sequence[SecondReview]  # one is one of the two


def concerning(by: User) -> Reviews:
    """What is open, in one query."""
    rows = SecondReview.objects.filter(closed_at=None).select_related(
        "claim__source", "first__reviewer", "second", "asked_by"
    )
    found = list(rows.defer("claim__search", "first__seen").order_by("asked_at", "pk")[:SHOWN])
    own = [one for one in found if by.pk in one.two]
    return Reviews(
        sent_back=[one for one in own if one.sent_back and one.first.reviewer_id == by.pk],
        waiting=[one for one in found if one.blind_for(by.pk)],
        adjudicated=[one for one in found if one.disagree and one not in own],
        discussed=[one for one in own if one.disagree],
    )
