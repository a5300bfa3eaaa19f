"""Parts of speech and lemmas of parsed words, worked out once for each word, tag and relation.

The model's own ruler and lemmatizer ask more than 170 patterns of every word of every text, which takes as long as
the parse. All but eight of the patterns look at one word, so that their answer can be kept; the eight follow. Most
patterns look at the tag alone or name the word, so that all words which no pattern names share one answer.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

REPLACED = ("attribute_ruler", "lemmatizer")
_KEPT = 50_000  # words with tag and relation; some 10 MB
_UNNAMED = "x"  # stands for the words that no pattern names


class Lemmas:
    """Fills in what the model's ruler and lemmatizer would: tag, part of speech, relation and lemma of each word."""

    def __init__(self, language: Language) -> None:
        ruler, lemmatizer = (language.get_pipe(name) for name in REPLACED)
        assert isinstance(ruler, AttributeRuler)
        assert isinstance(lemmatizer, Lemmatizer)
        self._vocab, self._ruler, self._lemmatizer = language.vocab, ruler, lemmatizer
        self._pairs = AttributeRuler(language.vocab)
        self._pairs.add_patterns(filter(_looks_at_two_words, ruler.patterns))
        self._named = frozenset(word for rule in ruler.patterns for word in _words_of(rule))
        self._of_word = lru_cache(_KEPT)(self._read)
        self._of_kind = lru_cache(_KEPT)(self._rule)
        self._base = lru_cache(_KEPT)(self._lemmatize)

    def fill(self, doc: Doc) -> None:
        """Needs tags and relations."""
        for token in doc:
            token.tag_, token.pos_, token.dep_, token.lemma_ = self._of_word(token.text, token.tag_, token.dep_)
        self._pairs(doc)

    def _read(self, word: str, tag: str, relation: str) -> tuple[str, str, str, str]:
        named = not word[-1].isalnum() or word.lower() in self._named
        tag, pos, relation, lemma, morph = self._of_kind(word if named else _UNNAMED, tag, relation)
        return tag, pos, relation, lemma or self._base(word, pos, morph)

    def _rule(self, word: str, tag: str, relation: str) -> tuple[str, str, str, str, str]:
        token = self._ruler(Doc(self._vocab, words=[word], tags=[tag], deps=[relation], heads=[0]))[0]
        return token.tag_, token.pos_, token.dep_, token.lemma_, str(token.morph)

    def _lemmatize(self, word: str, pos: str, morph: str) -> str:
        return self._lemmatizer(Doc(self._vocab, words=[word], pos=[pos], morphs=[morph]))[0].lemma_


def _looks_at_two_words(rule: Any) -> bool:
    return any(len(pattern) > 1 for pattern in rule["patterns"])


def _words_of(rule: Any) -> Iterator[str]:
    """The lower-case words that a rule's patterns name. Regular expressions are not listed: theirs end in a mark."""
    for pattern in rule["patterns"]:
        for asked in pattern:
            words = asked.get("LOWER", [])
            yield from [words] if isinstance(words, str) else words.get("IN", []) if isinstance(words, dict) else words
