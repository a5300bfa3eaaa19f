from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.reading.quotations import quotations


def quoted(text: str) -> list[str]:
    paragraphs = []
    start = 0
    for part in text.split("\n\n"):
        paragraphs.append((start, start + len(part)))
        start += len(part) + 2
    return [text[quote.inner_start : quote.inner_end] for quote in quotations(text, paragraphs)]


@given(st.text(alphabet="“”\"'‘’« »ab.\n", max_size=120))
def test_quotations_never_overlap_and_stay_in_the_text(text: str) -> None:
    position = 0
    for quote in quotations(text, [(0, len(text))]):
        assert position <= quote.start <= quote.inner_start <= quote.inner_end <= quote.end <= len(text)
        position = quote.end


def test_straight_and_curly_marks_are_read_alike() -> None:
    assert quoted('He said "it is so" and “it is not”.') == ["it is so", "it is not"]


def test_an_apostrophe_opens_nothing() -> None:
    assert quoted("The union's leader said it wasn't the firms' fault.") == []


def test_single_marks_inside_double_ones_stay_inside() -> None:
    assert quoted("“He told me ‘sign it’ twice,” she said.") == ["He told me ‘sign it’ twice,"]


def test_single_marks_alone_quote() -> None:
    assert quoted("He called it ‘a great day’ for the town.") == ["a great day"]


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    assert quoted("She said: “The bridge is not safe at all.\n\nThe mayor left.") == ["The bridge is not safe at all."]


def test_stray_marks_without_words_are_no_quotation() -> None:
    assert quoted("The end. “” “") == []
    assert quoted("Muslims. “Friday.") == []


def test_a_second_opening_mark_starts_anew() -> None:
    assert quoted("He said “the plan and “the bridge is safe”.") == ["the bridge is safe"]
