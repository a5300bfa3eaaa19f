"""The phrase that names a source: where it begins and ends, its main word, and how openly it says who speaks."""

from dataclasses import dataclass

from spacy.tokens import Doc

from claims.analysis.reading.attribution_level import level_of_phrase
from claims.analysis.reading.cues import ANONYMITY
from claims.analysis.reading.names import bare, is_role
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.types import Attribution
from claims.analysis.wordlists.cue_words import WORDS

_PEOPLE = WORDS["people_without_name"]


@dataclass(frozen=True, slots=True)
class SourcePhrase:
    """Tokens `start` to `end` of a passage with their main word, and their words up to a clause that only tells more.

    `level` is how openly the phrase says who it is.
    """

    start: int
    end: int
    head: int
    words: str
    level: Attribution


def source_phrase(p: Parsed, doc: Doc, source: Span) -> SourcePhrase:
    """The phrase of an attribution's source."""
    span, head = _phrase(p, source)
    words = bare(doc[span[0] : clause_of(p, span)].text)
    return SourcePhrase(*span, head, words, _level(p, span, head))


def _phrase(p: Parsed, span: Span) -> tuple[Span, int]:
    """The phrase and its main word; a relative pronoun stands for its antecedent."""
    start, end = span
    head = next((i for i in range(start, end) if not start <= p.head[i] < end or p.head[i] == i), start)
    if p.tag[head] in ("WP", "WDT") and end - start == 1:
        clause = p.head[head]
        for _ in range(4):
            if p.dep[clause] == "relcl":
                noun = p.head[clause]
                return (p.left[noun], min(max(noun + 1, p.left[clause]), p.right[noun] + 1)), noun
            clause = p.head[clause]
    return span, head


def _level(p: Parsed, span: Span, head: int) -> Attribution:
    """How openly a phrase says who it is; what follows it in the sentence may ask for anonymity."""
    level = level_of_phrase(p, span, head)
    rest = p.words[span[0] : p.sentences[p.sentence[head]][1]]
    return Attribution.ANONYMOUS if level == Attribution.ROLE and ANONYMITY.search(" ".join(rest)) else level


def clause_of(p: Parsed, span: Span) -> int:
    """Where the clause begins that merely tells something of the source ("officials, who asked ..."), or its end."""
    for index in range(span[0] + 2, span[1]):
        if p.tag[index] in ("WP", "WDT", "WP$") and p.lower[index - 1] == ",":
            return index - 1
    return span[1]


def is_person(p: Parsed, head: int) -> bool:
    """Whether a word names somebody by role or kind: "the minister", "a resident"."""
    return is_role(p.lemma[head]) or p.lemma[head] in _PEOPLE


def roles_in(p: Parsed, phrase: SourcePhrase) -> frozenset[str]:
    """The nouns and names of a phrase, as they stand and as lemmas."""
    return frozenset(
        word
        for index in range(phrase.start, phrase.end)
        if p.pos[index] in ("NOUN", "PROPN")
        for word in (p.lemma[index], p.lower[index])
    )
