"""Negation, denial and doubt in the wording of a claim, and words that contradict one another."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile
from typing import Any

from claims.analysis.comparing.words import FUNCTION_WORDS, stem, tokens
from claims.analysis.wordlists.lexicon import lexicon, words

SCOPE = 3  # content words after a negation that it is taken to reach
CUES: tuple[str, ...] = tuple(lexicon()["cues"])

_NEGATIONS = words("negations")
_CLAUSE = frozenset(
    ["since", "when", "because", "but", "although", "while", "until", "before", "after", "that", "about"]
)
_REFUTES = re.compile(r"\bno (?:evidence|proof|truth|basis|indication|sign|reason to believe)\b", re.IGNORECASE)
_STOP = re.compile(r"[,;:.!?()–—]")


@dataclass(frozen=True, slots=True)
class Stance:
    """How a claim is worded towards what it says.

    negated: stems in the reach of a negation; cues: the lexicon's cue words found, lower case, by kind in the order
    of CUES; question: whether it asks; refutes: whether it says that nothing supports a statement ("no evidence").
    """

    negated: tuple[str, ...] = ()
    cues: tuple[tuple[str, ...], ...] = ((),) * len(CUES)
    question: bool = False
    refutes: bool = False

    def words(self, kind: str) -> tuple[str, ...]:
        """The cue words of one kind."""
        return self.cues[CUES.index(kind)]

    @property
    def disbelieves(self) -> bool:
        """Whether a word denies, calls false or negates."""
        return bool(self.words("denial") or self.words("false") or self.words("not"))

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"negated": self.negated, "cues": self.cues, "question": self.question, "refutes": self.refutes}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Stance":
        """Read what `to_json` wrote; raises KeyError or TypeError for another shape."""
        cues = tuple(map(tuple, stored["cues"]))
        if len(cues) != len(CUES):
            raise TypeError("another number of cue kinds")
        return cls(tuple(stored["negated"]), cues, stored["question"], stored["refutes"])


def read_stance(text: str) -> Stance:
    """Read a normalised text for negations with what they negate, and for words of denial and doubt."""
    matches = tokens(text)
    found = [match.group().lower() for match in matches]
    negated: list[str] = []
    for index, word in enumerate(found):
        # "Not only" adds rather than negates.
        if is_negation(word) and found[index + 1 : index + 2] not in (["only"], ["just"], ["merely"]):
            following = takewhile(
                lambda place: found[place] not in _CLAUSE and not _STOP.search(text, *_gap(matches, place)),
                range(index + 1, min(len(found), index + 12)),
            )
            content = (found[place] for place in following if found[place] not in FUNCTION_WORDS)
            negated += map(stem, islice(content, SCOPE))
    kinds: list[list[str]] = [[] for _ in CUES]
    table = _cue_kinds()
    for word in dict.fromkeys(found):
        for kind in table.get("not" if word.endswith("n't") else word, ()):
            kinds[kind].append(word)
    return Stance(
        tuple(dict.fromkeys(negated)),
        tuple(map(tuple, kinds)),
        "?" in text,
        bool(_REFUTES.search(text)),
    )


def _gap(matches: Sequence[re.Match[str]], place: int) -> tuple[int, int]:
    """What stands between a word and the one before it."""
    return matches[place - 1].end(), matches[place].start()


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
