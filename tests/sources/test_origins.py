import pytest

from claims.extract import extract_article
from claims.models import Claim, CrossReference
from sources import origins
from sources.independence import lineage
from sources.independence.lineage import LINEAGE_VERSION
from sources.models import Article, SharedOrigin, Source
from tests.claims.desk import NOW, publish, work

pytestmark = pytest.mark.django_db

MINE = (
    "The mine at Orlen was flooded on Monday when a dam of the river gave way, mayor Tilda Brandt told reporters. "
    "Nine miners are missing, and rescuers with pumps from three towns are on their way to the shaft, she said."
)
COPY = MINE.replace("on Monday", "early this week")
FIRST = " The Evening Sun reported it first."
CREDITS = f"Nine miners are missing in the flooded mine, fire chief Ola Ness said.{FIRST}"


def reasons() -> dict[tuple[str, str], str]:
    """For each linked pair of outlets why the two are not independent."""
    return {
        tuple(sorted((reference.left.source.name, reference.right.source.name))): reference.shared_origin
        for reference in CrossReference.objects.with_sides()
    }


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [0, 2, 1]])
def test_who_leans_on_a_copy_leans_on_the_original_whichever_comes_first(order):
    reports = [("Morning Post", MINE), ("Evening Sun", COPY), ("Whisper", CREDITS)]
    for at in order:
        publish(*reports[at])
        work()
    found = reasons()
    assert "of their running text" in found["Evening Sun", "Morning Post"]
    assert found["Evening Sun", "Whisper"] == "Whisper credits Evening Sun."
    assert "Whisper credits Evening Sun." in found["Morning Post", "Whisper"]
    assert "of their running text" in found["Morning Post", "Whisper"]


def test_outlets_that_lean_on_nobody_stay_independent():
    publish("Morning Post", MINE)
    publish("Evening Sun", "Fire chief Ola Ness said that nine miners were missing in the flooded mine.")
    work()
    assert set(reasons().values()) == {""}
    assert not SharedOrigin.objects.exists()


def test_what_articles_share_is_stored_once_with_its_reason():
    publish("Morning Post", MINE)
    publish("Evening Sun", COPY)
    work()
    work()
    stored = SharedOrigin.objects.get()
    assert "of their running text" in stored.reason
    assert Source.objects.count() == 2


def linked() -> dict[str, tuple[bool, str]]:
    """Of each link whether it is independent, and why not; by the outlets."""
    return {
        " and ".join(sorted((reference.left.source.name, reference.right.source.name))): (
            reference.independent,
            reference.shared_origin,
        )
        for reference in CrossReference.objects.with_sides()
    }


def check_all_again() -> None:
    Claim.objects.update(check_state="due", attempts=0)
    work()


def test_a_credit_that_was_misread_is_no_origin_for_good():
    publish("Evening Sun", "Mayor Tilda Brandt said that nine miners were missing in the flooded mine.")
    whisper = publish("Whisper", CREDITS)
    work()
    assert linked() == {"Evening Sun and Whisper": (False, "Whisper credits Evening Sun.")}
    Article.objects.filter(pk=whisper.pk).update(credit="", credited=[])
    check_all_again()
    assert linked() == {"Evening Sun and Whisper": (True, "")}
    assert not SharedOrigin.objects.exists()
    suggestion = Claim.objects.filter(source__name="Whisper").first().suggestion
    assert suggestion.status == "corroborated"


def test_an_owner_that_was_wrong_is_no_origin_for_good_and_a_new_one_is():
    publish("Morning Post", MINE)
    publish("Evening Sun", "Fire chief Ola Ness said that nine miners were missing in the flooded mine.")
    Source.objects.update(owner="Orlen Media")
    work()
    assert all("both belong to Orlen Media" in why for _, why in linked().values())
    Source.objects.filter(name="Evening Sun").update(owner="")
    check_all_again()
    assert set(linked().values()) == {(True, "")}


def test_what_an_older_engine_found_is_read_and_looked_at_again(monkeypatch):
    publish("Evening Sun", "Mayor Tilda Brandt said that nine miners were missing in the flooded mine.")
    whisper = publish("Whisper", CREDITS)
    work()
    assert SharedOrigin.objects.get().engine_version == LINEAGE_VERSION
    # The next engine finds no credit in what this one misread.
    for module in (lineage, origins):
        monkeypatch.setattr(module, "LINEAGE_VERSION", "next")
    monkeypatch.setattr(origins, "credited_keys", lambda text, parts: [])
    monkeypatch.setattr(origins, "agency_credit", lambda text, parts: "")
    check_all_again()
    whisper.refresh_from_db()
    assert (whisper.credited, whisper.lineage_version) == ([], "next")
    assert not SharedOrigin.objects.exists()
    assert set(linked().values()) == {(True, "")}


def test_a_third_article_is_no_longer_dependent_when_what_joined_it_is_gone():
    publish("Morning Post", MINE)
    publish("Evening Sun", COPY)
    whisper = publish("Whisper", CREDITS)
    work()
    assert linked()["Morning Post and Whisper"][0] is False
    Article.objects.filter(pk=whisper.pk).update(credit="", credited=[])
    Claim.objects.filter(article=whisper).update(check_state="due", attempts=0)
    work()
    work()
    assert linked()["Morning Post and Whisper"] == (True, "")
    assert linked()["Evening Sun and Morning Post"][0] is False


def test_a_version_that_no_longer_credits_an_outlet_shares_no_origin_with_it():
    url = "https://whisper.example/mine"
    publish("Evening Sun", "Mayor Tilda Brandt said that nine miners were missing in the flooded mine.")
    publish("Whisper", CREDITS, url=url)
    work()
    claim = Claim.objects.get(source__name="Whisper", text__contains="iners are missing")
    publish("Whisper", CREDITS.replace(FIRST, ""), url=url)
    work()
    work()
    claim.refresh_from_db()
    assert claim.article.current
    assert set(linked().values()) == {(True, "")}
    assert not SharedOrigin.objects.exists()


def test_a_version_that_is_copied_from_the_same_text_keeps_its_origin_and_its_links():
    url = "https://sun.example/mine"
    publish("Morning Post", MINE)
    publish("Evening Sun", COPY, url=url)
    work()
    before = linked()
    newer = publish("Evening Sun", f"{COPY} This story has been updated.", url=url)
    extract_article(newer.pk, now=NOW)
    assert linked() == before
    assert {newer.pk} <= {side for row in SharedOrigin.objects.all() for side in (row.left_id, row.right_id)}
    assert not SharedOrigin.objects.filter(left__current=False).exists()
