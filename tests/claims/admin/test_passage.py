from hypothesis import given
from hypothesis import strategies as st

from claims.admin.passage import CONTEXT_CHARACTERS, cut, paragraph, visible

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(text=st.text(max_size=50), spans=spans)
def test_the_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in cut(text, spans)) == text


@given(text=st.text(min_size=1, max_size=50), spans=spans)
def test_every_character_lies_under_the_shortest_span_that_covers_it(text: str, spans: list[tuple[int, int]]) -> None:
    for piece in cut(text, spans):
        clipped = [(start, min(end, len(text))) for start, end in spans]
        for at in range(piece.start, piece.start + len(piece.text)):
            over = [end - start for start, end in clipped if start <= at < end]
            assert piece.depth == len(over)
            shortest = None if piece.inner is None else clipped[piece.inner][1] - clipped[piece.inner][0]
            assert shortest == (min(over) if over else None)


def test_overlapping_spans_are_both_begun_where_they_begin() -> None:
    pieces = cut("one two three", [(0, 7), (4, 13)])
    assert [(piece.text, piece.depth, piece.starting) for piece in pieces] == [
        ("one ", 1, (0,)),
        ("two", 2, (1,)),
        (" three", 1, ()),
    ]


def test_a_span_that_ends_where_another_begins_does_not_cover_it() -> None:
    assert [piece.inner for piece in cut("abcd", [(0, 2), (2, 4)])] == [0, 1]


def test_ten_thousand_nested_spans_are_cut_in_a_moment() -> None:
    pieces = cut("x" * 20_000, [(at, 20_000 - at) for at in range(10_000)])
    assert max(piece.depth for piece in pieces) == 10_000
    assert pieces[0].inner == 0


def test_the_paragraph_around_a_span_ends_at_blank_lines() -> None:
    text = "First.\n\nSecond one.\n\nThird."
    start, end = paragraph(text, 10, 12)
    assert text[start:end] == "Second one."


def test_a_very_long_paragraph_is_shown_in_part() -> None:
    start, end = paragraph("x" * 100_000, 50_000, 50_010)
    assert end - start == 2 * CONTEXT_CHARACTERS + 10


def test_markup_in_a_text_is_shown_as_text() -> None:
    assert visible("<script>\"'&") == "&lt;script&gt;&quot;&#x27;&amp;"


def test_a_character_that_turns_the_writing_direction_is_named_and_not_sent() -> None:
    shown = visible("pay \u202eevil")
    assert "\u202e" not in shown
    assert "U+202E" in shown
    assert "right-to-left override" in shown


def test_a_zero_width_space_is_named_and_not_sent() -> None:
    assert "\u200b" not in visible("in\u200bvisible")
    assert "U+200B" in visible("in\u200bvisible")


def test_markup_beside_an_unseen_character_is_escaped_too() -> None:
    assert "<b>" not in visible("<b>\u200b<b>")


def test_an_emoji_of_joined_parts_stays_whole() -> None:
    assert visible("👩\u200d🚒") == "👩\u200d🚒"
