"""Texts made to keep a reader busy: whatever repeats, twice as much of it costs about twice the work."""

import time
import unicodedata
from collections.abc import Callable

import pytest

from claims.analysis.comparing.words import normalise as normalise_words
from claims.analysis.reading.cues import ANONYMITY, HEDGES, NO_STATEMENT
from claims.analysis.reading.language_model import pieces
from claims.analysis.reading.quotations import quotations
from sources.independence.affiliations import affiliations
from sources.independence.credits import agency_credit, credited_keys
from sources.independence.lineage import fingerprints
from sources.reading.text import blocks, bounded_marks, normalise

SHORT, LONG = 8_000, 64_000  # characters
REPEATED = [
    *("A", "A.", "A.A ", "Aa ", "a ", "1", "1.", "1,", "1:1 ", "1,000,", " ", "\n", ", ", "A\n\n", "\n a"),
    *('"', "“", "‘", "’", "'", "``", "“a ", "‘a ", "''a", "a'a", '!"', "?) ", "(", "(A ", "[", "…", "-", "—", "- "),
    *("©AP", "© AP ", "AP/", "Aa /AFP ", "REUTERS / A ", "AP Photo / A", "(Photo: ", "Photo: A", "(AP)", "(AP/"),
    *("[Photo by ", "Getty Images ", "Reuters via ", "File Photo ", "AP a b c contributed ", "Mayor Bloomberg "),
    *("(Reporting by ", "; Editing by ", "- AP", "according to the ", "told ", "News Agency ", "Aa said "),
    *("By A and ", "editor ", "updated ", "May 1 ", "12 May ", "10:42: ", "> a", "| a ", "• ", "#a ", "@a ", "a@a."),
    *("http://a ", "www.", "some 1", "there is no evidence ", "may ", "not to be ", "U.S. ", "Correction: "),
    *("chief ", "A B, its head, ", "head of A ", "\u0301", "\u0301\u0327", "\u0344", "\u0f71\u0f72", "a\u0327\u0301"),
]


def read_quotations(text: str) -> None:
    quotations(text, [(0, len(text))])
    list(pieces(text, 0, len(text)))


def read_patterns(text: str) -> None:
    for pattern in (HEDGES, NO_STATEMENT, ANONYMITY):
        sum(1 for _ in pattern.finditer(text))


def spent(read: Callable[[str], object], text: str) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    read(text)
    return time.process_time() - started


def growth(read: Callable[[str], object], part: str) -> float:
    """How many times the work of LONG is that of SHORT; what takes no time worth measuring has not grown."""
    times = [spent(read, part * (length // len(part))) for length in (SHORT, LONG)]
    return times[1] / max(times[0], 0.004)


@pytest.mark.parametrize(
    "read",
    [normalise, blocks, agency_credit, credited_keys, affiliations, fingerprints, read_quotations, read_patterns],
    ids=lambda read: read.__name__,
)
def test_the_work_of_reading_grows_with_the_length_of_the_text_and_no_faster(read: Callable[[str], object]) -> None:
    # Eight times the text takes eight times the work; with the square it would be sixty-four times. A part that
    # another process has slowed down gets a second try.
    suspects = [part for part in REPEATED if growth(read, part) > 24]
    assert [part for part in suspects if growth(read, part) > 24] == []


def test_marks_on_one_letter_are_bounded_before_they_are_put_in_order() -> None:
    heap = "a" + "\u0301\u0327" * 100_000
    assert len(normalise(heap)) <= 31
    assert len(normalise_words(heap)) <= 31


def test_no_combining_mark_of_unicode_is_left_unbounded() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.combining(chr(code))]
    assert [hex(ord(mark)) for mark in marks if len(bounded_marks("a" + mark * 100)) > 31] == []
