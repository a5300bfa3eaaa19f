"""Negation, denial and doubt in the wording of a claim, and words that contradict one another."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from claims.analysis.lexicon import lexicon, words
from claims.analysis.words import FUNCTION_WORDS, stem, tokens

SCOPE = 3  # content words after a negation that it is taken to reach
CUES: tuple[str, ...] = tuple(lexicon()["cues"])

_NEGATIONS = words("negations")


@dataclass(frozen=True, slots=True)
class Stance:
    """How a claim is worded towards what it says.

    negated: stems in the reach of a negation; cues: the lexicon's cue words found, lower case, by kind in the order
    of CUES; question: whether it asks.
    """

    negated: tuple[str, ...] = ()
    cues: tuple[tuple[str, ...], ...] = ((),) * len(CUES)
    question: bool = False

    def words(self, kind: str) -> tuple[str, ...]:
        """The cue words of one kind."""
        return self.cues[CUES.index(kind)]

    @property
    def disbelieves(self) -> bool:
        """Whether a word denies, calls false or negates."""
        return bool(self.words("denial") or self.words("false") or self.words("not"))

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Stance":
        """Read what dataclasses.asdict wrote; raises KeyError or TypeError for another shape."""
        cues = tuple(tuple(found) for found in stored["cues"])
        if len(cues) != len(CUES):
            raise TypeError("another number of cue kinds")
        return cls(**{**stored, "negated": tuple(stored["negated"]), "cues": cues})


def read_stance(text: str) -> Stance:
    """Read a normalised text for negations with what they negate, and for words of denial and doubt."""
    found = [match.group().lower() for match in tokens(text)]
    negated: list[str] = []
    for index, word in enumerate(found):
        if is_negation(word):
            following = (other for other in found[index + 1 : index + 12] if other not in FUNCTION_WORDS)
            negated += [stem(other) for other, _ in zip(following, range(SCOPE), strict=False)]
    kinds: list[list[str]] = [[] for _ in CUES]
    table = _cue_kinds()
    for word in dict.fromkeys(found):
        for kind in table.get("not" if word.endswith("n't") else word, ()):
            kinds[kind].append(word)
    return Stance(
        tuple(dict.fromkeys(negated)),
        tuple(map(tuple, kinds)),
        "?" in text,
    )


def is_negation(word: str) -> bool:
    """Tell whether a lower-case word negates."""
    return word in _NEGATIONS or word.endswith("n't")


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
def _cue_kinds() -> dict[str, tuple[int, ...]]:
    table: dict[str, list[int]] = {}
    for kind, name in enumerate(CUES):
        for word in lexicon()["cues"][name].split():
            table.setdefault(word, []).append(kind)
    return {word: tuple(kinds) for word, kinds in table.items()}
