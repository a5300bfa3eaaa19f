from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import runs, tasks, transitions
from claims.choices import CheckPriority, CheckState, RunState
from claims.models import Claim, CrossCheckRun
from claims.runs import Pace, RunDenied, RunError, advance_runs, cancel_run, pace, request_run, resume_run
from factcheck.work import MAX_ATTEMPTS
from tests.claims.desk import MINE, NOW, publish, work
from tests.factories import ClaimFactory, CrossCheckRunFactory, SubmittedClaimFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    return UserFactory(group="Reviewers")


@pytest.fixture
def small_slices(monkeypatch) -> None:
    monkeypatch.setattr(runs, "SLICE", 2)


def checked_claims(count: int, **fields) -> list[Claim]:
    """Claims that were checked yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    return [ClaimFactory(check_state=CheckState.DONE, checked_at=yesterday, **fields) for _ in range(count)]


def ask(**arguments) -> CrossCheckRun:
    return request_run(requested_by=None, now=timezone.now(), **arguments)


def check(*claims: Claim) -> None:
    """What the workers do for these claims."""
    tasks.work_through(Claim.objects.filter(pk__in=[claim.pk for claim in claims]), tasks.crosscheck_claims, batch=50)


def progress(run: CrossCheckRun) -> tuple[str, int | None, int, int]:
    advance_runs(now=timezone.now())
    run.refresh_from_db()
    return run.state, run.total, run.done, run.failed


def due() -> set[Claim]:
    return set(Claim.objects.due())


def test_a_run_checks_its_claims_and_reports_its_progress():
    publish("Morning Post", MINE)
    work()
    run = request_run(requested_by=None, now=NOW)
    assert (run.state, run.total) == (RunState.QUEUED, None)
    count = Claim.objects.count()
    assert progress(run) == (RunState.RUNNING, count, 0, 0)
    assert Claim.objects.due().count() == count > 0
    tasks.check_claims()
    run.refresh_from_db()
    assert (run.state, run.done, run.failed) == (RunState.DONE, count, 0)
    assert run.finished_at


def test_a_run_without_claims_is_done_at_once():
    assert progress(ask()) == (RunState.DONE, 0, 0, 0)


def test_a_later_run_takes_no_claims_from_an_earlier_one():
    first, second = checked_claims(2)
    earlier = ask()
    assert progress(earlier) == (RunState.RUNNING, 2, 0, 0)
    later = ask(source=first.source)
    assert progress(later) == (RunState.RUNNING, 1, 0, 0)
    assert progress(earlier) == (RunState.RUNNING, 2, 0, 0)
    check(first)
    assert progress(earlier) == (RunState.RUNNING, 2, 1, 0)
    assert progress(later) == (RunState.DONE, 1, 1, 0)
    check(second)
    assert progress(earlier) == (RunState.DONE, 2, 2, 0)


def test_two_runs_over_the_same_claims_both_count_one_check():
    [claim] = checked_claims(1)
    earlier, later = ask(), ask(source=claim.source)
    progress(earlier)
    check(claim)
    assert progress(earlier) == progress(later) == (RunState.DONE, 1, 1, 0)


def test_a_check_before_the_run_began_does_not_count_for_it():
    [claim] = checked_claims(1)
    run = ask()
    assert progress(run) == (RunState.RUNNING, 1, 0, 0)
    assert due() == {claim}


def test_a_run_makes_its_claims_due_a_slice_at_a_time(small_slices):
    claims = checked_claims(5)
    run = ask()
    assert progress(run) == (RunState.RUNNING, 5, 0, 0)
    assert due() == set(claims[:2])
    check(claims[0])
    assert progress(run) == (RunState.RUNNING, 5, 1, 0)
    assert due() == set(claims[1:4])
    check(*claims[1:4])
    progress(run)
    check(claims[4])
    assert progress(run) == (RunState.DONE, 5, 5, 0)


def test_a_claim_that_was_checked_meanwhile_is_not_checked_again(small_slices):
    claims = checked_claims(5)
    run = ask()
    progress(run)
    check(*claims[:2])
    Claim.objects.filter(pk=claims[2].pk).update(checked_at=timezone.now())
    progress(run)
    assert due() == {claims[3]}


def test_claims_posted_after_the_run_began_are_not_counted_by_it():
    [claim] = checked_claims(1)
    run = ask()
    progress(run)
    SubmittedClaimFactory()
    assert progress(run) == (RunState.RUNNING, 1, 0, 0)
    check(claim)
    assert progress(run) == (RunState.DONE, 1, 1, 0)


def test_a_request_costs_the_same_however_many_claims_there_are():
    costs = []
    for _ in range(2):
        checked_claims(5)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            run = ask()
        costs.append(len(asked))
        assert not due()
        CrossCheckRun.objects.filter(pk=run.pk).delete()
    assert costs[0] == costs[1] <= 5


def test_a_step_of_a_run_takes_as_many_queries_for_one_claim_as_for_eleven():
    costs = []
    for count in (1, 11):
        claims = checked_claims(count)
        run = ask()
        with CaptureQueriesContext(connection) as step:
            advance_runs(now=timezone.now())
        costs.append(len(step))
        check(*claims)
        progress(run)
    assert costs[0] == costs[1]


def test_posted_claims_go_before_those_of_a_run_and_are_never_set_back():
    posted, (checked,) = SubmittedClaimFactory(), checked_claims(1)
    progress(request_run(requested_by=None, schedule="daily", now=NOW))
    posted.refresh_from_db()
    checked.refresh_from_db()
    assert (posted.check_priority, checked.check_priority) == (CheckPriority.ASKED_FOR, CheckPriority.BACKGROUND)


def test_what_a_person_asks_for_again_moves_before_what_the_daily_run_asked_for():
    [claim] = checked_claims(1)
    progress(request_run(requested_by=None, schedule="daily", now=NOW))
    progress(ask(article=claim.article))
    claim.refresh_from_db()
    assert claim.check_priority == CheckPriority.ASKED_FOR


def test_a_claim_that_fails_again_is_counted_and_the_run_ends():
    [claim] = checked_claims(1)
    run = ask()
    progress(run)
    Claim.objects.filter(pk=claim.pk).update(check_state=CheckState.FAILED, last_error="The model did not load.")
    assert progress(run) == (RunState.DONE, 1, 0, 1)
    assert run.error == "1 claim could not be checked; it says why."


def test_a_run_tries_failed_checks_again():
    [claim] = checked_claims(1)
    Claim.objects.update(check_state=CheckState.FAILED, attempts=3, last_error="The model did not load.")
    progress(ask())
    claim.refresh_from_db()
    assert (claim.check_state, claim.attempts) == (CheckState.DUE, 0)


def test_a_cancelled_run_makes_no_further_claim_due_and_lets_go_of_its_own(small_slices, reviewer):
    claims = checked_claims(5)
    run = ask()
    progress(run)
    check(claims[0])
    run = cancel_run(run.pk, by=reviewer, now=NOW)
    assert (run.state, run.finished_at, run.error) == (RunState.CANCELLED, NOW, f"Cancelled by {reviewer}.")
    assert not due()
    assert progress(run) == (RunState.CANCELLED, 5, 0, 0)


def test_a_cancelled_run_that_is_resumed_checks_what_it_had_not(small_slices, reviewer):
    claims = checked_claims(5)
    run = ask()
    progress(run)
    check(claims[0])
    progress(run)
    cancel_run(run.pk, by=reviewer, now=timezone.now())
    assert resume_run(run.pk, by=reviewer).state == RunState.QUEUED
    while progress(run)[0] != RunState.DONE:
        assert claims[0] not in due()
        check(*due())
    assert progress(run) == (RunState.DONE, 5, 5, 0)
    with pytest.raises(RunError, match="it is done"):
        resume_run(run.pk, by=reviewer)


def test_a_run_tells_how_fast_it_goes_and_how_long_it_will_take():
    begun = timezone.now() - timedelta(seconds=100)
    run = CrossCheckRunFactory(state="running", total=60, done=40, failed=10, started_at=begun)
    assert pace(run, now=begun + timedelta(seconds=100)) == Pace(rate=0.5, seconds_left=20)
    assert pace(CrossCheckRunFactory(), now=begun) == Pace(None, None)


def test_a_cancelled_run_leaves_due_what_others_ask_for(reviewer):
    posted, mine, other = SubmittedClaimFactory(), *checked_claims(2)
    cancelled, kept = ask(), ask(source=other.source)
    progress(cancelled)
    progress(kept)
    cancel_run(cancelled.pk, by=reviewer, now=timezone.now())
    assert due() == {posted, other}
    check(other)
    assert progress(kept) == (RunState.DONE, 1, 1, 0)
    mine.refresh_from_db()
    assert mine.check_state == CheckState.DONE


def test_a_claim_whose_check_failed_before_the_cancelled_run_is_failed_again_with_its_reason(reviewer):
    [claim] = checked_claims(1)
    Claim.objects.update(check_state=CheckState.FAILED, attempts=3, last_error="The model did not load.")
    run = ask()
    progress(run)
    cancel_run(run.pk, by=reviewer, now=timezone.now())
    claim.refresh_from_db()
    assert (claim.check_state, claim.last_error) == (CheckState.FAILED, "The model did not load.")


def test_a_claim_in_a_workers_hands_is_left_to_it_by_the_cancelling(reviewer):
    checked_claims(1)
    run = ask()
    progress(run)
    taken = Claim.objects.lease(limit=1)
    cancel_run(run.pk, by=reviewer, now=timezone.now())
    assert [claim.pk for claim in due()] == taken


def test_who_asked_for_a_run_may_cancel_it_and_other_contributors_may_not():
    mine, other = UserFactory(group="Contributors"), UserFactory(group="Contributors")
    run = request_run(requested_by=mine, now=NOW)
    with pytest.raises(RunDenied):
        cancel_run(run.pk, by=other, now=NOW)
    assert cancel_run(run.pk, by=mine, now=NOW).state == RunState.CANCELLED
    assert cancel_run(run.pk, by=mine, now=NOW).state == RunState.CANCELLED


def test_a_run_that_is_over_can_not_be_cancelled(reviewer):
    run = ask()
    progress(run)
    with pytest.raises(RunError, match="The run is over: it is done"):
        cancel_run(run.pk, by=reviewer, now=NOW)


def test_a_run_that_can_not_go_on_is_failed_with_the_reason_and_lets_go_of_its_claims(monkeypatch):
    checked_claims(1)
    run, other = ask(), ask(source=checked_claims(1)[0].source)
    progress(run)
    assert due()

    def break_down(one):
        if one.pk == run.pk:
            raise ValueError("The claims can't be counted.")
        return Claim.objects.none()

    monkeypatch.setattr(runs, "unchecked", break_down)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert progress(run)[0] == (RunState.FAILED if attempt == MAX_ATTEMPTS else RunState.RUNNING)
    assert run.error == "ValueError: The claims can't be counted."
    assert run.finished_at
    other.refresh_from_db()
    assert other.state == RunState.DONE


def test_asking_twice_for_what_waits_gives_one_run_and_other_claims_another():
    [claim] = checked_claims(1)
    assert ask() == ask()
    assert ask(source=claim.source) != ask()
    progress(ask())
    assert ask().state == RunState.QUEUED


def test_two_requests_of_one_moment_for_different_claims_are_two_runs():
    one, other = checked_claims(2)
    runs_of = [request_run(source=claim.source, requested_by=None, now=NOW) for claim in (one, other)]
    assert [run.source for run in runs_of] == [one.source, other.source]


def test_open_runs_beyond_those_that_go_at_once_wait_in_the_queue(monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    first, second = checked_claims(2)
    earlier, later = ask(source=first.source), ask(source=second.source)
    assert progress(later)[0] == RunState.QUEUED
    check(first)
    progress(earlier)
    assert progress(later)[0] == RunState.RUNNING


def test_only_open_runs_can_be_moved():
    run = ask()
    progress(run)
    assert not transitions.run_moved(run, transitions.RUN_BEGUN)
    assert run.state == RunState.DONE
