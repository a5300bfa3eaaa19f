"""Suggestions follow every change of their evidence, also those made by the check of another claim."""

import threading
from collections import Counter

import pytest
from django.db import connection

from claims import crosscheck, querysets
from claims.choices import CheckState
from claims.models import Claim, CrossReference, PreparedClaim, Suggestion
from claims.suggestions import out_of_step
from sources.independence.lineage import Origins
from sources.models import Source
from tests.claims.desk import MINE, MINE_AGAIN, copies, publish, work

pytestmark = pytest.mark.django_db

# Of two people who are not the mayor, so that each report has an origin of its own.
CHIEF = "Fire chief Ola Ness said the Orlen mine was flooded on Monday and that nine miners were missing."
ENGINEER = "Engineer Bo Lund told the council that the mine at Orlen was flooded on Monday and nine miners are missing."


def outlets(count: int) -> list[Source]:
    return Source.objects.bulk_create(Source(name=f"Outlet {n}", slug=f"outlet-{n}") for n in range(count))


def check_all(batch: int = 250) -> None:
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), batch):
        crosscheck.crosscheck_claims(ids[at : at + batch])


def links_of_each() -> Counter[int]:
    pairs = CrossReference.objects.values_list("left_id", "right_id")
    return Counter(side for pair in pairs for side in pair)


def test_where_links_give_way_the_claims_at_the_other_ends_get_their_suggestions_anew(monkeypatch):
    monkeypatch.setattr(querysets, "MAX_PER_CLAIM", 3)
    publish("Morning Post", MINE)
    work()
    [first] = Claim.objects.filter(text__contains="flooded")
    copies(first, outlets(30))
    check_all(batch=4)
    assert CrossReference.objects.count() < 30 * 29 / 2  # some gave way
    assert list(out_of_step()) == []
    assert PreparedClaim.objects.filter(left_out__gt=0).exists()


def test_no_claim_loses_its_last_links_however_many_outlets_print_the_sentence():
    publish("Morning Post", MINE)
    work()
    [first] = Claim.objects.filter(text__contains="flooded")
    copies(first, outlets(300))
    check_all()
    count = links_of_each()
    claims = Claim.objects.filter(text=first.text)
    assert claims.count() == 301
    assert min(count[claim.pk] for claim in claims) >= 10
    assert max(count.values()) <= querysets.MAX_PER_CLAIM
    for one in Suggestion.objects.filter(claim__in=claims):
        assert one.status == "corroborated"
        assert "275 more outlets print a sentence that is linked here, and are not listed." in one.reasons
    assert list(out_of_step()) == []


def test_an_article_that_joins_two_origins_renews_the_suggestions_that_counted_them_as_two():
    publish("Morning Post", MINE)
    agency = "Rescue teams from three counties pumped water out of the main shaft through the whole of the night."
    other = "Relatives of the miners waited in the school gymnasium where the Red Cross served tea and blankets."
    publish("Evening Sun", f"{CHIEF}\n\n{agency}")
    publish("Daily Star", f"{ENGINEER}\n\n{other}")
    work()
    claim = Claim.objects.get(source__name="Morning Post", text__contains="flooded")
    counted = [reason for reason in claim.suggestion.reasons if "outlets," in reason]
    assert counted == ["Counted by origin: 3 outlets, 3 origins."]
    links = set(CrossReference.objects.touching([claim.pk]).values_list("pk", "independent"))
    # It says nothing of the mine, and shares running text with both.
    publish("Radio One", f"{agency}\n\n{other}")
    work()
    suggestion = Suggestion.objects.get(claim=claim)
    assert links <= set(CrossReference.objects.touching([claim.pk]).values_list("pk", "independent"))
    assert "Counted by origin: 3 outlets, 2 origins." in suggestion.reasons
    assert list(out_of_step()) == []


@pytest.mark.django_db(transaction=True)
def test_workers_that_prune_at_once_end_and_leave_every_suggestion_in_step(monkeypatch):
    monkeypatch.setattr(querysets, "MAX_PER_CLAIM", 3)
    publish("Morning Post", MINE)
    work()
    [first] = Claim.objects.filter(text__contains="flooded")
    copies(first, outlets(40))
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    errors = []

    def check(part: list[int]) -> None:
        try:
            for _ in range(2):
                crosscheck.crosscheck_claims(part)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=check, args=(ids[start::4],)) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert list(out_of_step()) == []
    assert not Claim.objects.exclude(check_state=CheckState.DONE).exists()


class Counting(dict):
    """Counts how often a report's neighbours are asked for."""

    asked = 0

    def get(self, *key):
        Counting.asked += 1
        return super().get(*key)

    def __getitem__(self, key):
        Counting.asked += 1
        return super().__getitem__(key)


def test_an_origin_is_walked_once_however_often_it_is_asked_for():
    known = Origins({(number, number + 1): "They share a text." for number in range(300)})
    known._neighbours = Counting(known._neighbours)
    for _ in range(400):
        for report in range(301):
            known.first(report)
            known.together(report)
    assert Counting.asked <= 301
    for _ in range(50):
        assert known.why(0, 300).count("share") == 300
    # Once more from each end; each of the 50 ways is followed in both directions.
    assert Counting.asked <= 3 * 301 + 2 * 50 * 302


def test_a_check_that_finds_nothing_new_writes_no_link():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    before = list(CrossReference.objects.order_by("pk").values_list("pk", "updated_at"))
    check_all()
    assert list(CrossReference.objects.order_by("pk").values_list("pk", "updated_at")) == before != []
