import time
from collections.abc import Iterable, Iterator
from inspect import signature
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claims.analysis.reading.extraction import MAX_CLAIMS, extract
from claims.analysis.reading.language_model import parse
from claims.analysis.types import ExtractedClaim
from sources.reading.text import normalise

WORDS = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "said",
        "says",
        "denied",
        "that",
        "according",
        "to",
        "China",
        "Smith",
        "he",
        "the",
        "mission",
        "reportedly",
        "a",
        "note",
        "wrote",
        ",",
        ".",
        ";",
        ":",
        "–",
        "…",
        "?",
        "accused",
        "of",
        "burning",
        "villages",
        "urged",
        "not",
        "no",
        "evidence",
        "3",
        "million",
        "\n\n",
        "شمال",
        "👩\u200d🚒",
        "\u200f",
        "who",
        "which",
        "adding",
    ]
)


def exact(text: str, claims: tuple[ExtractedClaim, ...]) -> None:
    for claim in claims:
        assert claim.text
        assert text[claim.start : claim.end] == claim.text
        for start, end, words in (
            (claim.cue_start, claim.cue_end, claim.cue),
            (claim.claimant_start, claim.claimant_end, claim.claimant_words),
        ):
            if start is not None:
                assert text[start:end] == words
        assert 0.0 <= claim.checkworthiness <= 1.0
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_spans_are_exact_for_any_heap_of_news_words(words: list[str]) -> None:
    text = normalise(" ".join(words))
    exact(text, extract(text).claims)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_spans_are_exact_for_any_characters(raw: str) -> None:
    text = normalise(raw)
    exact(text, extract(text).claims)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_two_claims_share_words_only_where_each_has_some_of_its_own(words: list[str]) -> None:
    text = normalise(" ".join(words))
    spans = [(claim.start, claim.end) for claim in extract(text).claims]
    assert len(spans) == len(set(spans))


# Each gave two claims over one span: who denies, and who is said to have ordered.
NESTED = [
    ("The ministry denied that it ordered Elnor to keep up exports.", "it ordered Elnor", "denies", "ministry"),
]


@pytest.mark.parametrize(("text", "words", "polarity", "claimant"), NESTED)
def test_of_two_readings_of_one_stretch_the_outer_one_is_the_claim(
    text: str, words: str, polarity: str, claimant: str
) -> None:
    [claim] = [claim for claim in extract(text).claims if claim.text.startswith(words)]
    assert (claim.polarity, claim.claimant) == (polarity, claimant)


def test_reading_ends_at_the_limit_and_says_how_much_is_left() -> None:
    text = normalise("The mission said on Monday that the bridge was closed.\n\n" * 50)
    whole, cut = extract(text), extract(text, limit=20)
    assert cut.claims == whole.claims[:20]
    assert whole.unread == 0
    assert cut.unread == sum(len(line) for line in text.split("\n\n")[20:])


def test_what_stands_behind_the_limit_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def counting(language: Language, passages: Iterable[tuple[str, Any]]) -> Iterator[tuple[Doc, Any]]:
        for doc, context in parse(language, passages):
            taken.append(len(doc.text))
            yield doc, context

    monkeypatch.setattr("claims.analysis.reading.extraction.parse", counting)
    text = normalise("The mission said on Monday that the bridge was closed.\n\n" * 18_000)  # a million characters
    assert len(extract(text, limit=200).claims) == 200
    assert sum(taken) < 150_000
    assert signature(extract).parameters["limit"].default == MAX_CLAIMS


def test_a_name_that_a_later_part_tells_in_full_is_known_in_the_parts_before() -> None:
    text = "Holm said the plant would close.\n\n" + "It rained in the town for days.\n\n" * 100
    assert extract(normalise(text + "Peter Holm owns the plant.")).claims[0].claimant == "Peter Holm"


@pytest.mark.parametrize(
    "text",
    [
        "said " * 10_000,
        "\n\n".join("He said “it is so and the thing goes on" for _ in range(200)),
        '"' * 20_000,
        "a" * 100_000,
    ],
    ids=["one sentence of 50,000 characters", "200 unclosed quotations", "only marks", "one endless word"],
)
def test_hostile_text_ends_in_bounded_time(text: str) -> None:
    started = time.process_time()
    text = normalise(text)
    exact(text, extract(text).claims)
    assert time.process_time() - started < 30


def test_twice_the_text_takes_about_twice_the_time() -> None:
    paragraph = "The mission said in a note on Monday that the “meeting” was wrong, and the army denied it.\n\n"
    extract(paragraph)

    def spent(times: int) -> float:
        text = normalise(paragraph * times)
        started = time.process_time()
        extract(text)
        return time.process_time() - started

    assert spent(400) < 8 * spent(100)


def test_text_without_a_statement_yields_no_claim() -> None:
    assert extract("").claims == ()
    assert extract("SHARE THIS ARTICLE").claims == ()


def test_headline_byline_and_dateline_are_no_claims() -> None:
    found = extract("Harbour reopens\n\nBy Lena Orth\n\nPORT AMSA (Reuters) - The harbour reopened on Monday.")
    assert [claim.text for claim in found.claims] == ["The harbour reopened on Monday."]


def test_a_first_line_that_repeats_the_title_is_not_claimed() -> None:
    text = "The harbour has been opened.\n\nForty ships had waited for nine days outside the breakwater."
    assert all("harbour" not in claim.text for claim in extract(text, title="The harbour has been opened.").claims)


def test_hedges_are_kept_as_written() -> None:
    claim = extract("The union said the strike might cost nearly 3 million euros a day.").claims[0]
    assert claim.hedges == ("might", "nearly")


def test_names_in_a_claim_are_listed_with_their_kind() -> None:
    claim = extract("Peter Holm said the plant in Germany would close.").claims[0]
    assert ("Germany", "GPE") in [(entity.text, entity.label) for entity in claim.entities]


@pytest.mark.parametrize(
    "sentence",
    [
        "Twelve people died.",
        "12 people died.",
        "Twelve people have died.",
        "Two men were arrested.",
        "Nine children are missing.",
        "Forty guests were hurt.",
        "Three soldiers were killed.",
        "Two were killed.",
        "It has 80 rooms.",
        "The mine at Ober remains shut after the accident.",
    ],
)
def test_a_plain_sentence_is_a_claim_though_it_is_short_or_oddly_parsed(sentence: str) -> None:
    assert [claim.text for claim in extract(f"The fire began in the kitchen. {sentence}").claims][1:] == [sentence]


def test_a_recipe_asserts_nothing() -> None:
    text = (
        "Wash 200 g of pearl barley and soak it for an hour. Cut three leeks into rings and two carrots into small "
        "cubes.\n\nMelt a spoonful of butter in a heavy pot. Add the leeks and stir until they are soft. Pour in two "
        "litres of broth, add the barley and a bay leaf, and simmer for forty minutes.\n\nSeason with salt, pepper "
        "and a little nutmeg. Serve hot, with chopped parsley and dark bread. Serves four."
    )
    assert extract(text).claims == ()


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier version gave the toll as 14.",
        "Clarification: This article previously said that 14 people had died. The correct figure is 41.",
        "An earlier version of this article said 14 people had died.",
        "Editor's note: This story has been corrected to say that 41 people died, not 14.",
        "This article was amended on 3 May. It said at first that 14 people had died.",
        "Due to an editing error, an earlier version of this story misstated the number of the dead as 14.",
        "We previously reported that 14 people had died.",
    ],
)
def test_a_correction_claims_nothing_of_what_it_takes_back(note: str) -> None:
    lead = "The flood in the Ester valley has killed 41 people."
    assert [claim.text for claim in extract(f"{lead}\n\n{note}").claims] == [lead]


def test_a_correction_at_the_end_of_a_paragraph_claims_nothing() -> None:
    lead = "The flood in the Ester valley has killed 41 people."
    text = f"{lead} An earlier version of this article said 14 people had died."
    assert [claim.text for claim in extract(text).claims] == [lead]


def test_a_correction_of_prices_is_running_text() -> None:
    text = "A correction of prices followed in May, and this report was published by the bank on Monday."
    assert "".join(claim.text for claim in extract(text).claims).startswith("A correction of prices")
