"""Negation, denial and doubt in the wording of a claim."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from claims.analysis.lexicon import lexicon, words
from claims.analysis.words import FUNCTION_WORDS, stem, tokens

SCOPE = 3  # content words after a negation that it is taken to reach


@dataclass(frozen=True, slots=True)
class Stance:
    """negated: stems in the reach of a negation; denials and hedges: the phrases found, lower case."""

    negated: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Stance":
        return cls(tuple(stored["negated"]), tuple(stored["denials"]), tuple(stored["hedges"]))


def read_stance(text: str) -> Stance:
    """Read a normalised text for negations with what they negate, denial phrases and hedges."""
    found = [match.group().lower() for match in tokens(text)]
    negations = words("negations")
    negated: list[str] = []
    for index, word in enumerate(found):
        if word in negations or word.endswith("n't"):
            following = (other for other in found[index + 1 : index + 12] if other not in FUNCTION_WORDS)
            negated += [stem(other) for other, _ in zip(following, range(SCOPE), strict=False)]
    denials = _denial_pattern().findall(text.lower())
    hedges = [word for word in found if word in words("hedges")]
    return Stance(tuple(dict.fromkeys(negated)), tuple(dict.fromkeys(denials)), tuple(dict.fromkeys(hedges)))


def opposed(left: Collection[str], right: Collection[str]) -> tuple[str, str] | None:
    """Return a stem of each side that the lexicon calls opposites, where each side lacks the other's; or None."""
    sides = _sides()
    theirs = [(word, place) for word in right if word in sides and word not in left for place in sides[word]]
    if not theirs:
        return None
    for word in left:
        for line, side in sides.get(word, ()):
            for other, (other_line, other_side) in theirs:
                # A side that holds both words ("rise and fall") contradicts nothing.
                if line == other_line and side != other_side and word not in right:
                    return word, other
    return None


@cache
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    """Each stem of the lexicon's opposites with its places: line and side of it."""
    places: dict[str, list[tuple[int, int]]] = {}
    for line, entry in enumerate(lexicon()["opposites"]):
        for side, group in enumerate(entry.split("|")):
            for word in group.split():
                places.setdefault(stem(word), []).append((line, side))
    return {word: tuple(dict.fromkeys(found)) for word, found in places.items()}


@cache
def _denial_pattern() -> re.Pattern[str]:
    phrases = sorted(lexicon()["denials"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
