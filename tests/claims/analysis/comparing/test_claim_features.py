import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.claim_features import ClaimFeatures
from tests.claims.analysis.claim_builder import features

DENIAL = "China rejects claims of mistreating at least 30 Uighurs on Monday"


def denial() -> ClaimFeatures:
    return features(
        DENIAL, claimant="China", cue="rejects", denies=True, context="A rights group accused it.",
        published_on=date(2021, 5, 8),
    )  # fmt: skip


def test_features_survive_being_stored_as_json() -> None:
    stored = json.loads(json.dumps(denial().to_json(), allow_nan=False))

    assert ClaimFeatures.from_json(stored) == denial()


def test_the_reporting_clause_is_no_part_of_what_is_claimed() -> None:
    assert "reject" not in denial().words
    assert denial().claimant_words == ("china",)


def test_dates_are_resolved_and_not_counted_as_words() -> None:
    found = denial()

    assert (found.dates[0].year, found.dates[0].month, found.dates[0].day) == (2021, 5, 3)
    assert "monday" not in found.words


def test_numbers_are_kept_as_quantities() -> None:
    assert [quantity.text for quantity in denial().quantities] == ["at least 30"]


@pytest.mark.parametrize(
    "stored",
    [
        {},
        [],
        None,
        "features",
        {"version": 0},
        {**denial().to_json(), "version": -1},
        {**denial().to_json(), "stance": None},
        {**denial().to_json(), "mode": "shouted"},
        {**denial().to_json(), "published_on": 8},
        {**denial().to_json(), "published_on": "Saturday"},
        {**denial().to_json(), "quantities": [{"low": 1}]},
        {key: value for key, value in denial().to_json().items() if key != "names"},
    ],
)
def test_another_shape_or_version_is_refused(stored: Any) -> None:
    with pytest.raises(ValueError):
        ClaimFeatures.from_json(stored)


@pytest.mark.parametrize("absurd", [date.min, date.max])
def test_a_claim_published_in_an_absurd_year_counts_as_undated(absurd: date) -> None:
    found = features("On Sunday, yesterday and last month 12 people died.", published_on=absurd)

    assert found == features("On Sunday, yesterday and last month 12 people died.")


@given(st.text(max_size=400))
def test_any_text_is_read_and_stored(text: str) -> None:
    found = features(text)

    json.dumps(found.to_json(), allow_nan=False)
    assert found.total >= 0


def test_a_claim_of_five_thousand_words_is_cut() -> None:
    found = features("word " * 5000)

    assert len(json.dumps(found.to_json())) < 20_000
