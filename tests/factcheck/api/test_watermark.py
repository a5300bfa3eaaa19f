"""A client that keeps one watermark per list is shown every change, whoever else is writing."""

import random
import threading
import time

import pytest

from claims.models import Claim
from tests import roles
from tests.api import ROOT, client_of
from tests.factories import ClaimFactory

ADDRESS = f"{ROOT}/claims/"
CHANGE = "UPDATE claims_claim SET checkworthiness = checkworthiness / 2 WHERE id = %s"
MOVE = "UPDATE claims_claim SET check_state = %s, lease_until = now() WHERE id = %s"


class Copy:
    """What a client keeps: the claims as it was shown them last, and one watermark."""

    def __init__(self) -> None:
        self.client, self.claims, self.watermark = client_of("Contributors"), {}, None

    def sync(self) -> set[int]:
        """Ask for what was changed since; returns the ids that came."""
        query = {"page_size": 7} | ({"updated_after": self.watermark} if self.watermark else {})
        answer, shown = self.client.get(ADDRESS, query).json(), {}
        self.watermark = answer["watermark"]
        while True:
            shown |= {claim["id"]: claim for claim in answer["results"]}
            if answer["next"] is None:
                break
            answer = self.client.get(answer["next"]).json()
            assert "watermark" not in answer
        self.claims |= shown
        return set(shown)


@pytest.mark.django_db(transaction=True)
def test_what_an_open_transaction_has_changed_is_shown_once_it_commits():
    first, second = (ClaimFactory().pk for _ in range(2))
    copy = Copy()
    copy.sync()
    with roles.login() as slow, roles.login() as fast:
        slow.autocommit = False
        slow.execute(CHANGE, [first])
        fast.execute(CHANGE, [second])
        assert second in copy.sync()
        slow.commit()
    assert first in copy.sync()


@pytest.mark.django_db(transaction=True)
def test_one_watermark_misses_nothing_while_many_write():
    ids = [claim.pk for claim in ClaimFactory.create_batch(20)]
    copy = Copy()

    def write(seed: int) -> None:
        drawn = random.Random(seed)
        with roles.login() as connection:
            connection.autocommit = False
            for _ in range(25):
                for pk in sorted(drawn.sample(ids, 2)):  # in order, so that no two wait for each other
                    connection.execute(CHANGE, [pk])
                    time.sleep(drawn.random() / 200)
                connection.commit()

    writers = [threading.Thread(target=write, args=[seed]) for seed in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        copy.sync()
    copy.sync()
    stored = dict(Claim.objects.values_list("pk", "checkworthiness"))
    assert {pk: claim["checkworthiness"] for pk, claim in copy.claims.items()} == stored


@pytest.mark.django_db(transaction=True)
def test_a_lease_or_a_check_asked_for_again_is_no_change_and_a_failed_check_is_one():
    claim = ClaimFactory(check_state="done").pk
    copy = Copy()
    copy.sync()
    copy.sync()
    with roles.login() as worker:
        worker.execute(MOVE, ["due", claim])
        assert copy.sync() == set()
        worker.execute(MOVE, ["failed", claim])
        assert copy.sync() == {claim}
    assert copy.claims[claim]["check_state"] == "failed"
