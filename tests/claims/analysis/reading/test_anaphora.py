import pytest

from claims.analysis.reading.anaphora import LONGEST_CONTEXT
from claims.analysis.reading.extraction import extract
from claims.analysis.types import ExtractedClaim, Polarity
from sources.reading.text import normalise

BURNED = "The army burned three villages in the north."


def said(text: str, words: str) -> ExtractedClaim:
    return next(claim for claim in extract(normalise(text)).claims if words in claim.text)


@pytest.mark.parametrize(
    "denial",
    [
        "The government denies the accusations.",
        "The general denied it on Monday.",
        "The general rejected the allegations as baseless.",
        "The government has repeatedly dismissed these claims.",
    ],
)
def test_a_denial_that_tells_nothing_of_its_own_keeps_the_sentence_before(denial: str) -> None:
    claim = said(f"{BURNED} {denial}", denial.split()[2].rstrip("."))
    assert claim.context == BURNED
    assert claim.polarity is Polarity.DENIES
    assert claim.in_context == f"{BURNED} {claim.text}"


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The government denies that it burned the villages.", "burned the villages"),
        ("The government denies the accusations of arson in the north.", "accusations of arson"),
        ("The general said that the harbour was closed.", "harbour was closed"),
        ("The general said it was a gas explosion.", "gas explosion"),
    ],
)
def test_a_claim_with_words_of_its_own_needs_no_context(sentence: str, words: str) -> None:
    claim = said(f"{BURNED} {sentence}", words)
    assert claim.context == ""
    assert claim.in_context == claim.text


def test_a_paragraph_that_begins_with_a_denial_leans_on_what_the_one_before_reports() -> None:
    text = (
        "Aid workers say that soldiers burned three villages. The embassy lies two streets from the market.\n\n"
        "The government denies the accusations."
    )
    context = said(text, "denies the accusations").context
    assert "soldiers burned three villages" in context
    assert "market" not in context


def test_the_first_words_of_an_article_lean_on_nothing() -> None:
    assert said("The government denies the accusations.", "denies").context == ""


def test_context_is_bounded_however_long_the_paragraph_before() -> None:
    text = f"{'The army burned the village and the mill and the barn ' * 60}.\n\nThe government denies the accusations."
    context = said(text, "denies the accusations").context
    assert 0 < len(context) <= LONGEST_CONTEXT
