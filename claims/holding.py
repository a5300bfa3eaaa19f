"""Who has a claim open: reviewers take claims for a while, and hand them over to colleagues.

A lease ends by itself, so nothing asks the server whether somebody is still there. It is renewed when its holder opens
the page again, and ends with a decision.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from claims.models import Claim
from claims.review import ReviewError, check_reviewer
from claims.team_models import NOTE_CHARACTERS, Holding
from factcheck.conflicts import again_on_conflict
from sources.reading.text import normalise

LEASE = timedelta(minutes=30)  # of what was taken
ASSIGNED = timedelta(days=7)  # of what was handed over
COLLEAGUES = 200
SHOWN = 20


@again_on_conflict
@transaction.atomic
def take(*, claim_id: int, by: User, now: datetime, over: bool = False) -> Holding:
    """Take a claim for half an hour, or longer where it was assigned for longer.

    Raises ReviewDenied; ReviewError where a colleague has it, unless it is taken `over`; Claim.DoesNotExist.
    """
    check_reviewer(by)
    stands = _locked(claim_id, now=now)
    if stands and stands.holder_id == by.pk:
        renew(stands, by=by, now=now)
        return stands
    if stands and not over:
        raise ReviewError(f"{stands.holder.get_username()} has this open, until {stands.until:%-d %b %Y, %H:%M} UTC.")
    return _give(claim_id, by, until=now + LEASE, since=now)


@again_on_conflict
@transaction.atomic
def hand_over(*, claim_id: int, to: User, by: User, note: str = "", now: datetime) -> Holding:
    """Assign a claim to a reviewer for a week, with a word to them.

    Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist.
    """
    check_reviewer(by)
    if not to.has_perm("claims.review_claim"):
        raise ReviewError(f"{to.get_username()} may not record verdicts.")
    if len(note) > NOTE_CHARACTERS:
        raise ReviewError(f"The note may have {NOTE_CHARACTERS} characters at most.")
    _locked(claim_id, now=now)
    note = normalise(note).strip()[:NOTE_CHARACTERS]
    return _give(claim_id, to, until=now + ASSIGNED, since=now, given_by=by if to != by else None, note=note)


def let_go(*, claim_id: int, by: User) -> bool:
    """Have it no more; whether one had it."""
    return bool(Holding.objects.filter(pk=claim_id, holder=by).delete()[0])


def end(claim_ids: Collection[int]) -> None:
    """Nobody has these claims any more: they are decided."""
    Holding.objects.filter(pk__in=list(claim_ids)).delete()


def renew(one: Holding, *, by: User, now: datetime) -> None:
    """The holder looks at it: it is theirs for half an hour from now at least."""
    if one.holder_id == by.pk and one.until < now + LEASE:
        one.until = now + LEASE
        Holding.objects.filter(pk=one.pk, holder=by).update(until=one.until)


def standing(claim_ids: Collection[int], *, now: datetime) -> dict[int, Holding]:
    """Who has which of these claims, with their names."""
    rows = Holding.objects.filter(pk__in=list(claim_ids), until__gt=now).select_related("holder", "given_by")
    return {one.pk: one for one in rows}


def mine(by: User, *, now: datetime) -> list[Holding]:
    """What this reviewer has, with its claim: what colleagues handed over first, then what was taken."""
    rows = Holding.objects.filter(holder=by, until__gt=now).select_related("claim__source", "given_by")
    return sorted(rows.defer("claim__search").order_by("-since")[:SHOWN], key=lambda one: one.given_by_id is None)


def colleagues(by: User) -> QuerySet[User]:
    """The other reviewers, by name."""
    reviewers = User.objects.with_perm("claims.review_claim", backend="django.contrib.auth.backends.ModelBackend")
    return reviewers.exclude(pk=by.pk).order_by("username")[:COLLEAGUES]


def _locked(claim_id: int, *, now: datetime) -> Holding | None:
    """Lock the claim, so that two who take it come one after the other; returns who has it now."""
    if not Claim.objects.lock([claim_id]):
        raise Claim.DoesNotExist
    return standing([claim_id], now=now).get(claim_id)


def _give(claim_id: int, holder: User, **values: object) -> Holding:
    values = {"given_by": None, "note": "", **values, "holder": holder}
    return Holding.objects.update_or_create(claim_id=claim_id, defaults=values)[0]
