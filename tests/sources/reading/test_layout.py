from hypothesis import given
from hypothesis import strategies as st

from sources.reading.layout import Block, BlockKind, blocks
from sources.reading.text import normalise


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in blocks(text)]


@given(st.text(max_size=300))
def test_blocks_come_in_order_without_overlap_and_hold_all_that_is_not_blank(raw: str) -> None:
    text = normalise(raw)
    found = blocks(text)
    position = 0
    for block in found:
        assert position <= block.start < block.end
        assert not text[position : block.start].strip()
        position = block.end
    assert not text[position:].strip()


def test_a_caption_before_the_lead_is_cut_off_with_its_credit() -> None:
    text = "Guards stand at a gate, June 3, 2021. REUTERS / Lena Orth / File Photo The gate was opened on Monday."
    assert kinds(text) == [
        ("caption", "Guards stand at a gate, June 3, 2021."),
        ("credit", "REUTERS / Lena Orth / File Photo"),
        ("body", "The gate was opened on Monday."),
    ]


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    text = "PORT AMSA (Reuters) - The dockers ended their strike on Monday."
    assert kinds(text) == [
        ("dateline", "PORT AMSA (Reuters) -"),
        ("body", "The dockers ended their strike on Monday."),
    ]


def test_a_headline_is_the_first_line_without_a_full_stop() -> None:
    text = "Harbour reopens after strike\n\nBy Lena Orth\n\nThe harbour reopened on Monday."
    assert [kind for kind, _ in kinds(text)] == ["headline", "byline", "body"]


def test_a_headline_given_as_a_sentence_of_the_body_stays_body() -> None:
    assert blocks("The harbour reopened.") == [Block(0, 21, BlockKind.BODY)]


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph() -> None:
    text = (
        "The harbour of the town was opened again on Monday after a long\n"
        "strike that had kept forty ships waiting outside the breakwater for\n"
        "nine days."
    )
    assert [kind for kind, _ in kinds(text)] == ["body"]


def test_a_newspaper_named_in_a_sentence_is_no_picture_credit() -> None:
    text = "The minister told Reuters / AFP reporters in Geneva that the talks would go on until Friday evening."
    assert [kind for kind, _ in kinds(text)] == ["body"]


def test_a_line_under_the_headline_is_its_deck() -> None:
    text = "Harbour reopens after strike\n\nForty ships had waited for nine days outside the breakwater\n\nIt rained."
    assert [kind for kind, _ in kinds(text)] == ["headline", "subhead", "body"]


def test_lines_that_open_a_quotation_are_running_text() -> None:
    text = "It began.\n\n" + "\n\n".join("He said “it is so and the thing goes on" for _ in range(20))
    assert {kind for kind, _ in kinds(text)} == {"body"}


def test_a_sentence_that_begins_like_a_label_is_running_text() -> None:
    text = "It began.\n\nCopyright law has changed little since the war, and courts still follow it."
    assert [kind for kind, _ in kinds(text)] == ["body", "body"]


def test_credits_without_a_caption_stay_running_text_and_cost_nothing_more() -> None:
    text = "©AP" * 1_000 + "."
    assert [kind for kind, _ in kinds(text)] == ["body"]


def test_what_an_outlet_takes_back_is_a_block_of_its_own() -> None:
    text = "The flood killed 41 people.\n\nCorrection: an earlier version gave the toll as 14."
    assert [kind for kind, _ in kinds(text)] == ["body", "correction"]
