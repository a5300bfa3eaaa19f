"""Acting on many claims at once: a fixed selection, a preview, work in the background, and undoing it as one.

The selection is stored claim by claim when it is made, so that neither another tab nor what changes meanwhile adds a
claim to it. Each batch is one transaction, so a worker that dies leaves no claim half done.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet

from claims import holding, setting_aside
from claims.bulk_models import BulkAction, BulkItem
from claims.record_models import SetAside
from claims.review import MOST_COVERED, ReviewDenied, ReviewError
from claims.team_models import NOTE_CHARACTERS, Holding
from factcheck.conflicts import again_on_conflict
from factcheck.work.notify import notify_workers
from sources.reading.text import normalise

TASK = "claims.go_on_in_bulk"
MOST = 5_000  # claims of one action
BATCHES = 20  # of one call, of MOST_COVERED claims each; then others have the worker
KEPT = timedelta(days=1)  # a preview that was not begun
Outcome = BulkItem.Outcome


@transaction.atomic
def select(*, claim_ids: Collection[int], rows: int, by: User, now: datetime) -> BulkAction:
    """Fix a selection of claims, `rows` of a list, for a preview. Raises ReviewDenied or ReviewError."""
    check_may(by, "act_in_bulk")
    ids = sorted(set(claim_ids))
    if not ids:
        raise ReviewError("No claim is selected.")
    if len(ids) > MOST:
        raise ReviewError(f"At most {MOST:,} claims can be selected at once. Narrow the view by its filters.")
    action = BulkAction.objects.create(rows=rows, total=len(ids), by=by, made_at=now)
    BulkItem.objects.bulk_create((BulkItem(action=action, claim_id=pk) for pk in ids), batch_size=1_000)
    return action


@again_on_conflict
@transaction.atomic
def begin(
    *, action_id: int, what: str, reason: str = "", to: User | None = None, note: str = "", by: User, now: datetime
) -> BulkAction:
    """Begin with a selection of one's own that was looked at: set its claims aside, or hand them over.

    Beginning twice is beginning once. Raises ReviewDenied or ReviewError with a sentence; BulkAction.DoesNotExist.
    """
    check_may(by, "act_in_bulk")
    action = BulkAction.objects.select_for_update(no_key=True).get(pk=action_id, by=by)
    if action.begun_at:
        return action
    note = normalise(note[: NOTE_CHARACTERS + 1]).strip()
    if len(note) > NOTE_CHARACTERS:
        raise ReviewError(f"The note may have {NOTE_CHARACTERS} characters at most.")
    if what == BulkAction.What.SET_ASIDE:
        if reason not in SetAside.Reason.values or reason == SetAside.Reason.TAKEN_BACK:
            raise ReviewError("Say why the claims are set aside.")
        action.reason = reason
    elif what == BulkAction.What.HAND_OVER:
        if to is None or not to.has_perm("claims.review_claim"):
            raise ReviewError("Choose a reviewer to hand them over to.")
        action.to = to
    else:
        raise ReviewError("Say what is to be done with the claims.")
    action.what, action.note, action.begun_at = what, note, now
    action.save()
    notify_workers(TASK)
    return action


@again_on_conflict
@transaction.atomic
def cancel(*, action_id: int, by: User, now: datetime) -> BulkAction:
    """Stop what is under way; what is done stays done, and can be undone. Raises ReviewDenied or ReviewError."""
    action = BulkAction.objects.select_for_update(no_key=True).get(pk=action_id)
    if action.by_id != by.pk:
        check_may(by, "undo_bulk")
    if not action.begun_at or action.ended_at:
        raise ReviewError("It is not under way.")
    action.cancelled_by, action.ended_at = by, now
    action.save(update_fields=["cancelled_by", "ended_at"])
    return action


@again_on_conflict
@transaction.atomic
def undo(*, action_id: int, by: User, now: datetime) -> BulkAction:
    """Undo all that was done, in the background, but for claims that somebody did something else with since.

    Raises ReviewDenied or ReviewError; BulkAction.DoesNotExist.
    """
    check_may(by, "undo_bulk")
    action = BulkAction.objects.select_for_update(no_key=True).get(pk=action_id)
    if action.undo_asked_at:
        return action
    if not action.ended_at:
        raise ReviewError("It is not over yet; cancel it first.")
    action.undone_by, action.undo_asked_at = by, now
    action.save(update_fields=["undone_by", "undo_asked_at"])
    notify_workers(TASK)
    return action


def check_may(by: User, permission: str) -> None:
    """Raises ReviewDenied for who has not the permission, or may not review."""
    if not (by.has_perm(f"claims.{permission}") and by.has_perm("claims.review_claim")):
        raise ReviewDenied("You may not do this with many claims at once.")


def under_way() -> QuerySet[BulkAction]:
    """What the workers are to go on with."""
    doing = Q(begun_at__isnull=False, ended_at__isnull=True)
    return BulkAction.objects.filter(doing | Q(undo_asked_at__isnull=False, undone_at__isnull=True)).order_by("pk")


def go_on(*, now: datetime) -> None:
    """Work on what is under way; what is left after BATCHES is for the next message."""
    left = BATCHES
    for pk in list(under_way().values_list("pk", flat=True)):
        while left and step(pk, now=now):
            left -= 1
    if under_way().exists():
        notify_workers(TASK)


@again_on_conflict
@transaction.atomic
def step(action_id: int, *, now: datetime) -> bool:
    """One batch of an action; False where nothing is left of it, or another worker is at it."""
    rows = BulkAction.objects.filter(pk=action_id).select_related("by", "to", "undone_by")
    action = rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if action is None or not action.is_open:
        return False
    undoing = action.undo_asked_at is not None
    items = action.items.filter(outcome=Outcome.DONE if undoing else Outcome.WAITS).order_by("pk")
    ids = list(items.values_list("claim", flat=True)[:MOST_COVERED])
    if not ids:
        action.undone_at, action.ended_at = (now, action.ended_at) if undoing else (None, now)
        action.save(update_fields=["undone_at", "ended_at"])
        return False
    changed = _undo(action, ids, now=now) if undoing else _do(action, ids)
    fine, other = (Outcome.UNDONE, Outcome.KEPT) if undoing else (Outcome.DONE, Outcome.PASSED)
    action.items.filter(claim__in=changed).update(outcome=fine)
    action.items.filter(claim__in=set(ids) - changed).update(outcome=other)
    if undoing:
        action.undone = F("undone") + len(changed)
    else:
        action.done, action.passed_over = F("done") + len(changed), F("passed_over") + len(ids) - len(changed)
    action.save(update_fields=["done", "passed_over", "undone"])
    return True


def _do(action: BulkAction, ids: Sequence[int]) -> set[int]:
    """Act on these claims; returns those it was done with. What is written bears the time when the action began."""
    assert action.begun_at
    waiting = set(setting_aside.undecided(ids))
    if not waiting:
        return set()
    try:
        with transaction.atomic():
            if action.what == BulkAction.What.SET_ASIDE:
                setting_aside.set_aside(
                    claim_ids=waiting, reason=action.reason, note=action.note, by=action.by, now=action.begun_at
                )
            elif action.to:
                for pk in sorted(waiting):
                    holding.hand_over(claim_id=pk, to=action.to, by=action.by, note=action.note, now=action.begun_at)
    except ReviewError:  # who began it may review no more
        return set()
    return waiting


def _undo(action: BulkAction, ids: Sequence[int], *, now: datetime) -> set[int]:
    """Take back what this action did with these claims and nobody changed since; returns those claims."""
    begun_at = action.begun_at
    assert action.undone_by
    assert begun_at
    if action.what == BulkAction.What.HAND_OVER:
        given = Holding.objects.filter(pk__in=ids, holder=action.to, since=begun_at)
        found = set(given.values_list("pk", flat=True))
        given.delete()
        return found
    latest = SetAside.objects.filter(claim__in=ids).order_by("claim", "-pk").distinct("claim")
    own = {one.claim_id for one in latest if (one.reviewer_id, one.set_at) == (action.by_id, begun_at)}
    own &= set(setting_aside.undecided(ids))
    if own:
        back = SetAside.Reason.TAKEN_BACK
        try:
            with transaction.atomic():
                setting_aside.set_aside(claim_ids=own, reason=back, by=action.undone_by, now=now)
        except ReviewError:
            return set()
    return own


def forget_previews(*, now: datetime) -> None:
    """Drop selections that were never begun."""
    BulkAction.objects.filter(begun_at=None, made_at__lt=now - KEPT).delete()
