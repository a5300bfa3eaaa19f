"""Anaphoric claims, which only refer to what stands before them: "Beijing denies the accusations"."""

from collections.abc import Iterator

from claims.analysis.reading.drafts import Draft
from claims.analysis.reading.parsed import Parsed
from claims.analysis.wordlists.cue_words import WORDS

LONGEST_CONTEXT = 400  # characters; of a longer paragraph its end
_REFERRING = WORDS["referring"]
_PRONOUNS = frozenset(("it", "this", "that", "these", "those", "them", "such"))
_PLACES = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_TELLING = frozenset(("NOUN", "PROPN", "VERB", "NUM"))
_TIMES = frozenset(("DATE", "TIME"))


def is_anaphoric(p: Parsed, draft: Draft) -> bool:
    """Tell whether a reported claim has no content of its own.

    It holds a pronoun or a word such as "the allegations", and beside that and its reporting words no noun, name,
    verb or number of its own. Adjectives and times don't count: "rejected the charges as baseless on Monday".
    """
    if draft.attribution is None:
        return False
    refers = False
    for index in _own(p, draft):
        if p.lower[index] in _PRONOUNS or p.lemma[index] in _REFERRING:
            refers = refers or p.dep[index] in _PLACES
        elif p.pos[index] in _TELLING and p.entity[index] not in _TIMES:
            return False
    return refers


def _own(p: Parsed, draft: Draft) -> Iterator[int]:
    """The words of a draft that are neither its cue nor its source."""
    attribution = draft.attribution
    frame = [] if attribution is None else [span for span in (attribution.cue, attribution.source) if span is not None]
    for index in range(*draft.span):
        if not any(start <= index < end for start, end in frame):
            yield index


def end_of(text: str) -> str:
    """The last LONGEST_CONTEXT characters of a text, cut at the beginning of a word."""
    if len(text) <= LONGEST_CONTEXT:
        return text
    cut = text[-LONGEST_CONTEXT:]
    return cut.partition(" ")[2] or cut
