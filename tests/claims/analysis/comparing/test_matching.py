"""Pairs of two reports on a diplomatic note, and a case for each rule of comparison."""

import os
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import compare
from claims.analysis.types import Comparison, ExtractedClaim, Relation
from claims.analysis.vectors.encoder import encode
from tests.claims.analysis.claim_builder import claim, features, quoted

MISSION, MISSION_ELSEWHERE = "Beijing's UN mission", "Chinese mission to the United Nations"


def compared(left: ExtractedClaim, right: ExtractedClaim) -> Comparison:
    mine, other = encode([left.in_context, right.in_context])
    return compare(describe(left), describe(right), similarity=float(mine @ other))


@pytest.mark.parametrize(
    ("left", "right", "drifted"),
    [
        ("It is a politically-motivated event.", "It is a politically motivated event.",
         ("politically-motivated", "politically motivated")),
        ("We request your mission NOT to participate in this anti-China event",
         "We ask your mission not to participate in this anti-China event.", ("request", "ask")),
        ("They are obsessed with provoking confrontation with China…",
         "They are obsessed with provoking a confrontation with China", ("", "a")),
        ("The provocative event can only lead to more confrontation.",
         "the provocative event will only lead to more confrontation.", ("can", "will")),
    ],
)  # fmt: skip
def test_reworded_quotations_of_one_note_are_one_utterance(left: str, right: str, drifted: tuple[str, str]) -> None:
    found = compared(quoted(left, MISSION), quoted(right, MISSION_ELSEWHERE))

    assert (found.relation, found.same_utterance) == (Relation.CORROBORATES, True)
    assert found.utterance in (MISSION, MISSION_ELSEWHERE)
    assert drifted in {(change.left, change.right) for change in found.drift}


def test_running_words_of_a_quotation_are_recognised_without_quotation_marks() -> None:
    words = "human rights issues as a political tool to interfere in China’s internal affairs"
    left = claim(f"The organizers intend to use “{words}.”", claimant="Hua Chunying", quote=words)
    right = claim(f"China accused the sponsors of using {words}, to cause turmoil.", claimant="China", cue="accused")

    found = compared(left, right)

    assert (found.relation, found.same_utterance) == (Relation.CORROBORATES, True)


def test_a_number_changed_inside_a_quotation_disputes() -> None:
    found = compared(
        quoted("We lost 300 men in the storm", "The general"), quoted("We lost 200 men in the storm", "The general")
    )

    assert (found.relation, found.same_utterance) == (Relation.DISPUTES, True)
    assert "300" in found.reasons[0]


def test_two_people_using_one_stock_phrase_is_no_common_utterance() -> None:
    found = compared(quoted("It is what it is", "Ann Lee"), quoted("It is what we want", "Bo Reyes"))

    assert found.same_utterance is False


ACCUSED = claim(
    "Western governments and rights groups have accused authorities in Xinjiang of torturing Uyghur Muslims in camps",
    claimant="Western governments and rights groups",
    cue="have accused",
)


@pytest.mark.parametrize(
    "denial",
    [
        claim("China rejects claims of mistreating the Uighurs", claimant="China", cue="rejects", denies=True),
        claim("Beijing denies the allegations", claimant="Beijing", cue="denies", denies=True),
    ],
)
def test_a_denial_disputes_what_it_denies(denial: ExtractedClaim) -> None:
    assert compared(ACCUSED, denial).relation is Relation.DISPUTES
    assert "denies" in compared(ACCUSED, denial).reasons[0]


def test_a_bare_denial_disputes_no_other_matter() -> None:
    denial = claim("Beijing denies the allegations", claimant="Beijing", cue="denies", denies=True)

    assert compared(claim("The harvest of cotton grew by a third last year."), denial).relation is Relation.NONE


@pytest.mark.parametrize(
    ("context", "relation"),
    [
        ("Western states say that Uighurs are mistreated in camps.", Relation.CORROBORATES),
        ("Rival growers say that the price of cotton was fixed.", Relation.NONE),
    ],
)
def test_the_sentence_before_tells_whether_two_denials_are_of_one_matter(context: str, relation: Relation) -> None:
    bare = claim("Beijing denies the accusations", claimant="Beijing", cue="denies", denies=True, context=context)
    full = claim("it mistreats the Uyghurs", claimant="China", denies=True)

    assert compared(bare, full).relation is relation


def test_the_sentence_before_a_bare_denial_tells_what_it_disputes() -> None:
    spoken = claim("soldiers burned three villages in the valley of Orr", claimant="Aid workers")
    denial = claim(
        "The general rejected the allegations as baseless",
        claimant="The general",
        cue="rejected",
        denies=True,
        context="Soldiers burned three villages in the valley of Orr, aid workers said.",
    )
    elsewhere = claim(
        "The general rejected the allegations as baseless",
        claimant="The general",
        cue="rejected",
        denies=True,
        context="The bank lost four million crowns in the spring.",
    )

    assert compared(spoken, denial).relation is Relation.DISPUTES
    assert compared(spoken, elsewhere).relation is Relation.NONE


@pytest.mark.parametrize(
    ("stated", "denied", "relation"),
    [
        ("17 people died in the explosion", "17 people died in the explosion", Relation.DISPUTES),
        ("120 people died in the explosion", "more than 100 people died in the explosion", Relation.DISPUTES),
        ("At least nine people died in the explosion", "17 people died in the explosion", Relation.NONE),
        ("Four people died in the explosion", "17 people died in the explosion", Relation.NONE),
    ],
)
def test_denying_a_number_leaves_other_numbers_alone(stated: str, denied: str, relation: Relation) -> None:
    denial = claim(denied, claimant="Norco", denies=True)

    assert compared(claim(stated, claimant="The police"), denial).relation is relation


def test_a_figure_that_its_outlet_has_withdrawn_disputes_nothing() -> None:
    withdrawn = claim("150 firefighters were at the terminal", claimant="earlier version of this report")
    standing = claim("150 firefighters were at the terminal", claimant="The chief of the fire service")
    other = claim("180 firefighters were at the terminal", claimant="The director of the port")

    assert compared(withdrawn, other).relation is Relation.NONE
    assert compared(standing, other).relation is Relation.DISPUTES


def test_two_reports_of_one_denial_corroborate() -> None:
    left = claim("Norco denied that its plant leaked oil into the river", claimant="Norco", cue="denied", denies=True)
    right = claim(
        "Norco denies that oil leaked from its plant into the river", claimant="Norco", cue="denies", denies=True
    )

    assert compared(left, right).relation is Relation.CORROBORATES


def test_reports_of_one_accusation_corroborate() -> None:
    elsewhere = claim(
        "Western countries and rights groups have accused authorities in Xinjiang of torturing Uighurs in the camps",
        claimant="Western countries and rights groups",
        cue="have accused",
    )

    assert compared(ACCUSED, elsewhere).relation is Relation.CORROBORATES


# left, right, relation: what decides
@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("Nine people died in the explosion at the port.", "Seventeen people died in the explosion at the port.",
         Relation.DISPUTES),  # another number
        ("At least nine people died in the explosion at the port.", "17 people died in the explosion at the port.",
         Relation.CORROBORATES),  # a bound that both satisfy
        ("Nearly 600 pairs of storks nest at the lake.", "580 pairs of storks nest at the lake.",
         Relation.CORROBORATES),  # a rounding
        ("The town had 9,000 inhabitants in 2011.", "The town had 8,000 inhabitants in 2021.",
         Relation.NONE),  # another time
        ("The council approved the new bridge.", "The council did not approve the new bridge.",
         Relation.DISPUTES),  # a negation
        ("House prices in the city rose sharply.", "House prices in the city fell sharply.",
         Relation.DISPUTES),  # opposites
        ("The mayor opened the new library.", "The striker scored twice in the final.", Relation.NONE),
    ],
)  # fmt: skip
def test_what_differs_decides_the_relation(left: str, right: str, relation: Relation) -> None:
    assert compared(claim(left), claim(right)).relation is relation


def test_another_number_for_the_same_thing_never_corroborates() -> None:
    text = "{} firefighters were at the terminal where nine people were killed."

    found = compared(claim(text.format(40)), claim(text.format(73)))

    assert found.relation is not Relation.CORROBORATES
    assert found.reasons[0] == "Another number: “40” and “73”."


def test_opinions_of_two_people_on_one_topic_do_not_match() -> None:
    left = claim("the new tax will ruin small shops", claimant="Ann Lee", cue="said")
    right = claim("the new tax is the fairest in decades", claimant="Bo Reyes", cue="said")

    assert compared(left, right).relation is Relation.NONE


@pytest.mark.parametrize("pair", [(ACCUSED, claim("Beijing denies the allegations", claimant="Beijing", denies=True))])
def test_every_relation_comes_with_sentences(pair: tuple[ExtractedClaim, ExtractedClaim]) -> None:
    found = compared(*pair)

    assert found.reasons
    assert all(reason[0].isupper() or not reason[0].isalpha() for reason in found.reasons)
    assert all(reason.endswith(".") for reason in found.reasons)


SENTENCES = st.lists(
    st.sampled_from(
        [
            "nine",
            "17",
            "people",
            "died",
            "not",
            "denied",
            "rose",
            "fell",
            "in",
            "Beijing",
            "Xinjiang",
            "on",
            "Monday",
            "2011",
            "2020",
            "bridge",
            "the",
            "a",
            "of",
            "closed",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(deadline=None)
@given(
    SENTENCES,
    SENTENCES,
    st.floats(-1, 1),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "China", "Norco"]),
    st.none() | st.dates(date(2021, 5, 1), date(2021, 5, 4)),
)
def test_comparing_is_symmetric(
    left: str, right: str, similarity: float, one: bool, other: bool, who: str, day: date | None
) -> None:
    mine = features(left, denies=one, claimant=who, quote=left if other else "", published_on=day)
    theirs = features(
        right, denies=other, claimant="Beijing", quote=right if other else "", published_on=date(2021, 5, 3)
    )

    forth = compare(mine, theirs, similarity=similarity)
    back = compare(theirs, mine, similarity=similarity)

    assert (forth.relation, forth.same_utterance) == (back.relation, back.same_utterance)
    assert forth.score == pytest.approx(back.score)
    assert 0 <= forth.score <= 1


def test_unlike_pairs_are_rejected_fast() -> None:
    left, right = features("The mayor opened the new library."), features("The striker scored twice in the final.")
    compare(left, right, similarity=0.1)
    start = time.perf_counter()
    for _ in range(1000):
        compare(left, right, similarity=0.1)

    # Measured at about 5 µs a pair; the bound leaves room for a busy machine.
    assert (time.perf_counter() - start) / 1000 < 100e-6


def test_two_claims_of_thousands_of_words_are_compared_in_bounded_time() -> None:
    left = features(" ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} {i}" for i in range(5000)))
    start = time.perf_counter()
    compare(left, left, similarity=0.9)

    assert time.perf_counter() - start < 2


SCORE = """
from tests.claims.analysis.claim_builder import features
from claims.analysis.comparing.matching import compare
left = features("The flooded Orlen mine employed nine hundred miners before engineers closed its northern shaft.")
right = features("Nine hundred miners worked in the Orlen mine until engineers closed its flooded northern shaft.")
print(repr(compare(left, right, similarity=0.83)))
"""


def test_a_pair_gets_the_same_score_to_the_last_digit_in_every_process():
    found = {
        subprocess.run(
            [sys.executable, "-c", SCORE],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
    assert "score=" in found.pop()
