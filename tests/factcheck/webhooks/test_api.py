"""/api/v1/webhooks/."""

import pytest

from factcheck.api.models import ApiToken
from factcheck.webhooks.models import Delivery, Webhook
from factcheck.webhooks.subscriptions import MOST_WEBHOOKS
from tests.api import ROOT, client_of, pointers, problem_of

pytestmark = pytest.mark.django_db
HOOKS = f"{ROOT}/webhooks/"
BODY = {"url": "https://desk.example/hook", "events": ["claim.stale", "verdict.recorded"]}


def test_a_webhook_is_made_read_changed_and_deleted_by_its_client():
    client = client_of("Contributors")
    made = client.post(HOOKS, BODY)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    address = made["Location"]
    found = client.get(address)
    assert secret not in found.content.decode()
    assert (found.json()["url"], found.json()["enabled"]) == (BODY["url"], True)
    assert found.json()["events"] == ["verdict.recorded", "claim.stale"]
    changed = client.patch(address, {"events": ["claim.stale"], "enabled": False}).json()
    assert (changed["events"], changed["enabled"], changed["disabled_reason"]) == (
        ["claim.stale"],
        False,
        "Its client disabled it.",
    )
    assert client.patch(address, {"enabled": True}).json()["disabled_reason"] == ""
    rotated = client.post(f"{address}secret/").json()
    assert rotated["secret"] not in {secret, ""}
    assert rotated["previous_secret_until"]
    sent = client.post(f"{address}test/")
    assert (sent.status_code, sent.json()["state"]) == (202, "pending")
    delivery = f"{address}deliveries/{sent.json()['id']}/"
    assert [one["id"] for one in client.get(f"{address}deliveries/?state=pending").json()["results"]] == [
        sent.json()["id"]
    ]
    assert client.get(delivery).json()["log"] == []
    Delivery.objects.update(state="failed")
    assert client.post(f"{delivery}replay/").json()["state"] == "pending"
    assert client.delete(address).status_code == 204
    assert not Webhook.objects.exists()


def test_nobody_reaches_the_webhook_of_another_client():
    address = client_of("Contributors").post(HOOKS, BODY)["Location"]
    stranger = client_of("Reviewers")
    assert stranger.get(HOOKS).json()["results"] == []
    for method, path, body in (
        ("get", "", None),
        ("patch", "", {"enabled": False}),
        ("delete", "", None),
        ("post", "secret/", None),
        ("post", "test/", None),
        ("get", "deliveries/", None),
    ):
        problem_of(getattr(stranger, method)(f"{address}{path}", body), 404)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"url": "ftp://desk.example/"}, {"/url"}),
        ({"url": "https://me:secret@desk.example/"}, {"/url"}),
        ({"url": "https://desk.example/#part"}, {"/url"}),
        ({"url": "https://desk.example/" + "x" * 2000}, {"/url"}),
        ({"url": "https://desk.example:25/"}, {"/url"}),
        ({"events": []}, {"/events"}),
        ({"events": ["claim.deleted"]}, {"/events/0"}),
        ({"secret": "whsec_mine"}, {"/secret"}),
    ],
)
def test_what_is_wrong_with_a_webhook_is_named(changes, wrong):
    assert pointers(client_of("Contributors").post(HOOKS, BODY | changes)) == wrong


def test_where_browsers_come_by_https_receivers_are_asked_by_https_too(settings):
    settings.HTTPS = True
    body = BODY | {"url": "http://desk.example/hook"}
    assert pointers(client_of("Contributors").post(HOOKS, body, secure=True)) == {"/url"}


def test_a_client_has_a_bounded_number_of_webhooks():
    client = client_of("Contributors")
    for _ in range(MOST_WEBHOOKS):
        assert client.post(HOOKS, BODY).status_code == 201
    assert pointers(client.post(HOOKS, BODY)) == {"/url"}


def test_a_token_needs_the_scope_for_webhooks_to_change_them():
    client = client_of("Contributors")
    ApiToken.objects.update(scopes=["read", "claims:write"])
    problem_of(client.post(HOOKS, BODY), 403)
    assert client.get(HOOKS).status_code == 200
