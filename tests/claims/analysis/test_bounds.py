"""However long and strange the articles, what is stored with a claim or a link has a longest length."""

import json
from dataclasses import asdict
from random import Random

import pytest

from claims.analysis.bounds import (
    ENTITY_CHARACTERS,
    MOST_ENTITIES,
    MOST_SENTENCES,
    SENTENCE_CHARACTERS,
    bounded,
)
from claims.analysis.comparing.drift import MAX_CHANGES
from claims.analysis.comparing.matching import compare
from claims.analysis.reading.submitted import SubmittedText, read_claims
from claims.analysis.suggestion import suggest
from claims.analysis.types import Attribution, Evidence, Polarity, Relation
from tests.claims.analysis.claim_builder import features

LONGEST = 20_000  # characters of a claim
LINK_CHARACTERS = 40_000  # of all JSON that a link has
FEATURE_CHARACTERS = 60_000  # of a claim's features


def word(random: Random, letters: int) -> str:
    return "".join(random.choice("abdegiklmnoprstu") for _ in range(letters))


def pairs() -> dict[str, tuple[str, str]]:
    """Two claims as long as can be, which differ in as much as can be."""
    random = Random(20)
    names = [word(random, 5) for _ in range(2_000)]
    long = f"{word(random, 9_000)} {word(random, 9_000)}"
    return {
        "numbers": (
            " ".join(f"{random.randint(2, 9_999)} {name}s died" for name in names),
            " ".join(f"{random.randint(2, 9_999)} {name}s died" for name in names),
        ),
        "words of thousands of letters": (long, long.replace("a", "b")),
        "names": (
            " ".join(f"{name.capitalize()} Verr" for name in names),
            " ".join(f"{name.capitalize()} Vorr" for name in names),
        ),
        "hyphens": (" ".join(f"{name}-{name}" for name in names), " ".join(f"{name} {name}" for name in names)),
        "negations": ("no one did not " * 2_000, "someone never did " * 2_000),
        "dates": (
            " ".join(f"on {day} May {year}" for day in range(1, 29) for year in range(1990, 2030)),
            " ".join(f"on {day} June {year}" for day in range(1, 29) for year in range(1990, 2030)),
        ),
    }


@pytest.mark.parametrize("quoted", [False, True], ids=["said", "quoted"])
@pytest.mark.parametrize("name", list(pairs()))
def test_what_a_link_keeps_is_bounded_however_much_two_claims_differ(name, quoted):
    left, right = (features(text[:LONGEST], quote=text[:LONGEST] if quoted else "") for text in pairs()[name])
    for one in (left, right):
        assert len(json.dumps(one.to_json())) <= FEATURE_CHARACTERS
    found = compare(left, right, similarity=0.98)
    if found.relation == Relation.NONE:
        return
    assert len(found.reasons) <= MOST_SENTENCES
    assert len(found.drift) <= MAX_CHANGES
    sentences = [*found.reasons, *(feature.detail for feature in found.features)]
    assert max(map(len, sentences)) <= SENTENCE_CHARACTERS
    kept = [asdict(one) for one in (*found.drift, *found.features)]
    assert len(json.dumps([kept, found.reasons])) <= LINK_CHARACTERS


def test_a_quotation_with_forty_other_numbers_gives_twenty_reasons():
    places = [word(Random(number), 6) for number in range(60)]
    left, right = (
        features(text, quote=text)
        for first in (2, 500)
        for text in [" and ".join(f"{number} people in {place}" for number, place in enumerate(places, first))]
    )
    found = compare(left, right, similarity=0.99)
    assert found.relation == Relation.DISPUTES
    assert len(found.reasons) == MOST_SENTENCES


def test_the_reasons_of_a_suggestion_are_bounded():
    evidence = [
        Evidence(
            relation=Relation.CORROBORATES,
            score=0.9,
            independent=True,
            source=f"{number} {'x' * 200}",
            origin="",
            shared_origin="",
            detail=f"{number} {'y' * 5_000}",
        )
        for number in range(200)
    ]
    found = suggest(
        attribution=Attribution.NAMED,
        claimant="z" * 300,
        polarity=Polarity.ASSERTS,
        hedges=["w" * 2_000] * 40,
        evidence=evidence,
    )
    assert len(found.reasons) <= MOST_SENTENCES
    assert max(map(len, found.reasons)) == SENTENCE_CHARACTERS


def test_a_posted_claim_full_of_names_keeps_a_hundred_of_them():
    random = Random(7)
    names = [f"{word(random, 6).capitalize()} {word(random, 7).capitalize()}" for _ in range(900)]
    [found] = read_claims([SubmittedText(f"Police arrested {', '.join(names)} in London."[:LONGEST])])
    assert 10 < len(found.entities) <= MOST_ENTITIES
    assert max(len(entity.text) for entity in found.entities) <= ENTITY_CHARACTERS
    assert all(len(reason) <= SENTENCE_CHARACTERS for reason in found.checkworthiness_reasons)


def test_a_text_at_its_bound_is_kept_whole_and_a_longer_one_ends_in_an_ellipsis():
    assert bounded(["x" * SENTENCE_CHARACTERS]) == ("x" * SENTENCE_CHARACTERS,)
    assert bounded(["x" * (SENTENCE_CHARACTERS + 1)]) == ("x" * (SENTENCE_CHARACTERS - 1) + "…",)
    assert bounded(str(number) for number in range(100)) == tuple(map(str, range(MOST_SENTENCES)))
