"""Verdicts that can be undone for a few seconds before they are sealed, that is, written for good.

They wait in the database, so none is lost with a browser. One is sealed when its time is up, by the sweep or by the
next page of the desk that anybody opens, or when its reviewer has opened the pages of two other claims.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims import review
from claims.models import Claim
from claims.team_models import WHY_CHARACTERS, PendingClaim, PendingVerdict
from factcheck.conflicts import again_on_conflict
from factcheck.shortening import shortened

MOVES = 2  # pages of other claims, after which it can be undone no more
AT_ONCE = 50
KEPT = timedelta(days=30)  # what was typed for a verdict that came back
GONE = "A claim that it covers is not there any more."
logger = logging.getLogger(__name__)


@again_on_conflict
@transaction.atomic
def decide(
    *,
    claim_id: int,
    read: Mapping[int, str | None],
    status: str,
    rationale: str,
    evidence: Sequence[str] = (),
    by: User,
    now: datetime,
) -> PendingVerdict | None:
    """Take a decision that can be undone for UNDO_SECONDS; None where that is 0 and the verdicts are recorded at once.

    `claim_id` is whose page it was given on, the rest and the errors are as of review.record_verdicts. The same again
    from the same reviewer is the same decision.
    """
    said: dict[str, Any] = {"status": status, "rationale": rationale, "evidence": evidence}
    if not settings.UNDO_SECONDS:
        review.record_verdicts(read=read, by=by, now=now, **said)
        return None
    claims, reasons = review.checked(read=read, by=by, **said)
    waiting = PendingClaim.objects.filter(claim__any_of=list(read)).select_related("verdict").first()
    if waiting is not None:
        one = waiting.verdict
        if one.reviewer_id != by.pk:
            words = "Somebody else decided on this claim a moment ago. Read it again in a few seconds, then decide."
            raise review.VersionConflict(words, next(claim for claim, _ in claims if claim.pk == waiting.claim_id))
        if (one.covered, one.status, one.rationale) != (set(read), status, reasons["rationale"]):
            raise review.ReviewError("Your verdict on it is not sealed yet. Undo it to decide otherwise.")
        return one
    PendingVerdict.objects.filter(claim=claim_id, reviewer=by).delete()  # what came back, and is decided anew now
    one = PendingVerdict.objects.create(
        claim_id=claim_id,
        reviewer=by,
        read={str(key): version for key, version in read.items()},
        status=status,
        given_at=now,
        due_at=now + timedelta(seconds=settings.UNDO_SECONDS),
        **reasons,
    )
    PendingClaim.objects.bulk_create(PendingClaim(claim=claim, verdict=one) for claim, _ in claims)
    return one


@again_on_conflict
@transaction.atomic
def undo(*, pending_id: int, by: User) -> PendingVerdict:
    """Take back a decision of one's own that is not sealed yet; what was typed is kept. Else raises ReviewError."""
    rows = PendingVerdict.objects.filter(pk=pending_id, reviewer=by, due_at__isnull=False)
    one = rows.select_for_update(no_key=True).first()
    if one is None:
        raise review.ReviewError("It is sealed already. To change your mind, record another verdict.")
    give_back(one, why="")
    return one


def give_back(one: PendingVerdict, *, why: str) -> None:
    """The decision waits no more; its words are kept for its reviewer."""
    one.due_at, one.why = None, shortened(why, WHY_CHARACTERS)
    one.save(update_fields=["due_at", "why"])
    one.claims.all().delete()


@again_on_conflict
@transaction.atomic
def seal(pending_id: int) -> None:
    """Write the verdicts of a decision, or give it back with the reason. Nothing where that is done, or being done."""
    rows = PendingVerdict.objects.filter(pk=pending_id, due_at__isnull=False).select_related("reviewer")
    one = rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if one is None:
        return
    try:
        with transaction.atomic():
            review.record_verdicts(
                read={int(key): version for key, version in one.read.items()},
                status=one.status,
                rationale=one.rationale,
                evidence=one.evidence,
                by=one.reviewer,
                now=one.given_at,
            )
    except review.ReviewError as error:
        give_back(one, why=str(error))
    except Claim.DoesNotExist:
        give_back(one, why=GONE)
    else:
        one.delete()


def seal_all(ids: Sequence[int]) -> None:
    """Seal these, the earliest first; one that can't be at this moment is left to the next sweep."""
    for pk in ids:
        try:
            seal(pk)
        except Exception:
            logger.exception("The decision %s could not be sealed", pk)


def seal_due(*, now: datetime) -> None:
    """Seal what can be undone no more: for the sweep."""
    due = PendingVerdict.objects.filter(due_at__lte=now).order_by("pk")
    seal_all(list(due.values_list("pk", flat=True)[:AT_ONCE]))


def open_page(*, by: User, claim_id: int | None, now: datetime) -> list[PendingVerdict]:
    """What a page of the desk begins with: seal what is due; returns what this reviewer may still undo.

    `claim_id` is the claim whose page is opened, if it is one of a claim.
    """
    concerned = PendingVerdict.objects.filter(Q(due_at__lte=now) | Q(reviewer=by), due_at__isnull=False)
    rows = list(concerned.select_related("claim").defer("claim__search").order_by("pk")[:AT_ONCE])
    sealed = []
    for one in rows:
        if one.reviewer_id == by.pk and claim_id and claim_id not in {*one.covered, one.last_opened}:
            one.moves, one.last_opened = one.moves + 1, claim_id
            PendingVerdict.objects.filter(pk=one.pk).update(moves=one.moves, last_opened=claim_id)
        if (one.due_at and one.due_at <= now) or one.moves >= MOVES:
            sealed.append(one.pk)
    seal_all(sealed)
    return [one for one in rows if one.pk not in sealed]


def concerning(claim: Claim, *, by: User) -> PendingVerdict | None:
    """What waits to be sealed on this claim, whoever gave it; or what came back to this reviewer."""
    rows = PendingVerdict.objects.filter(Q(claims__claim=claim) | Q(claim=claim, reviewer=by))
    return rows.select_related("reviewer").order_by("due_at").first()  # null comes last


def came_back(by: User) -> list[PendingVerdict]:
    """This reviewer's decisions that could not be sealed, the latest first."""
    rows = PendingVerdict.objects.filter(reviewer=by, due_at=None).exclude(why="")
    return list(rows.select_related("claim__source").defer("claim__search").order_by("-pk")[:AT_ONCE])


def forget_old(*, now: datetime) -> None:
    """Drop what came back long ago and was not decided anew."""
    PendingVerdict.objects.filter(due_at=None, given_at__lt=now - KEPT).delete()
