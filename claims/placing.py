"""Recording which claims reviewers put into one statement, or take out of it."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim
from claims.review import ReviewError, check_reviewer
from claims.statement_models import Placement
from claims.statements import fellows, renew_statements
from factcheck.conflicts import again_on_conflict

MOST_PLACED = 500  # claims of one statement


def take_out_of_statement(*, claim_id: int, by: User, now: datetime) -> int:
    """Record that a claim does not say what the others of its statement say; returns how many those are.

    It holds when claims are compared again. Raises ReviewDenied; ReviewError where the claim is in no statement with
    others; Claim.DoesNotExist for an unknown claim.
    """
    others = fellows([claim_id]) - {claim_id}
    if not others:
        raise ReviewError("No other claim is in the statement of this one.")
    return _place(claim_id, others, Placement.Answer.APART, by=by, now=now)


def put_into_statement(*, claim_id: int, other_id: int, by: User, now: datetime) -> int:
    """Record that a claim says what another one says, and what the claims of its statement say.

    It holds when claims are compared again. Returns how many claims those are. Raises ReviewDenied or ReviewError with
    a sentence; Claim.DoesNotExist for an unknown claim.
    """
    if claim_id == other_id:
        raise ReviewError("Name another claim than this one.")
    return _place(claim_id, fellows([other_id]) - {claim_id}, Placement.Answer.TOGETHER, by=by, now=now)


@again_on_conflict
@transaction.atomic
def _place(claim_id: int, others: Collection[int], answer: str, *, by: User, now: datetime) -> int:
    check_reviewer(by)
    if len(others) > MOST_PLACED:
        raise ReviewError(f"A statement of more than {MOST_PLACED} claims can't be changed by hand.")
    if len(Claim.objects.current().lock({claim_id, *others})) <= len(others):
        raise Claim.DoesNotExist
    Placement.objects.bulk_create(
        Placement(
            left_id=min(claim_id, other), right_id=max(claim_id, other), answer=answer, reviewer=by, placed_at=now
        )
        for other in sorted(others)
    )
    renew_statements({claim_id, *others})
    return len(others)
