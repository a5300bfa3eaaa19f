import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import CrossCheckRunFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:claims_crosscheckrun_changelist")


def cancel(client: Client, *runs) -> str:
    chosen = {"action": "cancel", "_selected_action": [run.pk for run in runs]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_a_reviewer_cancels_runs_in_their_list(reviewer: Client) -> None:
    open_run, over = CrossCheckRunFactory(), CrossCheckRunFactory(state="done")
    page = cancel(reviewer, open_run, over)
    assert "is cancelled." in page
    assert f"Run {over.pk}: The run is over: it is done." in page
    open_run.refresh_from_db()
    assert open_run.state == "cancelled"
    chosen = {"action": "resume", "_selected_action": [open_run.pk, over.pk]}
    page = reviewer.post(LIST, chosen, follow=True).content.decode()
    assert "goes on." in page
    open_run.refresh_from_db()
    assert open_run.state == "queued"


def test_a_contributor_cancels_no_run_of_others(contributor: Client) -> None:
    run = CrossCheckRunFactory()
    assert "Only a reviewer, or who asked for the run, may cancel it." in cancel(contributor, run)
    run.refresh_from_db()
    assert run.state == "queued"
