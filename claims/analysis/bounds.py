"""The longest texts and lists that the analysis gives out: they are stored with every claim and link."""

from collections.abc import Iterable

SENTENCE_CHARACTERS = 500  # a sentence with words of an article in it
MOST_SENTENCES = 20  # reasons of a link or a suggestion; nobody reads more
MOST_ENTITIES = 100  # of a claim
ENTITY_CHARACTERS = 200  # a longer one is no name


def shortened(text: str, most: int = SENTENCE_CHARACTERS) -> str:
    """The text, or its beginning with an ellipsis: `most` characters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def bounded(sentences: Iterable[str]) -> tuple[str, ...]:
    """The first MOST_SENTENCES sentences, each of SENTENCE_CHARACTERS at most."""
    return tuple(shortened(sentence) for sentence, _ in zip(sentences, range(MOST_SENTENCES), strict=False))
