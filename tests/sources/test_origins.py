import pytest

from claims.models import CrossReference
from sources.models import SharedOrigin, Source
from tests.claims.desk import publish, work

pytestmark = pytest.mark.django_db

MINE = (
    "The mine at Orlen was flooded on Monday when a dam of the river gave way, mayor Tilda Brandt told reporters. "
    "Nine miners are missing, and rescuers with pumps from three towns are on their way to the shaft, she said."
)
COPY = MINE.replace("on Monday", "early this week")
CREDITS = "The Orlen mine was flooded and nine miners are missing, mayor Tilda Brandt said, the Evening Sun reported."


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
    publish("Evening Sun", "Mayor Tilda Brandt said that the Orlen mine was flooded and nine miners were missing.")
    work()
    assert set(reasons().values()) == {""}
    assert not SharedOrigin.objects.exists()


def test_what_articles_share_is_stored_once_with_its_share():
    publish("Morning Post", MINE)
    publish("Evening Sun", COPY)
    work()
    work()
    stored = SharedOrigin.objects.get()
    assert stored.copied_share > 0.5
    assert Source.objects.count() == 2
