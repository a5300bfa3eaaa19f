"""Which pairs of claims the prefilter rules out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.prefilter import may_match
from tests.claims.analysis.claim_builder import features

STORM = features("The storm cut power to 40,000 homes along the coast.")


@pytest.mark.parametrize(
    ("other", "similarity", "expected"),
    [
        ("The council will vote on the new bridge in spring.", 0.1, False),
        ("The council will vote on the new bridge in spring.", 0.8, True),  # meant alike in other words
        ("Along the coast 40,000 homes lost power in the storm.", 0.2, True),
        ("Along the coast many farms lost sheep last winter.", 0.2, False),
    ],
)
def test_meaning_and_common_words_decide_what_is_looked_at_again(other: str, similarity: float, expected: bool) -> None:
    assert may_match(STORM.prefilter, features(other).prefilter, similarity, in_articles=True) is expected


def test_a_common_number_speaks_for_a_second_look() -> None:
    said = "Some {} households had no electricity on Sunday, the utility said."
    numbers = [features(said.format(number)).prefilter for number in ("40,000", "52,000")]
    assert [may_match(STORM.prefilter, fields, 0.4, in_articles=True) for fields in numbers] == [True, False]


def test_a_denial_is_always_looked_at() -> None:
    denial = features("The utility denied this.", claimant="The utility", cue="denied", denies=True)
    assert may_match(STORM.prefilter, denial.prefilter, 0.0)


def test_a_common_quotation_is_looked_at_whatever_else_the_claims_say() -> None:
    words = "the grid is older than most of its engineers"
    quoting = [
        features(f"{frame} “{words}”.", quote=words)
        for frame in ("At a dinner in honour of the retiring chairman of the port she joked that", "Her words:")
    ]
    plain = features("She told the ministers from the islands that the grid was older than its engineers.")
    assert may_match(quoting[0].prefilter, quoting[1].prefilter, 0.0)
    assert may_match(quoting[0].prefilter, plain.prefilter, 0.0)
    assert not may_match(quoting[0].prefilter, STORM.prefilter, 0.0)


def test_what_an_outlet_has_withdrawn_matches_nothing() -> None:
    withdrawn = features(
        "An earlier version of this report said 40,000 homes.", claimant="An earlier version of this report"
    )
    assert not may_match(STORM.prefilter, withdrawn.prefilter, 1.0)


def test_a_posted_correction_matches_nothing() -> None:
    withdrawn = features("Correction: an earlier version gave the number of homes as 40,000.")
    assert not may_match(STORM.prefilter, withdrawn.prefilter, 1.0)


_CLAIMS = st.sampled_from(
    [
        STORM,
        features("Power failed in 40,000 homes."),
        features("“Never seen such a storm,” said the mayor.", quote="Never seen such a storm", claimant="the mayor"),
        features("The mayor denied that power failed.", claimant="The mayor", cue="denied", denies=True),
        features(""),
        features("12 12 12"),
    ]
)


@given(_CLAIMS, _CLAIMS, st.floats(-1, 1))
def test_the_order_of_the_claims_does_not_matter(left: ClaimFeatures, right: ClaimFeatures, similarity: float) -> None:
    forth = may_match(left.prefilter, right.prefilter, similarity)
    assert forth == may_match(right.prefilter, left.prefilter, similarity)
