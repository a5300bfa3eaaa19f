"""Negation, denial and doubt in the wording of a claim."""

import re
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


@cache
def _denial_pattern() -> re.Pattern[str]:
    phrases = sorted(lexicon()["denials"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
