import pytest

from claims import candidates, retrieval, tasks
from claims.models import Claim, CrossReference, PreparedClaim, SentenceVector
from claims.prepared import remove_prepared
from claims.querysets import MAX_PER_SOURCE
from claims.vector_store import remove_unused_vectors
from tests.claims.desk import MINE, copies, publish, work

pytestmark = pytest.mark.django_db

OWN = "The Orlen mine was flooded on Monday and nine miners are missing, mayor Tilda Brandt told the council."


def repeat(source: str, text: str, count: int) -> None:
    """Claims of one text, as `count` articles of a source would make them."""
    publish(source, text)
    tasks.extract_articles()
    claim = Claim.objects.filter(source__name=source).order_by("pk").first()
    copies(claim, [claim.source] * (count - 1))


def test_only_claims_of_other_sources_are_candidates_each_pair_once():
    publish("Morning Post", MINE)
    publish("Evening Sun", OWN)
    tasks.extract_articles()
    ids = list(Claim.objects.values_list("pk", flat=True))
    pairs = candidates.find(ids, ()).pairs.values()
    sources = dict(Claim.objects.values_list("pk", "source__name"))
    assert pairs
    assert all(sources[pair.left] != sources[pair.right] and pair.left < pair.right for pair in pairs)
    assert len({(pair.left, pair.right) for pair in pairs}) == len(pairs)


def test_an_outlet_that_repeats_a_sentence_does_not_hide_the_others():
    repeat("Morning Post", MINE, 200)
    publish("Evening Sun", OWN)
    publish(
        "Daily Star", "Nine miners are missing after the mine of Orlen was flooded on Monday, mayor Tilda Brandt says."
    )
    tasks.extract_articles()
    claim = Claim.objects.filter(source__name="Daily Star").order_by("pk").first()
    found = candidates.find([claim.pk], ()).pairs.values()
    others = Claim.objects.filter(pk__in=[side for pair in found for side in (pair.left, pair.right)])
    assert {"Evening Sun", "Morning Post"} <= set(others.values_list("source__name", flat=True))


def test_an_outlet_that_varies_a_sentence_does_not_hide_the_others():
    varied = "The Orlen mine was flooded on Monday and miner number {} is missing, mayor Tilda Brandt told reporters."
    publish("Morning Post", "\n\n".join(map(varied.format, range(100, 140))))
    publish("Evening Sun", "Water broke into a mine at Orlen on Monday, mayor Tilda Brandt said.")
    publish("Daily Star", varied.format("nine"))
    tasks.extract_articles()
    [claim] = Claim.objects.filter(source__name="Daily Star")
    [sun] = Claim.objects.filter(source__name="Evening Sun")
    [*post, last] = retrieval.nearest([claim.pk], limit=4)[claim.pk]
    assert last.claims == [sun.pk]
    posted = Claim.objects.filter(pk__in=[pk for sentence in post for pk in sentence.claims])
    assert {one.source.name for one in posted} == {"Morning Post"}
    assert len(posted) == MAX_PER_SOURCE


def test_a_sentence_repeated_without_end_makes_no_flood_of_links_and_says_how_many_are_left_out():
    repeat("Morning Post", MINE, 120)
    publish("Evening Sun", MINE)
    work()
    [claim] = Claim.objects.filter(source__name="Evening Sun", text__contains="flooded")[:1]
    assert 0 < CrossReference.objects.touching([claim.pk]).count() <= MAX_PER_SOURCE
    copy = Claim.objects.filter(source__name="Morning Post").with_evidence().order_by("pk").last()
    assert not CrossReference.objects.touching([copy.pk]).exists()
    assert "1 more match is not listed" in copy.suggestion.reasons[-1]


def test_one_sentence_in_many_sources_is_linked_within_bounds():
    for number in range(60):
        publish(f"Outlet {number}", MINE)
    work()
    most = max(CrossReference.objects.touching([pk]).count() for pk in Claim.objects.values_list("pk", flat=True))
    assert 10 < most <= 200


def test_of_one_outlets_equal_texts_one_is_searched_for_and_the_next_takes_its_place():
    repeat("Morning Post", MINE, 5)
    searched = PreparedClaim.objects.filter(claim__text__contains="Orlen", repeats=False)
    first = searched.get()
    remove_prepared([first.pk])
    assert searched.get().pk > first.pk
    repeats = PreparedClaim.objects.filter(repeats=True)
    assert repeats.exists()
    remove_prepared(list(PreparedClaim.objects.values_list("pk", flat=True)))
    assert not PreparedClaim.objects.exists()


def test_a_claim_is_found_however_many_outlets_print_the_same_sentences():
    for number in range(40):
        publish(f"Outlet {number}", MINE)
    publish("Morning Post", "Rights groups have accused the Velian government of torturing prisoners in Harrow.")
    publish("Evening Sun", "The Velian government denies torturing prisoners in Harrow.")
    tasks.extract_articles()
    one, other = Claim.objects.filter(text__contains="Harrow").order_by("pk")
    assert other.pk in retrieval.nearest([one.pk], limit=5)[one.pk][0].claims
    assert one.pk in retrieval.nearest([other.pk], limit=5)[other.pk][0].claims


def test_vectors_that_no_claim_has_any_more_are_removed():
    publish("Morning Post", MINE)
    publish("Evening Sun", OWN)
    tasks.extract_articles()
    remove_prepared(list(PreparedClaim.objects.filter(source__name="Evening Sun").values_list("pk", flat=True)))
    assert remove_unused_vectors() > 0
    kept = set(PreparedClaim.objects.values_list("vector", flat=True))
    assert set(SentenceVector.objects.values_list("pk", flat=True)) == kept
    assert remove_unused_vectors() == 0


STRIKE = "Ferry crews walk out at the port of Selm\n\nCrews of the Selm ferries stopped work on Friday over pay. {}"
FIRE = "Warehouse burns down in Dorvik\n\nA warehouse in Dorvik burned down on Friday and nobody was hurt. {}"
VOTE = "The decision was taken by nine votes to four."


def test_a_report_of_the_same_event_is_nearer_than_one_that_is_worded_alike_of_another():
    publish("Morning Post", STRIKE.format(VOTE), title="Ferry crews walk out at the port of Selm")
    publish(
        "Evening Sun",
        FIRE.format("Nine voted for the decision and four did not."),
        title="Warehouse burns down in Dorvik",
    )
    publish(
        "Daily Star",
        STRIKE.format("Thirteen delegates voted, and nine of them were in favour of the walkout."),
        title="Selm ferries stay in port as crews strike",
    )
    tasks.extract_articles()
    claim = Claim.objects.get(source__name="Morning Post", text__contains="nine votes")
    places = [pk for sentence in retrieval.nearest([claim.pk], limit=20)[claim.pk] for pk in sentence.claims]
    own = Claim.objects.get(source__name="Daily Star", text__contains="delegates")
    other = Claim.objects.get(source__name="Evening Sun", text__contains="Nine voted")
    assert places.index(own.pk) < places.index(other.pk)


def test_one_sentence_in_many_articles_takes_one_place_on_a_list():
    sentence = "The ferries of Selm will stay in port until Monday, the crews' union said."
    for number in range(6):
        publish(f"Outlet {number}", f"{sentence} Report number {number} of the paper.", title=f"Selm {number}")
    publish("Morning Post", sentence.replace("stay in port", "not sail"), title="No ferries")
    publish("Evening Sun", "Passengers were told that no boat leaves before next week.", title="Idle boats")
    tasks.extract_articles()
    claim = Claim.objects.get(source__name="Morning Post")
    vectors = PreparedClaim.objects.filter(claim__text__contains="will stay in port").values("vector").distinct()
    assert vectors.count() > 1  # they stand in articles that begin in other words
    listed = {pk for sentence in retrieval.nearest([claim.pk], limit=2)[claim.pk] for pk in sentence.claims}
    assert Claim.objects.filter(pk__in=listed, text__contains="will stay in port").count() == 6
    assert Claim.objects.filter(pk__in=listed, source__name="Evening Sun").exists()
