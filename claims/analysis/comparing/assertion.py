"""What a claim asserts of each of its words: whether it is negated, or only planned, feared or asked for.

Without a parse: a negation reaches to the end of its clause, which the punctuation and the joining words tell. Two
negations of one word cancel out.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from claims.analysis.comparing.phrases import Found, Phrases
from claims.analysis.comparing.words import FUNCTION_STEMS, stem, synonyms, tokens, weight

SCOPE = 8  # content words that a negation reaches at most
STATEMENT_SCOPE = 14  # the same of a denial of a statement
MOOD_SCOPE = 16  # and of "may", "plans to", "if"


class Mood(IntEnum):
    """How far a claim stands by what it says."""

    STATED = 0
    FUTURE = 1
    UNASSERTED = 2


class _Kind(StrEnum):
    FOLLOWS = "negates_what_follows"
    STATEMENT = "negates_a_statement"
    PRECEDES = "negates_what_precedes"
    NOTHING = "negates_nothing"


# A clause ends at these; "that" ends it for a plain negation, and not for a denial.
_JOINING = frozenset(
    [
        "but",
        "because",
        "although",
        "though",
        "while",
        "when",
        "whereas",
        "since",
        "after",
        "until",
        "till",
        "who",
        "whose",
        "which",
        "where",
        "so",
        "yet",
        "however",
        "except",
        "despite",
        "if",
        "unless",
        "as",
    ]
)
# "Cannot show that" negates what follows; "did not say that" does not.
_PROVING = frozenset(
    map(stem, ("show", "prove", "find", "demonstrate", "confirm", "establish", "true", "case", "believe"))
)
_VERBS = {"has": "have", "had": "have", "does": "do", "did": "do", "done": "do"}
_STOP = re.compile(r"[;:.!?()–—]|(?<=\s)-(?=\s)|\"")
_COMMA = re.compile(r",")
_THROUGH_COMMAS = frozenset(("neither", "nor", "deny", "untru"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A word or phrase of the opposites' lexicon at words [start, stop): line and side of it."""

    line: int
    side: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """The words of a claim in order, by place.

    text: the claim; spans: of each word in it; stems: synonyms joined; content: places of words that are no function
    words; negations: of each word the negations that reach it, as places [start, stop); moods: how far the claim
    stands by each word, and moved: the places of the words that take it back; places: of each content stem; outcomes:
    what the opposites' lexicon holds; silent: places of the phrase that tells of silence, if any.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    stems: tuple[str, ...] = ()
    content: tuple[int, ...] = ()
    negations: tuple[tuple[tuple[int, int], ...], ...] = ()
    moods: tuple[Mood, ...] = ()
    moved: tuple[tuple[int, int] | None, ...] = ()
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    silent: tuple[int, int] | None = None

    def negated(self, place: int) -> bool:
        """Whether the word is negated, once or three times."""
        return len(self.negations[place]) % 2 == 1

    def written(self, start: int, stop: int) -> str:
        """Words [start, stop) as the text has them."""
        return self.text[self.spans[start][0] : self.spans[stop - 1][1]]

    def around(self, place: int, reach: int) -> dict[str, float]:
        """The content words that stand no more than `reach` content words from a place, with their weights."""
        before = [at for at in self.content if at < place][-reach:]
        after = [at for at in self.content if at > place][:reach]
        return {self.stems[at]: weight(self.stems[at]) for at in (*before, *after)}


def read_assertion(text: str, *, denied: bool) -> Assertion:
    """Read a normalised text; `denied` tells that its claimant denies it as a whole."""
    matches = tokens(text)
    if not matches:
        return Assertion(text)
    plain = [_stem(match.group()) for match in matches]
    gaps = ["", *(text[a.end() : b.start()] for a, b in pairwise(matches))]
    groups = synonyms()
    stems = tuple(groups.get(word, word) for word in plain)
    content = tuple(at for at, word in enumerate(plain) if word not in FUNCTION_STEMS and not word[0].isdecimal())
    negators = _negators(plain)
    negations = _negated(plain, gaps, negators)
    if denied and not any(found.kind in (_Kind.STATEMENT, _Kind.PRECEDES) for found in negators):
        negations = [(*found, (0, 0)) for found in negations]
    moods, moved = _moods(plain, gaps, question=text.rstrip(' "').endswith("?"))
    places: dict[str, tuple[int, ...]] = {}
    for at in content:
        places[stems[at]] = (*places.get(stems[at], ()), at)
    silent = next(iter(_silences().find(plain)), None)
    return Assertion(
        text=text,
        spans=tuple(match.span() for match in matches),
        stems=stems,
        content=content,
        negations=tuple(negations),
        moods=tuple(moods),
        moved=tuple(moved),
        places=places,
        outcomes=tuple(Outcome(*found.kind, found.start, found.stop) for found in _outcomes().find(plain)),
        silent=(silent.start, silent.stop) if silent else None,
    )


def _stem(word: str) -> str:
    """As `stem`; the negated auxiliaries become "not"."""
    lower = word.lower()
    return "not" if lower.endswith("n't") or lower == "cannot" else _VERBS.get(lower) or stem(lower)


def _negators(plain: Sequence[str]) -> list[Found[_Kind]]:
    """The negations in order, without those that only look like one."""
    found = _negations().find(plain)
    taken: set[int] = set()
    kept = []
    for one in sorted(found, key=lambda one: (one.start, one.start - one.stop)):
        if one.start not in taken:
            taken.update(range(one.start, one.stop))
            if one.kind != _Kind.NOTHING:
                kept.append(one)
    return kept


def _negated(
    plain: Sequence[str], gaps: Sequence[str], found: Sequence[Found[_Kind]]
) -> list[tuple[tuple[int, int], ...]]:
    """Of each word the negations that reach it."""
    scopes: list[tuple[Found[_Kind], set[int]]] = []
    for one in found:
        backward = one.kind == _Kind.PRECEDES and plain[one.stop : one.stop + 1] not in (["that"], ["to"])
        passive = one.kind == _Kind.STATEMENT and one.start > 0 and plain[one.start - 1] in ("be", "been")
        if (backward or passive) and plain[one.stop : one.stop + 1] != ["that"]:
            reached = _before(plain, gaps, one.start)
        elif one.kind == _Kind.FOLLOWS:
            reached = _after(plain, gaps, one.stop, SCOPE, frozenset(("that", "and")), plain[one.start])
        else:
            reached = _after(plain, gaps, one.stop, STATEMENT_SCOPE, frozenset(), plain[one.start])
        if one.kind == _Kind.FOLLOWS and plain[max(reached, default=one.stop) + 1 :][:1] in (["until"], ["till"]):
            continue  # "did not find out until Monday": on Monday it did
        for _, outer in scopes:
            # "Does not deny that": what the second takes back, the first gives again.
            if one.start in outer:
                outer |= reached
                reached |= outer
        scopes.append((one, reached))
    result: list[tuple[tuple[int, int], ...]] = [()] * len(plain)
    for one, reached in scopes:
        for at in reached:
            result[at] = (*result[at], (one.start, one.stop))
    return result


def _after(
    plain: Sequence[str], gaps: Sequence[str], start: int, limit: int, ends: frozenset[str], first: str
) -> set[int]:
    """The words from a place to the end of its clause."""
    reached: set[int] = set()
    content = 0
    for at in range(start, len(plain)):
        word, gap = plain[at], gaps[at]
        if at > start or content:
            if _STOP.search(gap) and at > start:
                break
            # "Did not, however, resign" goes on; "not fish, but rice" ends.
            if _COMMA.search(gap) and content and first not in _THROUGH_COMMAS:
                break
        if word in _JOINING and content:
            break
        if word in ends and content and not (word == "that" and plain[at - 1] in _PROVING):
            break
        reached.add(at)
        if word not in FUNCTION_STEMS:
            content += 1
            if content == limit:
                break
    return reached


def _before(plain: Sequence[str], gaps: Sequence[str], stop: int) -> set[int]:
    """The words of the clause that ends before a place."""
    reached: set[int] = set()
    for at in range(stop - 1, -1, -1):
        if plain[at] in ("but", "because", "although", "while", "which", "who"):
            break
        reached.add(at)
        if _STOP.search(gaps[at]):
            break
    return reached


def _moods(
    plain: Sequence[str], gaps: Sequence[str], *, question: bool
) -> tuple[list[Mood], list[tuple[int, int] | None]]:
    """Of each word how far the claim stands by it, and the words that take it back."""
    base = Mood.UNASSERTED if question else Mood.STATED
    moods, moved = [base] * len(plain), [(len(plain) - 1, len(plain)) if question else None] * len(plain)
    for one in _moodwords().find(plain):
        ends = frozenset(("but", "although", "though", "because"))
        reached: set[int] = set()
        content = 0
        for at in range(one.stop, len(plain)):
            if _STOP.search(gaps[at]) or plain[at] in ends or (content and _COMMA.search(gaps[at])):
                break
            reached.add(at)
            content += plain[at] not in FUNCTION_STEMS
            if content == MOOD_SCOPE:
                break
        for at in reached:
            if one.kind > moods[at]:
                moods[at], moved[at] = one.kind, (one.start, one.stop)
    return moods, moved


@cache
def _lists() -> dict[str, Any]:
    folder = resources.files("claims.analysis.wordlists")
    return {
        name: value
        for file in ("assertion.toml", "opposites.toml")
        for name, value in tomllib.loads(folder.joinpath(file).read_text(encoding="utf-8")).items()
    }


def _phrases(name: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in _lists()[name].split("|")]


@cache
def _negations() -> Phrases[_Kind]:
    return Phrases((phrase, kind) for kind in _Kind for phrase in _phrases(kind))


@cache
def _moodwords() -> Phrases[Mood]:
    lists = (("unasserted", Mood.UNASSERTED), ("future", Mood.FUTURE))
    return Phrases((phrase, mood) for name, mood in lists for phrase in _phrases(name))


@cache
def _silences() -> Phrases[bool]:
    return Phrases((phrase, True) for phrase in _phrases("silence"))


@cache
def first_of_perspectives() -> int:
    """The line of the outcomes from which on both can be said of one event, of its two parties."""
    return len(_lists()["opposites"])


@cache
def _outcomes() -> Phrases[tuple[int, int]]:
    """Each word and phrase of the opposites with line and side."""
    return Phrases(
        (
            (word.replace("_", " "), (line, side))
            for line, entry in enumerate((*_lists()["opposites"], *_lists()["perspectives"]))
            for side, group in enumerate(entry.split("|"))
            for word in group.split()
        ),
        gap=2,
    )
