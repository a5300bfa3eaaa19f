"""Attribution levels: how openly the article says who speaks, from a name down to hearsay (news handbooks)."""

import re
from typing import TYPE_CHECKING

from claims.analysis.types import Attribution
from claims.analysis.wordlists.cue_words import WORDS

if TYPE_CHECKING:  # the web corrects names and needs no parser
    from claims.analysis.reading.parsed import Parsed, Span

NAMES = frozenset(("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "LAW", "PRODUCT", "WORK_OF_ART", "EVENT"))
_BODY_NAMES = frozenset(("PERSON", "ORG", "GPE", "FAC", "PRODUCT", "WORK_OF_ART", "LAW", "LOC", "EVENT"))
_PEOPLE_WITHOUT_NAME = WORDS["people_without_name"]
_HEARSAY = WORDS["hearsay_sources"]
BODIES = WORDS["bodies"]
_WORD = re.compile(r"[\w'’-]+")


def level_of_phrase(p: "Parsed", span: "Span", head: int) -> Attribution:
    """The attribution level of a source phrase whose main word is token `head`.

    A phrase counts as named when its main word is, or stands beside, a name ("Hua Chunying, the spokeswoman");
    a name that only tells whose official it is names nobody.
    """
    start, end = span
    inside = [index for index in range(start, end) if p.entity[index] in _BODY_NAMES]
    if p.entity[head] in _BODY_NAMES or p.pos[head] == "PROPN":
        return Attribution.NAMED
    beside = {head, p.head[head], *p.children[head]}
    for index in inside:
        top = index
        for _ in range(4):
            if top in beside:
                break
            top = p.head[top]
        if p.dep[top] == "appos" and p.head[top] == head:
            return Attribution.NAMED
        if p.entity[index] == "PERSON" and p.dep[index] not in ("poss", "pobj", "compound"):
            return Attribution.NAMED
    lemma = p.lemma[head]
    if lemma in BODIES and any(p.entity[index] in NAMES for index in range(start, end)):
        return Attribution.NAMED  # "China's UN mission" is one body, though its name is spelled with a common noun
    if lemma in _HEARSAY:
        return Attribution.VAGUE
    if lemma in _PEOPLE_WITHOUT_NAME:
        return Attribution.ANONYMOUS
    return Attribution.ROLE


def level_of_name(name: str) -> Attribution:
    """The attribution level of a claimant given as a name alone, as an API client may send it."""
    words = _WORD.findall(name)
    if not words:
        return Attribution.VAGUE
    last = words[-1].lower()
    singular = last[:-1] if last.endswith("s") and not last.endswith("ss") else last
    if singular in _HEARSAY or last in _HEARSAY:
        return Attribution.VAGUE
    if singular in _PEOPLE_WITHOUT_NAME or last in _PEOPLE_WITHOUT_NAME:
        return Attribution.ANONYMOUS
    return Attribution.NAMED if any(word[:1].isupper() for word in words[1:] or words) else Attribution.ROLE
