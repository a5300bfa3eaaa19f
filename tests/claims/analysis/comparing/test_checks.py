"""What the exact checks find in pairs of claims, most of them from the judged links and the contrast sets."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.checks import checks
from claims.analysis.comparing.pair import Pair
from tests.claims.analysis.claim_builder import features

DAY = date(2025, 5, 15)  # a Thursday
MIRRORED = {
    CheckKind.UNASSERTED_LEFT: CheckKind.UNASSERTED_RIGHT,
    CheckKind.UNASSERTED_RIGHT: CheckKind.UNASSERTED_LEFT,
}


def found(left: str, right: str, *, denies: bool = False, days: tuple[date, date] = (DAY, DAY)) -> dict[str, Check]:
    """The checks of a pair by kind; `denies` tells that the right claim denies what it says."""
    mine, other = features(left, published_on=days[0]), features(right, published_on=days[1], denies=denies)
    return {check.kind: check for check in checks(Pair(mine, other, 0.5))}


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        (
            "negation",
            "Scientists have proved that coffee prevents strokes.",
            "Our study cannot show that coffee prevents strokes",
        ),
        (
            "negation",
            "At least three accidents have been linked to the faulty sensor",
            "No accident has been linked to the sensor.",
        ),
        ("negation", "observers had been turned away from five polling stations", "Not one observer was turned away"),
        ("negation", "the gates were not opened before Sunday morning", "The gates were opened on Saturday at noon"),
        (
            "negation",
            "The medical is reportedly planned for Friday in Rome",
            "Reports that a medical has been arranged in Rome are untrue.",
        ),
        (
            "negation",
            "The family paid a ransom of two million for his release",
            "The family paid no ransom for his release",
        ),
        ("negation", "The suspect is a member of the party", "He has never been a member of the party"),
        (
            "negation",
            "The 62 bus will still stop at Pengarth hospital",
            "The 62 bus will no longer stop at Pengarth hospital",
        ),
        ("negation", "The teachers' union has agreed on a raise", "The teachers' union has yet to agree on a raise"),
        (
            "negation",
            "The battery on the charger started the fire",
            "Investigators have ruled out the charger as the source of the fire",
        ),
        ("negation", "The rocket reached orbit on Monday", "The rocket failed to reach orbit on Monday"),
        (
            "both_negate",
            "No radioactivity escaped from the Holt plant",
            "Radioactivity did not escape from the Holt plant",
        ),
        ("opposite", "The jury acquitted the actor of manslaughter", "The jury convicted the actor of manslaughter"),
        (
            "opposite",
            "Waiting times for hip operations have doubled in two years",
            "Waiting times for hip operations have halved in two years",
        ),
        (
            "opposite",
            "The Supreme Court upheld the order that Petrox halve its emissions",
            "The Supreme Court overturned the order on the emissions of Petrox",
        ),
        ("opposite", "The council approved the sale of the park", "The council turned the sale down"),
        ("opposite_negated", "The terminal will not be open on Monday", "The terminal will be shut on Monday"),
        (
            "unasserted_right",
            "The chain will close 12 of its 31 shops",
            "The chain is looking at whether to close some of its 31 shops",
        ),
        (
            "unasserted_right",
            "Finance minister Orla Vance will step down",
            "Finance minister Orla Vance would step down only if the party lost",
        ),
        (
            "unasserted_right",
            "Premier Grahn knew about the payments",
            "Premier Grahn is widely believed to have known about the payments",
        ),
        ("future", "The ministers signed the treaty in Port Lisle", "The ministers will sign the treaty in Port Lisle"),
        ("silence", "A spokesman for Osaki declined to comment.", "Real Catania was sold"),
        (
            "silence",
            "The shop stewards were dismissed",
            "The company would not say whether it had dismissed the shop stewards",
        ),
        ("roles", "Alice Brandt accused Peter Holm of fraud", "Peter Holm accused Alice Brandt of fraud"),
        ("roles", "Norvik attacked Tarsia at dawn", "Norvik was attacked by Tarsia at dawn"),
        ("name_differs", "Police in Kelm arrested the driver", "Police in Dorva arrested the driver"),
        (
            "number_differs",
            "The terminal will stay closed for at least three months",
            "The terminal will stay closed for five weeks at most",
        ),
        ("number_differs", "Coffee cut the risk of stroke by 71 percent", "the risk of stroke was 17 percent lower"),
        (
            "number_agrees",
            "Turnout in the city was 61.4 percent",
            "About 61 percent went to the polls, a turnout not seen before",
        ),
        ("number_open", "The attack hurt at least 14 officers", "The attack hurt at least 21 officers"),
        ("number_agrees", "The court gave him six years in prison", "He will spend 72 months in prison"),
        (
            "number_agrees",
            "The slick covers 26 square kilometres",
            "Some 2,600 hectares of water are covered by the slick",
        ),
        ("number_agrees", "Vesk was given four years and six months in prison", "Vesk was given 54 months in prison"),
        ("number_agrees", "The limit is 100 km/h on the coast", "The limit is 62 miles an hour on the coast"),
        ("number_differs", "Hallberg must go to prison for four years", "three and a half years in prison"),
        ("date_differs", "The handover was on November 3, 2024", "The handover was on November 10, 2024"),
        ("date_agrees", "The handover was on 3 November 2024", "The handover was on November 3"),
    ],
)  # fmt: skip
def test_a_check_is_found_and_quotes_the_texts(kind: str, left: str, right: str) -> None:
    check = found(left, right)[kind]
    assert 0 < check.strength <= 1
    assert check.sentence.endswith(".")
    quoted = check.sentence.split("“")[1:]
    assert all(part.split("”")[0] in left + "|" + right for part in quoted)


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        (
            "negation",
            "More than 40 people were hurt in the crash",
            "Not only the driver but 40 people were hurt in the crash",
        ),
        ("negation", "It is not true that the rifle did not come from his shop", "The rifle came from his shop"),
        ("negation", "The board found out on Monday", "The board did not find out until Monday"),
        ("negation", "No fewer than 40 people were hurt", "40 people were hurt"),
        ("negation", "Rice, not fish, made the pupils ill", "Rice made the pupils ill"),
        ("opposite", "Prices rise and fall with the season", "Prices fall in winter"),
        ("opposite", "The shop was not closed on Monday", "The shop was open on Monday"),
        ("unasserted_right", "The minister may resign", "The minister could resign"),
        ("roles", "Norvik attacked Tarsia at dawn", "Tarsia was attacked by Norvik at dawn"),
        ("number_differs", "The quake was 12 kilometres deep", "The quake was seven and a half miles deep"),
        ("number_differs", "Lena Okonjo, 23, scored 27 goals", "Okonjo scored 27 goals in a season at 31"),
        (
            "number_differs",
            "There were 192 people aboard",
            "There were 187 passengers and a crew of five people aboard",
        ),
        (
            "number_differs",
            "83.4% fewer infections among those vaccinated",
            "83 per cent fewer infections among the vaccinated",
        ),
        ("number_differs", "The rocket started at 04:12 local time", "The rocket started at 23:12 GMT"),
        (
            "negation",
            "The Roon family paid no ransom for Mathilde",
            "Mathilde was released without a ransom being paid",
        ),
        ("negation", "Corroded cables caused the collapse", "It was cables and nothing else that caused the collapse"),
        (
            "roles",
            "Norvia has approved a vaccine against Sandry fever",
            "The vaccine against Sandry fever has been approved in Norvia",
        ),
        ("date_differs", "The strike on Monday was averted", "Bus drivers will strike from Monday"),
        ("date_differs", "The tower fell on Monday", "The tower fell in the night to Tuesday"),
    ],
)  # fmt: skip
def test_a_check_keeps_silent(kind: str, left: str, right: str) -> None:
    assert kind not in found(left, right)


def test_a_denial_in_the_attribution_negates_what_is_denied() -> None:
    left, right = "Players had gone to the board", "players had gone to the board"
    assert "negation" in found(left, right, denies=True)
    assert "negation" not in found(left, right)


def test_a_count_that_went_on_is_no_other_number() -> None:
    days = date(2024, 3, 12), date(2024, 3, 13)
    kinds = found("9 people were killed in the blast", "17 people were killed in the blast", days=days)
    assert "number_grew" in kinds
    assert "number_differs" not in kinds


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_checked_and_both_orders_find_the_same(left: str, right: str) -> None:
    there = {(check.kind, round(check.strength, 6)) for check in checks(Pair(features(left), features(right), 0.5))}
    back = {(check.kind, round(check.strength, 6)) for check in checks(Pair(features(right), features(left), 0.5))}
    assert there == {(MIRRORED.get(kind, kind), strength) for kind, strength in back}
