"""Webhooks from what happens to the receiver's server, which checks every signature."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from claims.suggestions import refresh_suggestions
from claims.transitions import close_finished_articles
from factcheck.local.processes import free_port
from factcheck.webhooks.delivery import DELAYS, KEPT_FOR, delete_old, deliver
from factcheck.webhooks.models import Delivery, DeliveryState, Event, Webhook
from factcheck.webhooks.outbox import announce, send_test
from factcheck.webhooks.subscriptions import OVERLAP, add_webhook, change_webhook, rotate_secret
from factcheck.webhooks.tasks import deliver_due
from sources.models import Article
from tests.factcheck.webhooks.receiver import Receiver, receiving
from tests.factories import ClaimFactory, CrossReferenceFactory, UserFactory, VerdictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def receiver(server: Receiver) -> Receiver:
    server.answers.clear()
    server.received.clear()
    return server


@pytest.fixture
def webhook(receiver: Receiver) -> Webhook:
    return add_webhook(client=UserFactory(group="Contributors"), url=receiver.url, events=Event.values)


def at(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery after it was tried then."""
    deliver(delivery.pk, now=now)
    delivery.refresh_from_db()
    return delivery


def test_a_verdict_reaches_the_receiver_signed_and_is_delivered_once_it_was_accepted(receiver, webhook):
    verdict = VerdictFactory(status="disputed")
    [waiting] = Delivery.objects.all()
    assert (waiting.state, waiting.delivered_at) == ("pending", None)
    deliver_due()
    [message] = receiver.messages(webhook.secret)
    assert message["type"] == "verdict.recorded"
    assert {name: message["data"][name] for name in ("claim", "verdict", "status", "previous_status")} == {
        "claim": verdict.claim_id,
        "verdict": verdict.pk,
        "status": "disputed",
        "previous_status": "unreviewed",
    }
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries) == ("delivered", 1)
    assert waiting.delivered_at is not None
    assert waiting.log.get().status == 204


def test_another_suggestion_a_stale_verdict_and_a_checked_article_are_told_of(receiver, webhook):
    claim = ClaimFactory()
    VerdictFactory(claim=claim, status="unattributed")
    Claim.objects.update(check_state="done")
    CrossReferenceFactory(left=claim, right=ClaimFactory(check_state="done"), score=0.95)
    refresh_suggestions([claim.pk])
    refresh_suggestions([claim.pk])  # nothing is new the second time
    close_finished_articles()
    deliver_due()
    told = [(one["type"], one["data"]) for one in receiver.messages(webhook.secret)]
    assert [kind for kind, _ in told].count("article.crosschecked") == Article.objects.count() == 2
    [(_, stale)] = [one for one in told if one[0] == "claim.stale"]
    assert (stale["claim"], stale["status"]) == (claim.pk, "unattributed")
    assert stale["reason"] == Claim.objects.get(pk=claim.pk).suggestion.stale_reason
    [(_, changed)] = [one for one in told if one[0] == "suggestion.changed"]
    assert (changed["claim"], changed["previous_status"], changed["status"]) == (claim.pk, None, "corroborated")


def test_what_is_rolled_back_is_told_to_nobody(webhook):
    with transaction.atomic():
        announce(Event.CLAIM_STALE, lambda: [{"claim": 1}])
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_only_who_asks_for_an_event_and_is_enabled_is_told_of_it(receiver):
    wanting, other, disabled, left = (
        add_webhook(client=UserFactory(), url=receiver.url, events=[event])
        for event in ("claim.stale", "verdict.recorded", "claim.stale", "claim.stale")
    )
    change_webhook(disabled.pk, now=timezone.now(), enabled=False)
    left.client.is_active = False
    left.client.save()
    announce(Event.CLAIM_STALE, lambda: [{"claim": 1}])
    assert [one.webhook for one in Delivery.objects.all()] == [wanting]
    announce(Event.SUGGESTION_CHANGED, lambda: pytest.fail("nobody asks for it"))
    assert other.deliveries.count() == 0


@pytest.mark.parametrize("status", [500, 404, 302, 199])
def test_whatever_is_not_accepted_is_tried_again_later_and_later_for_days(receiver, webhook, status):
    delivery, now = send_test(webhook), timezone.now()
    receiver.answers[:] = [(status, {"Location": receiver.url})] * len(DELAYS)
    for delay in DELAYS:
        assert at(delivery, now).state == DeliveryState.PENDING
        assert delay <= delivery.due_at - timezone.now() + timedelta(seconds=5) <= 1.1 * delay + timedelta(seconds=10)
        assert delivery.delivered_at is None
    assert at(delivery, now).state == DeliveryState.DELIVERED
    assert len({headers["webhook-id"] for _, headers in receiver.received}) == 1
    assert sum(DELAYS, timedelta()) > timedelta(days=3)
    webhook.refresh_from_db()
    assert (webhook.failing_since, webhook.disabled_at) == (None, None)


def test_a_receiver_that_was_away_for_three_days_is_disabled_with_the_reason(webhook):
    delivery = send_test(webhook)
    Webhook.objects.update(url=f"http://127.0.0.1:{free_port()}/", failing_since=timezone.now() - timedelta(days=4))
    Delivery.objects.update(tries=len(DELAYS))
    assert at(delivery, timezone.now()).state == DeliveryState.FAILED
    assert "refused" in delivery.last_error
    webhook.refresh_from_db()
    assert webhook.disabled_reason == "It has accepted nothing for three days."


def test_410_disables_the_webhook_and_what_waits_is_sent_when_it_is_enabled_again(receiver, webhook):
    gone, waiting = send_test(webhook), send_test(webhook)
    receiver.answers[:] = [(410, {})]
    assert at(gone, timezone.now()).state == DeliveryState.FAILED
    webhook.refresh_from_db()
    assert "410" in webhook.disabled_reason
    deliver_due()
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.PENDING
    change_webhook(webhook.pk, now=timezone.now(), enabled=True)
    deliver_due()
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.DELIVERED


def test_a_receiver_may_ask_to_wait_but_no_longer_than_a_day(receiver, webhook):
    for asked, least, most in (("3600", 3500, 3700), ("999999999", 86_300, 86_500), ("soon", 0, 10)):
        receiver.answers[:] = [(503, {"Retry-After": asked})]
        delivery = at(send_test(webhook), timezone.now())
        assert least <= (delivery.due_at - timezone.now()).total_seconds() <= most, asked


def test_a_webhook_that_fails_rests_so_that_others_are_not_kept_waiting(receiver, webhook):
    send_test(webhook), send_test(webhook)
    receiver.answers[:] = [(500, {})] * 2
    deliver_due()
    assert len(receiver.received) == 1


def test_both_secrets_sign_for_a_day_after_a_rotation(receiver, webhook):
    before, now = webhook.secret, timezone.now()
    after = rotate_secret(webhook.pk, now=now).secret
    deliver(send_test(webhook).pk, now=now)
    assert receiver.messages(before) == receiver.messages(after)
    receiver.received.clear()
    Webhook.objects.update(previous_secret_until=now - timedelta(seconds=1))
    deliver(send_test(webhook).pk, now=now)
    [(_, headers)] = receiver.received
    assert len(headers["webhook-signature"].split()) == 1
    assert receiver.messages(after)
    assert timedelta(hours=24) == OVERLAP


def test_a_receiver_inside_the_network_is_refused_at_each_delivery(receiver, webhook, settings):
    settings.OUTGOING_NETWORKS = []
    delivery = at(send_test(webhook), timezone.now())
    assert receiver.received == []
    assert delivery.state == DeliveryState.PENDING
    assert delivery.last_error == "127.0.0.1 is no machine of the public internet."


def test_the_log_shows_every_request_and_a_message_is_sent_again_from_the_admin(receiver, webhook, admin_client):
    delivery = at(send_test(webhook), timezone.now())
    address = reverse("admin:webhooks_delivery_change", args=[delivery.pk])
    page = admin_client.get(address).content.decode()
    assert "204" in page
    assert webhook.secret not in page
    listed = reverse("admin:webhooks_delivery_changelist")
    admin_client.post(listed, {"action": "replay", "_selected_action": [delivery.pk], "index": "0"})
    deliver_due()
    assert [headers["webhook-id"] for _, headers in receiver.received] == [delivery.message_id] * 2
    assert delivery.log.count() == 2
    hooks = reverse("admin:webhooks_webhook_changelist")
    admin_client.post(hooks, {"action": "disable", "_selected_action": [webhook.pk], "index": "0"})
    assert "admin disabled it in the admin." in admin_client.get(hooks).content.decode()


def test_reviewers_do_not_see_the_webhooks_of_others_in_the_admin(client, webhook):
    client.force_login(UserFactory(group="Reviewers", is_staff=True))
    for name in ("webhook", "delivery"):
        assert client.get(reverse(f"admin:webhooks_{name}_changelist")).status_code == 403


def test_what_was_delivered_is_forgotten_after_a_month_and_what_waits_is_not(receiver, webhook):
    done, waiting = send_test(webhook), send_test(webhook)
    at(done, timezone.now())
    delete_old(now=timezone.now() + KEPT_FOR - timedelta(minutes=1))
    assert Delivery.objects.count() == 2
    delete_old(now=timezone.now() + KEPT_FOR + timedelta(minutes=1))
    assert list(Delivery.objects.all()) == [waiting]
