"""The pairs that the pair reader learns from carry the labels that people gave."""

from pathlib import Path
from random import Random

import pytest

from training.pair_data import (
    CORROBORATES,
    DISPUTES,
    EVENTS,
    NEITHER,
    Written,
    events_vectors,
    outlets_pairs,
    read_lines,
    written_events,
    written_examples,
)

FACT = {
    "core": "The mill burned down.",
    "same": [{"text": "Fire destroyed the mill.", "claimant": "the mayor"}],
    "opposite": [{"text": "The mill is standing.", "claimant": ""}],
    "apart": [{"text": "The mill was built in 1880.", "claimant": ""}],
}
OTHER = FACT | {"core": "Two people were hurt.", "same": [{"text": "Two were injured."}], "opposite": [], "apart": []}


def test_pairs_of_a_fact_have_its_labels_and_pairs_of_two_facts_are_neither() -> None:
    event = {"id": "e", "facts": [FACT, OTHER]}

    pairs = written_examples([event], Random(1))

    answers = {frozenset((pair.left.split(": ")[-1], pair.right.split(": ")[-1])): pair.answer for pair in pairs}
    assert answers[frozenset(("The mill burned down.", "Fire destroyed the mill."))] == CORROBORATES
    assert answers[frozenset(("The mill burned down.", "The mill is standing."))] == DISPUTES
    assert answers[frozenset(("Fire destroyed the mill.", "The mill was built in 1880."))] == NEITHER
    across = {"Two people were hurt.", "Two were injured."}
    assert all(answer == NEITHER for pair, answer in answers.items() if len(pair & across) == 1)


def test_facts_in_tension_are_never_called_unrelated() -> None:
    event = {"id": "e", "facts": [FACT, OTHER], "tension": [[0, 1]]}

    texts = [{pair.left.split(": ")[-1], pair.right.split(": ")[-1]} for pair in written_examples([event], Random(1))]

    assert not any("Two were injured." in pair and "The mill burned down." in pair for pair in texts)


def test_a_denial_is_read_with_who_denies_even_where_claimants_are_left_out() -> None:
    denied = Written("the mill burned down", "The owner", denies=True)

    assert denied.as_read(bare=True) == "The owner denies: the mill burned down"
    assert Written("The mill burned down", "The owner").as_read(bare=True) == "The mill burned down"


def test_every_written_fact_has_statements_of_every_sort_and_no_text_twice() -> None:
    events = written_events()
    assert len(events) >= 100
    for event in events:
        for fact in event["facts"]:
            texts = [
                (one["text"], bool(one.get("denies"))) for sort in ("same", "opposite", "apart") for one in fact[sort]
            ]
            assert len(texts) == len(set(texts)), fact["core"]
            assert all(fact[sort] for sort in ("same", "opposite", "apart")), fact["core"]


def test_outlets_claims_agree_and_differ_by_fact_and_side_and_unsure_pairs_are_left_out() -> None:
    def claim(text: str, fact: str, side: str = "a") -> dict[str, str]:
        return {"text": text, "claimant": "", "fact": fact, "side": side}

    event = {
        "outlets": [
            {"name": "Wire", "claims": [claim("Nine died.", "dead"), claim("The mine is old.", "age")]},
            {"name": "Post", "claims": [claim("Nine people were killed.", "dead"), claim("It rained.", "")]},
            {"name": "Sun", "claims": [claim("Twelve died.", "dead", "b"), claim("It was built in 1950.", "built")]},
        ],
        "unsure": [["age", "built"]],
    }
    vectors = events_vectors([event])
    pairs = {frozenset((one.left, one.right)): one.answer for one in outlets_pairs(event, Random(1), vectors)}
    assert pairs[frozenset(("Nine died.", "Nine people were killed."))] == CORROBORATES
    assert pairs[frozenset(("Nine died.", "Twelve died."))] == DISPUTES
    assert pairs[frozenset(("Nine died.", "It rained."))] == NEITHER
    assert frozenset(("The mine is old.", "It was built in 1950.")) not in pairs
    assert frozenset(("Nine died.", "The mine is old.")) not in pairs  # one outlet's


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_written_events_are_labelled_throughout(path: Path) -> None:
    for event in read_lines(path):
        claims = [claim for outlet in event["outlets"] for claim in outlet["claims"]]
        assert all(claim["text"].strip() and claim["side"] for claim in claims if claim["fact"]), event["id"]
        assert {fact for pair in event.get("unsure", []) for fact in pair} <= {claim["fact"] for claim in claims}
