"""Each difference between the service and the core is named, whatever keys and order the claims have."""

from dataclasses import replace

import pytest

from benchmarks.dossier_findings import Findings, FoundClaim, FoundLink
from benchmarks.dossier_service import differences, part
from claims.analysis.types import (
    Attribution,
    Change,
    ChangeKind,
    Comparison,
    ExtractedClaim,
    Mode,
    Polarity,
    Relation,
    Status,
    Suggestion,
)


def claim(dossier: str, article: str) -> FoundClaim:
    return FoundClaim(
        dossier, article, ExtractedClaim(0, 5, "words", Mode.NARRATOR, Attribution.NONE, Polarity.ASSERTS)
    )


CLAIMS = [claim("one", "a.txt"), claim("one", "b.txt"), claim("two", "c.txt")]
DRIFT = (Change("delete", "all", "", ChangeKind.OMISSION, False),)
SUGGESTIONS = [Suggestion(Status.CORROBORATED, 0.9, (f"Reason {place}.",)) for place in range(3)]


@pytest.fixture
def core() -> Findings:
    links = [
        FoundLink(0, 1, Comparison(Relation.CORROBORATES, 0.9, drift=DRIFT, reasons=("Alike.",)), ""),
        FoundLink(1, 2, Comparison(Relation.DISPUTES, 0.7, reasons=("Other number.",)), ""),
    ]
    return Findings(CLAIMS, links, SUGGESTIONS, {(one.left, one.right): one.comparison for one in links}, {})


def test_the_order_of_claims_and_the_direction_of_links_make_no_difference(core):
    other_way = (Change("insert", "", "all", ChangeKind.OMISSION, False),)
    links = [
        FoundLink(1, 2, replace(core.links[0].comparison, drift=other_way), ""),
        FoundLink(0, 1, core.links[1].comparison, ""),
    ]
    assert differences(core, Findings(CLAIMS[::-1], links, SUGGESTIONS[::-1], {}, {})) == []


@pytest.mark.parametrize("more", ["core", "service"])
def test_a_link_that_only_one_has_is_named(core, more):
    fewer = replace(core, links=core.links[:1])
    both = (core, fewer) if more == "core" else (fewer, core)
    [difference] = differences(*both)
    assert difference.startswith(f"link only of the {more}: one b.txt [0:5] / two c.txt [0:5]")


def test_the_last_digit_of_a_score_is_a_difference(core):
    changed = replace(core.links[1], comparison=replace(core.links[1].comparison, score=0.7000000001))
    [difference] = differences(core, replace(core, links=[core.links[0], changed]))
    assert difference == "score of a link: one b.txt [0:5] / two c.txt [0:5]: core 0.7, service 0.7000000001"


def test_a_suggestion_with_another_reason_and_a_claim_that_is_missing_are_named(core):
    [difference] = differences(
        core, replace(core, suggestions=[*SUGGESTIONS[:2], replace(SUGGESTIONS[2], reasons=("Other.",))])
    )
    assert difference.startswith("reasons of a suggestion: two c.txt")
    fewer = Findings(CLAIMS[:2], core.links[:1], SUGGESTIONS[:2], {}, {})
    assert {one.partition(":")[0] for one in differences(core, fewer)} == {
        "claim only of the core",
        "link only of the core",
        "suggestion only of the core",
    }


def test_the_part_of_one_dossier_has_its_claims_and_the_links_between_them(core):
    one = part(core, "one")
    assert (one.claims, one.links, one.suggestions) == (CLAIMS[:2], core.links[:1], SUGGESTIONS[:2])
    assert part(core, "two").links == []
