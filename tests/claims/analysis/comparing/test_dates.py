from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.dates import DateMention, agree, ended_before, find_dates, within

SATURDAY = date(2021, 5, 8)


def only(text: str, published_on: date | None = None) -> DateMention:
    ((mention, _, _),) = find_dates(text, published_on)
    return mention


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 13 March 2020", (2020, 3, 13)),
        ("on March 13, 2020", (2020, 3, 13)),
        ("on 2020-03-13", (2020, 3, 13)),
        ("on the 3rd of May", (0, 5, 3)),
        ("in Sept. 2019", (2019, 9, 0)),
        ("in January", (0, 1, 0)),
        ("in 1994", (1994, 0, 0)),
    ],
)
def test_a_written_date_is_read(text: str, expected: tuple[int, int, int]) -> None:
    found = only(text)

    assert (found.year, found.month, found.day) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Friday", (2021, 5, 7)),
        ("the fair opens on Friday", (2021, 5, 14)),
        ("they will vote on Monday", (2021, 5, 10)),
        ("in the fair, which was due to open on Friday", (2021, 5, 7)),
        ("the strike from Monday", (0, 0, 0)),
        ("next month", (2021, 6, 0)),
        ("on Saturday", (2021, 5, 8)),
        ("yesterday", (2021, 5, 7)),
        ("last year", (2020, 0, 0)),
    ],
)
def test_weekdays_and_yesterday_follow_the_day_of_publication(text: str, expected: tuple[int, int, int]) -> None:
    found = only(text, SATURDAY)

    assert (found.year, found.month, found.day) == expected


@pytest.mark.parametrize(
    "text", ["2,020 people", "they may march on", "at least 30 may be trapped", "$2000", "2020 people"]
)
def test_numbers_and_verbs_are_no_dates(text: str) -> None:
    assert find_dates(text, SATURDAY) == ()


# left, right, whether they can be one, whether the right lies within the left
@pytest.mark.parametrize(
    ("left", "right", "possible", "inside"),
    [
        ("in March 2014", "on 11 March 2014", True, True),
        ("on 11 March 2014", "in March 2014", True, False),
        ("in 2011", "in 2019", False, False),
        ("before March 21", "on March 20", True, True),
        ("before March 21", "on March 21", False, False),
        ("since 1994", "in 1999", True, True),
        ("on Monday", "on Tuesday", False, False),
        ("in 2011", "on Monday", None, None),
        ("in the 1990s", "in 1994", True, True),
    ],
)
def test_dates_agree_as_far_as_they_go(left: str, right: str, possible: bool | None, inside: bool | None) -> None:
    assert agree(only(left), only(right)) is possible
    assert within(only(left), only(right)) is inside


@given(st.text(alphabet="0123456789 -/,.JanuaryMayFridaysof", max_size=200))
def test_any_text_is_read_and_agrees_with_itself(text: str) -> None:
    for mention, start, end in find_dates(text, SATURDAY):
        assert text[start:end] == mention.text
        assert agree(mention, mention) is not False


@pytest.mark.parametrize(
    ("text", "bound"),
    [("since January", "since"), ("until March 2020", "by"), ("from early May", "since"), ("in May", "")],
)
def test_a_month_after_a_preposition_has_its_bound(text: str, bound: str) -> None:
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("in 1994", True),
        ("in 2021", False),
        ("since 1994", False),
        ("on 3 May", False),
        ("on 20 April", True),
        ("on 20 May", True),  # of the year before: nothing is told of it yet
        ("on Monday", False),
        ("before May 2020", True),
        ("today", False),
    ],
)
def test_a_time_that_was_over_before_a_day_is_told(text: str, over: bool) -> None:
    assert ended_before(only(text, SATURDAY), date(2021, 5, 1).toordinal(), SATURDAY) is over


@pytest.mark.parametrize("text", ["on Frıday", "on FRİDAY", "thıs year", "in Aprıl 2020", "5 MAYİS"])
def test_a_foreign_letter_that_folds_to_an_i_does_no_harm(text: str) -> None:
    assert all(mention.weekday == -1 and not mention.month for mention, _, _ in find_dates(text, SATURDAY))
