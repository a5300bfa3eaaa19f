import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.numbers import UNBOUNDED, find_quantities


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit"),
    [
        ("580 pairs of storks", 580, "count", "pair"),
        ("1,184 cases", 1184, "count", "case"),
        ("twenty-one people", 21, "count", "person"),
        ("two hundred and five houses", 205, "count", "hous"),
        ("1.2 million euros", 1_200_000, "money", "euro"),
        ("$3bn", 3e9, "money", "dollar"),
        ("£4.5 million", 4_500_000, "money", "pound"),
        ("62 per cent of voters", 62, "percent", "percent"),
        ("62% of voters", 62, "percent", "percent"),
        ("two-thirds of the voters", pytest.approx(66.7, abs=0.1), "percent", "percent"),
        ("half a million people", 500_000, "count", "person"),
        ("the third season", 3, "ordinal", "season"),
        ("the 17th floor", 17, "ordinal", "floor"),
        ("a rating of 6.5/10", 6.5, "rating", "10"),
        ("won 2:1", 2001, "score", ""),
        ("$1.5 bn", 1.5e9, "money", "dollar"),
        ("3m people", 3e6, "count", "person"),
        ("half a dozen eggs", 6, "count", "egg"),
        ("five dozen men", 60, "count", "man"),
        ("two thirds of the voters", pytest.approx(66.7, abs=0.1), "percent", "percent"),
        ("three in ten voters", pytest.approx(30), "percent", "percent"),
        ("9 out of 10 cats", pytest.approx(90), "percent", "percent"),
        ("a quarter of the voters", 25, "percent", "percent"),
        ("minus two degrees Celsius", -2, "count", "celsius"),
        ("62 miles an hour", 62, "count", "mile hour"),
        ("26 square kilometres", 26, "count", "squar kilometr"),
        ("seven and a half miles", 7.5, "count", "mile"),
        ("four years and six months", pytest.approx(4.5), "count", "year"),
        ("a year and two months", 14, "count", "month"),
        ("five point eight", 5.8, "count", ""),
        ("by 41 to 38", 41038, "score", ""),
        ("nine to six", 9006, "score", ""),
        ("a 34-year-old nurse", 34, "age", "year"),
        ("Okonjo, 23, won", 23, "age", "year"),
        ("two days earlier", 2, "offset", "day"),
        ("at 5.52am", 352, "time", ""),
        ("at 0352 GMT", 232, "time", "gmt"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_what_it_counts(text: str, value: float, kind: str, unit: str) -> None:
    (quantity,) = find_quantities(text)

    assert (quantity.value, quantity.kind, quantity.unit) == (value, kind, unit)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("at least nine people", 17, 8),
        ("more than 100 people", 101, 100),
        ("no more than 100 people", 100, 101),
        ("fewer than 100 people", 99, 100),
        ("nearly 600 pairs", 580, 600),
        ("about 600 pairs", 620, 700),
        ("100 people or more", 200, 99),
        ("5 to 10 people", 7, 11),
        ("dozens of people", 50, 500),
        ("exactly 40 people", 40, 41),
        ("fewer than a dozen people", 9, 12),
        ("five weeks at most", 4, 6),
        ("three to four cups", 4, 5),
        ("between 4,000 and 5,000 people", 4300, 5100),
    ],
)
def test_a_qualifier_moves_the_bounds(text: str, inside: float, outside: float) -> None:
    (quantity,) = find_quantities(text)

    assert quantity.low <= inside <= quantity.high
    assert not quantity.low <= outside <= quantity.high


def test_a_number_after_a_name_is_part_of_the_name() -> None:
    (quantity,) = find_quantities("the fire in Silo 4 was put out")

    assert (quantity.kind, quantity.unit) == ("ordinal", "silo")


def test_one_as_a_pronoun_counts_nothing() -> None:
    assert find_quantities("one of them said that no one knew") == ()


def test_the_words_as_written_keep_sign_and_qualifier() -> None:
    assert [quantity.text for quantity in find_quantities("over $3 million and at least 5%")] == [
        "over $3 million",
        "at least 5%",
    ]


@given(st.text(alphabet="0123456789,.:-/%$ toandhundredmillion", max_size=300))
def test_any_digits_are_read_without_an_exception(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.low <= quantity.high <= UNBOUNDED
        assert quantity.text in text.lower() or quantity.text in text
