"""Parts of speech and lemmas of parsed words, worked out once for each word, tag and relation.

The model's own ruler and lemmatizer ask more than 170 patterns of every word of every text, which takes as long as
the parse. All but eight of the patterns look at one word, so that their answer can be kept; the eight follow.
"""

from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

REPLACED = ("attribute_ruler", "lemmatizer")
_KEPT = 50_000  # words with tag and relation; some 10 MB


class Lemmas:
    """Fills in what the model's ruler and lemmatizer would: tag, part of speech, relation and lemma of each word."""

    def __init__(self, language: Language) -> None:
        ruler, lemmatizer = (language.get_pipe(name) for name in REPLACED)
        assert isinstance(ruler, AttributeRuler)
        assert isinstance(lemmatizer, Lemmatizer)
        self._vocab, self._ruler, self._lemmatizer = language.vocab, ruler, lemmatizer
        self._pairs = AttributeRuler(language.vocab)
        self._pairs.add_patterns(filter(_looks_at_two_words, ruler.patterns))
        self._of_word = lru_cache(_KEPT)(self._read)

    def fill(self, doc: Doc) -> None:
        """Needs tags and relations."""
        for token in doc:
            token.tag_, token.pos_, token.dep_, token.lemma_ = self._of_word(token.text, token.tag_, token.dep_)
        self._pairs(doc)

    def _read(self, word: str, tag: str, relation: str) -> tuple[str, str, str, str]:
        token = self._lemmatizer(self._ruler(Doc(self._vocab, words=[word], tags=[tag], deps=[relation], heads=[0])))[0]
        return token.tag_, token.pos_, token.dep_, token.lemma_


def _looks_at_two_words(rule: Any) -> bool:
    return any(len(pattern) > 1 for pattern in rule["patterns"])
