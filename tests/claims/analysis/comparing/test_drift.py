import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.drift import MAX_CHANGES, drift, mirrored
from claims.analysis.types import ChangeKind

INVITATION = (
    "discuss how the UN system, member states, and civil society can support and advocate for the human rights of "
    "members of ethnic Turkic communities in Xinjiang."
)
INVITATION_ELSEWHERE = (
    "to discuss how the United Nations system, Member States and civil society can support and advocate for the "
    "human rights of members of ethnic Turkish communities in Xinjiang"
)


# left, right, left words, right words, kind, whether it changes the meaning
@pytest.mark.parametrize(
    ("left", "right", "old", "new", "kind", "grave"),
    [
        ("We request your mission", "We ask your mission", "request", "ask", ChangeKind.WORDING, False),
        ("mission NOT to participate", "mission not to participate", "NOT", "not", ChangeKind.SPELLING, False),
        ("It can only lead to more", "It will only lead to more", "can", "will", ChangeKind.MODALITY, True),
        ("a politically-motivated event", "a politically motivated event", "politically-motivated",
         "politically motivated", ChangeKind.SPELLING, False),
        ("ethnic Turkic communities", "ethnic Turkish communities", "Turkic", "Turkish", ChangeKind.NAME, True),
        ("the Uighur people", "the Uyghur people", "Uighur", "Uyghur", ChangeKind.SPELLING, False),
        ("we lost 300 men", "we lost 200 men", "300", "200", ChangeKind.NUMBER, True),
        ("we lost 300 men", "we lost three hundred men", "300", "three hundred", ChangeKind.SPELLING, False),
        ("I did not take it", "I did take it", "not", "", ChangeKind.NEGATION, True),
        ("a very serious error", "a serious error", "very", "", ChangeKind.INTENSITY, True),
        ("free, fair and open elections", "free and open elections", "fair", "", ChangeKind.OMISSION, True),
        ("the prices will rise here", "the prices will fall here", "rise", "fall", ChangeKind.WORDING, True),
        ("the organisation failed us", "the organization failed us", "organisation", "organization",
         ChangeKind.SPELLING, False),
        ("provoking confrontation with us", "provoking a confrontation with us", "", "a", ChangeKind.OMISSION, False),
    ],
)  # fmt: skip
def test_a_change_is_classed(left: str, right: str, old: str, new: str, kind: ChangeKind, grave: bool) -> None:
    (change,) = drift(left, right)

    assert (change.left, change.right, change.kind, change.changes_meaning) == (old, new, kind, grave)


def test_initials_and_the_full_name_are_one_spelt_twice() -> None:
    changes = {(change.left, change.right): change for change in drift(INVITATION, INVITATION_ELSEWHERE)}

    assert changes["UN", "United Nations"].kind is ChangeKind.SPELLING
    assert [pair for pair, change in changes.items() if change.changes_meaning] == [("Turkic", "Turkish")]


def test_an_excerpt_is_an_omission_that_leaves_the_meaning_alone() -> None:
    (change,) = drift("We will go. The event can only lead to more confrontation.", "We will go.")

    assert (change.op, change.kind, change.changes_meaning) == ("delete", ChangeKind.OMISSION, False)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("We have never said that it was safe", "We never have said that it was safe"),
        ("It will not be closed", "It not will be closed"),
        ("The mine will soon be closed", "The mine soon will be closed"),
    ],
)
def test_a_word_that_changed_places_with_an_auxiliary_is_no_change(left: str, right: str) -> None:
    assert drift(left, right) == drift(right, left) == ()


def test_a_negation_that_moved_to_another_clause_is_a_change() -> None:
    changes = drift("He did not say that they would attack", "He did say that they would not attack")
    assert any(change.kind == ChangeKind.NEGATION for change in changes)


def test_the_same_words_show_no_drift() -> None:
    assert drift("“It is an insult,”", "It is an insult.") == ()


def test_the_other_direction_shows_the_mirrored_changes() -> None:
    forth = [(change.left, change.right, change.kind) for change in drift(INVITATION, INVITATION_ELSEWHERE)]
    back = [(change.right, change.left, change.kind) for change in drift(INVITATION_ELSEWHERE, INVITATION)]

    assert forth == back


WORDS = st.lists(
    st.sampled_from(["we", "have", "never", "not", "said", "9", "nine", "Ann", "that", "a", "rise", "fall", "will"])
).map(" ".join)


@given(WORDS, WORDS)
def test_the_other_direction_is_the_mirror_whatever_is_repeated(left: str, right: str) -> None:
    assert drift(left, right) == tuple(map(mirrored, drift(right, left)))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared(left: str, right: str) -> None:
    assert len(drift(left, right)) <= MAX_CHANGES
    assert not any(change.changes_meaning for change in drift(left, left))


def test_very_long_quotations_end_in_bounded_time() -> None:
    start = time.perf_counter()
    drift("one two three four " * 50_000, "four three two one " * 50_000)

    assert time.perf_counter() - start < 2
