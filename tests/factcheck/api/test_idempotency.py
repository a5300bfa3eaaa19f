"""A POST that is sent again with its Idempotency-Key is done once and answered as the first time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from claims.models import Claim, CrossCheckRun
from claims.record_models import Judgement, Verdict
from factcheck.api import idempotency
from factcheck.api.models import KeptAnswer
from factcheck.work.schedules import JOBS
from sources.models import Article, Dossier, Source
from tests.api import ROOT, client_of, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory, SourceFactory

pytestmark = pytest.mark.django_db
CLAIM = {"source": {"name": "Ledger"}, "text": "Bridge 4 is closed."}
EFFECTS = (Source, Article, Claim, Dossier, CrossCheckRun, Verdict, Judgement)


def send(client, path: str, body: dict, key: str = "a key", **headers):
    return client.post(f"{ROOT}/{path}", body, headers={"Idempotency-Key": key, **headers})


@pytest.fixture
def link():
    return CrossReferenceFactory(left__source=SourceFactory(slug="ledger"))


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("sources/", {"name": "Post"}, 201),
        ("articles/", {"source": "ledger", "text": "The ferry sank on Monday, officials in Orlen said."}, 201),
        ("claims/", CLAIM, 201),
        ("claims/bulk/", {"claims": [CLAIM, {"text": ""}]}, 207),
        ("claims/{claim}/verdicts/", {"status": "disputed", "rationale": "The register says otherwise."}, 201),
        ("cross-references/{link}/judgements/", {"answer": "rejected"}, 201),
        ("cross-checks/", {"source": "ledger"}, 202),
        ("dossiers/", {"title": "Orlen bridge"}, 201),
    ],
)
def test_what_is_sent_again_is_done_once_and_answered_byte_for_byte(link, path, body, status):
    client = client_of("Reviewers")
    path = path.format(claim=link.left_id, link=link.pk)
    judged = f"cross-references/{link.pk}/" if "judgements" in path else f"claims/{link.left_id}/"
    tag = client.get(f"{ROOT}/{judged}")["ETag"]
    first = send(client, path, body, **{"If-Match": tag})
    stored = [kind.objects.count() for kind in EFFECTS]
    again = send(client, path, body, **{"If-Match": tag})
    assert (first.status_code, again.status_code) == (status, status), first.content
    assert again.content == first.content
    assert [kind.objects.count() for kind in EFFECTS] == stored
    for name in ("Content-Type", "Location", "ETag"):
        assert again.get(name) == first.get(name)
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")


def test_every_post_of_the_api_takes_a_key():
    def posts(patterns):
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from posts(one.url_patterns)
            elif isinstance(one, URLPattern) and "post" in (getattr(one.callback, "actions", None) or {}):
                yield one.callback.cls

    kinds = set(posts(get_resolver().url_patterns))
    assert len(kinds) >= 7
    assert [kind for kind in kinds if not issubclass(kind, idempotency.IdempotentPosts)] == []


def test_a_key_stands_for_one_request_of_one_client_byte_by_byte():
    client, other = client_of("Contributors"), client_of("Contributors")
    assert send(client, "claims/", CLAIM).status_code == 201
    problem_of(send(client, "claims/", CLAIM | {"text": "Bridge 5 is closed."}), 422)
    problem_of(send(client, "claims/bulk/", {"claims": [CLAIM]}), 422)
    for sender, key in ((other, "a key"), (client, "A key"), (client, "a  key"), (client, '"a key"')):
        assert send(sender, "claims/", CLAIM | {"text": f"Bridge {key} is closed."}, key).status_code == 201
    problem_of(send(client, "claims/", CLAIM, "x" * 256), 400)
    assert Claim.objects.count() == 5


def test_a_request_that_was_refused_is_looked_at_anew():
    client = client_of("Contributors")
    problem_of(send(client, "claims/", CLAIM | {"article": 4711}), 400)
    problem_of(send(client, "claims/", {"source": "post", "text": "Bridge 4 is closed."}), 400)
    SourceFactory(slug="post")
    assert send(client, "claims/", {"source": "post", "text": "Bridge 4 is closed."}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_under_way_the_second_is_told_to_wait(monkeypatch):
    client = client_of("Contributors")
    begun, may_end, answers = threading.Event(), threading.Event(), []
    keep = KeptAnswer.objects.create

    def slowly(**values):
        begun.set()
        assert may_end.wait(60)
        return keep(**values)

    def first():
        answers.append(send(client, "claims/", CLAIM))
        connection.close()

    monkeypatch.setattr(KeptAnswer.objects, "create", slowly)
    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(60)
    second = send(client, "claims/", CLAIM)
    may_end.set()
    thread.join()
    problem_of(second, 409)
    assert second["Retry-After"] == "1"
    assert answers[0].status_code == 201
    assert send(client, "claims/", CLAIM).content == answers[0].content
    assert Claim.objects.count() == 1


def test_an_answer_that_can_not_be_kept_leaves_no_effect(monkeypatch):
    monkeypatch.setattr(KeptAnswer.objects, "create", lambda **_: 1 / 0)
    problem_of(send(client_of("Contributors"), "claims/", CLAIM), 500)
    assert not Claim.objects.exists()
    assert not Source.objects.exists()


def test_an_answer_is_kept_for_two_days_and_then_forgotten_by_a_schedule():
    client = client_of("Contributors")
    for hours in (47, 49):
        send(client, "sources/", {"name": f"Post {hours}"}, f"{hours}")
        late = timezone.now() - timedelta(hours=hours)
        KeptAnswer.objects.filter(pk=KeptAnswer.objects.latest("pk").pk).update(created_at=late)
    assert "1 kept answers" in JOBS["expired"].action(timezone.now())
    assert KeptAnswer.objects.count() == 1
    assert send(client, "sources/", {"name": "Post 47"}, "47").status_code == 201


def test_a_verdict_whose_answer_was_lost_is_not_412_when_it_is_sent_again_after_another_reading():
    claim, client = ClaimFactory(), client_of("Reviewers")
    address = f"{ROOT}/claims/{claim.pk}/"
    body, path = {"status": "disputed", "rationale": "The register says otherwise."}, f"claims/{claim.pk}/verdicts/"
    first = send(client, path, body, **{"If-Match": client.get(address)["ETag"]})
    again = send(client, path, body, **{"If-Match": client.get(address)["ETag"]})
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert Verdict.objects.count() == 1
