"""The longest texts and lists that the analysis gives out: they are stored with every claim and link."""

from collections.abc import Iterable
from itertools import islice

from factcheck.shortening import shortened

SENTENCE_CHARACTERS = 500  # a sentence with words of an article in it
MOST_SENTENCES = 20  # reasons of a link or a suggestion; nobody reads more
MOST_ENTITIES = 100  # of a claim
ENTITY_CHARACTERS = 200  # a longer one is no name


def bounded(sentences: Iterable[str]) -> tuple[str, ...]:
    """The first MOST_SENTENCES sentences, each of SENTENCE_CHARACTERS at most."""
    return tuple(shortened(sentence, SENTENCE_CHARACTERS) for sentence in islice(sentences, MOST_SENTENCES))
