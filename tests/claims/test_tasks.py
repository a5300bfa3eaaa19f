from datetime import timedelta

import pytest
from django.utils import timezone

from claims import jobs, tasks
from claims.choices import CheckPriority, CheckState
from claims.models import Claim, CrossCheckRun
from factcheck.work.leases import MAX_ATTEMPTS
from sources.models import Article, ArticleState
from tests.claims.desk import MINE, publish
from tests.factories import SubmittedClaimFactory

pytestmark = pytest.mark.django_db


def test_two_workers_that_finish_an_article_at_once_leave_it_to_the_sweep_to_close():
    article = publish("Morning Post", MINE)
    tasks.extract_articles()
    Claim.objects.update(check_state=CheckState.DONE)  # each of the two saw the other's claims wait
    tasks.sweep()
    article.refresh_from_db()
    assert article.state == ArticleState.CROSSCHECKED


def test_an_article_whose_last_claim_fails_is_finished_by_it():
    article = publish("Morning Post", MINE)
    tasks.extract_articles()
    Claim.objects.update(attempts=MAX_ATTEMPTS, lease_owner="a worker that is gone", lease_until=timezone.now())
    tasks.sweep()
    article.refresh_from_db()
    assert article.state == ArticleState.CROSSCHECKED
    assert set(Claim.objects.values_list("check_state", flat=True)) == {CheckState.FAILED}


def test_what_somebody_waits_for_is_checked_before_what_a_background_run_wants():
    background, posted = SubmittedClaimFactory.create_batch(2)
    Claim.objects.filter(pk=background.pk).update(check_priority=CheckPriority.BACKGROUND)
    assert Claim.objects.all().lease(limit=1) == [posted.pk]
    tasks.check_claims()
    background.refresh_from_db()
    assert background.check_state == CheckState.DUE
    tasks.recheck_claims()
    background.refresh_from_db()
    assert background.check_state == CheckState.DONE


def test_the_nightly_run_waits_in_the_background_and_takes_no_waiting_claim_back_behind():
    checked, waiting, old = SubmittedClaimFactory.create_batch(3)
    Claim.objects.exclude(pk=waiting.pk).update(check_state=CheckState.DONE)
    Claim.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    for _ in range(2):
        jobs.recheck_recent(timezone.now())
    tasks.go_on_with_runs()
    priority = dict(Claim.objects.values_list("pk", "check_priority"))
    assert priority == {
        checked.pk: CheckPriority.BACKGROUND,
        waiting.pk: CheckPriority.ASKED_FOR,
        old.pk: CheckPriority.ASKED_FOR,
    }
    assert CrossCheckRun.objects.get().total == 2, "the claim of 40 days ago is not among them"


def test_all_claims_are_checked_again_once_for_each_version_of_the_engine(monkeypatch):
    for version in ("a", "a", "b"):
        monkeypatch.setattr("claims.engine_version.ENGINE_VERSION", version)
        jobs.recheck_after_a_new_engine(timezone.now())
    assert set(CrossCheckRun.objects.values_list("schedule", flat=True)) == {"engine a", "engine b"}


def test_a_long_article_is_read_by_a_task_of_its_own():
    long = publish("Morning Post", f"{MINE}\n\n{'The weather was fine on that day in the whole country. ' * 1000}")
    short = publish("Evening Sun", MINE)
    tasks.extract_articles()
    assert list(Article.objects.due()) == [long]
    tasks.extract_long_articles()
    assert not Article.objects.due()
    assert short.claims.exists()
