"""Recording that claims need no verdict now, and taking it back."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from claims import holding
from claims.models import Claim
from claims.record_models import SetAside
from claims.review import MOST_COVERED, ReviewError, check_rationale_length, check_reviewer
from factcheck.conflicts import again_on_conflict
from sources.reading.text import normalise


@again_on_conflict
@transaction.atomic
def set_aside(*, claim_ids: Collection[int], reason: str, note: str = "", by: User, now: datetime) -> int:
    """Record why these claims need no verdict, or that they do (`taken_back`); returns how many it holds for.

    Claims that have a verdict are passed over. Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist
    when one of them is unknown.
    """
    check_reviewer(by)
    if reason not in SetAside.Reason.values:
        raise ReviewError("Say why the claim is set aside.")
    if len(claim_ids) > MOST_COVERED:
        raise ReviewError(f"At most {MOST_COVERED} claims can be set aside at once.")
    check_rationale_length(note)
    note = normalise(note).strip()
    check_rationale_length(note)
    if len(Claim.objects.lock(claim_ids)) < len(set(claim_ids)):
        raise Claim.DoesNotExist
    undecided = Claim.objects.filter(pk__any_of=claim_ids, version=0).order_by("pk")
    suggested = dict(undecided.values_list("pk", "suggestion__status"))
    if not suggested:
        raise ReviewError("It has a verdict already; to change your mind, record another one.")
    SetAside.objects.bulk_create(
        SetAside(claim_id=claim, reason=reason, note=note, suggested=status or "", reviewer=by, set_at=now)
        for claim, status in suggested.items()
    )
    if reason != SetAside.Reason.TAKEN_BACK:
        holding.end(suggested)
    return len(suggested)


def undecided(claim_ids: Collection[int]) -> list[int]:
    """Those of the claims that have no verdict, and none that waits to be sealed."""
    return list(Claim.objects.filter(pk__in=list(claim_ids), version=0).not_pending().values_list("pk", flat=True))
