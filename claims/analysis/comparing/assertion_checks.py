"""What one claim negates, or says only of the future or as possible, and the other states; and opposites."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.analysis.comparing.assertion import Assertion, Mood, Outcome
from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import weight

AROUND = 6  # content words on each side of a word that tell what it is said of
AHEAD = 0.6  # of a plan, beside what is said to be coming
LEAST = 0.05  # strength below which a check says nothing


@dataclass(frozen=True, slots=True)
class _Sides:
    left: Assertion
    right: Assertion


def negation_checks(pair: Pair) -> Iterator[Check]:
    """What one negates and the other states, and what both negate: the surest word of each."""
    left, right = pair.left.assertion, pair.right.assertion
    found: dict[CheckKind, tuple[float, int, int]] = {}
    for word in pair.shared:
        mine, other = left.places.get(word), right.places.get(word)
        if not mine or not other:
            continue  # beyond the text that is kept
        here, there = {left.negated(at) for at in mine}, {right.negated(at) for at in other}
        if here == {False} and there == {False}:
            continue
        kind = CheckKind.NEGATION if here.isdisjoint(there) else CheckKind.BOTH_NEGATE
        if kind == CheckKind.BOTH_NEGATE and (here != {True} or there != {True}):
            continue
        strength = pair.weight_of(word) * alike(left, mine[0], right, other[0])
        found[kind] = max(found.get(kind, (0.0, 0, 0)), (strength, mine[0], other[0]))
    for kind, (strength, mine_at, other_at) in found.items():
        if strength < LEAST:
            continue
        one, another = _negation(left, mine_at), _negation(right, other_at)
        if kind == CheckKind.BOTH_NEGATE:
            yield Check(kind, min(1.0, strength), f"Both negate it: “{one}” and “{another}”.")
        else:
            yield Check(kind, min(1.0, strength), f"One negates what the other states: “{one}” and “{another}”.")


def opposite_checks(pair: Pair) -> Iterator[Check]:
    """Words of both that the lexicon calls opposites, where just one can be true; and "not open" beside "shut"."""
    left, right = pair.left.assertion, pair.right.assertion
    if not left.outcomes or not right.outcomes:
        return
    theirs: dict[int, list[Outcome]] = {}
    for outcome in right.outcomes:
        theirs.setdefault(outcome.line, []).append(outcome)
    best: dict[CheckKind, tuple[float, Outcome, Outcome]] = {}
    mine_sides = {(one.line, one.side) for one in left.outcomes}
    their_sides = {(one.line, one.side) for one in right.outcomes}
    for mine in left.outcomes:
        for other in theirs.get(mine.line, ()):
            if mine.side == other.side:
                continue
            # A claim that has both ("rise and fall") contradicts nothing.
            if (mine.line, other.side) in mine_sides or (mine.line, mine.side) in their_sides:
                continue
            same_sign = left.negated(mine.start) == right.negated(other.start)
            kind = CheckKind.OPPOSITE if same_sign else CheckKind.OPPOSITE_NEGATED
            strength = alike(left, mine.start, right, other.start)
            if kind not in best or strength > best[kind][0]:
                best[kind] = strength, mine, other
    for kind, (strength, mine, other) in best.items():
        one, another = _with_negation(left, mine), _with_negation(right, other)
        says = "is the opposite of" if kind == CheckKind.OPPOSITE else "says the same as"
        if strength >= LEAST:
            yield Check(kind, strength, f"“{one}” {says} “{another}”.")


def mood_checks(pair: Pair) -> Iterator[Check]:
    """What one only plans, supposes or asks for, or says of the future, and the other states."""
    left, right = pair.left.assertion, pair.right.assertion
    for kind, one, another in (
        (CheckKind.UNASSERTED_LEFT, left, right),
        (CheckKind.UNASSERTED_RIGHT, right, left),
    ):
        share, at = _taken_back(one, another, Mood.UNASSERTED)
        moved = one.moved[at] if at is not None else None
        if moved is not None and share >= LEAST:
            yield Check(kind, share, f"One does not state it as a fact: “{one.written(*moved)}”.")
    futures = [_taken_back(one, other, Mood.FUTURE) for one, other in ((left, right), (right, left))]
    (share, at), side = max(zip(futures, (left, right), strict=True), key=lambda item: item[0][0])
    moved = side.moved[at] if at is not None else None
    if moved is not None and share >= LEAST:
        yield Check(CheckKind.FUTURE, share, f"For one it is still to come: “{side.written(*moved)}”.")


def silence_checks(pair: Pair) -> Iterator[Check]:
    """Whether one tells only that somebody keeps silent."""
    for side in (pair.left.assertion, pair.right.assertion):
        if side.silent is not None:
            yield Check(CheckKind.SILENCE, 1.0, f"“{side.written(*side.silent)}” is neither a yes nor a no.")
            return


def alike(left: Assertion, mine: int, right: Assertion, other: int) -> float:
    """Weight of the words that two words stand among, of those that stand around the one with fewer; 0 to 1."""
    here, there = left.around(mine, AROUND), right.around(other, AROUND)
    shared = sum(weight for word, weight in here.items() if word in there)
    return shared / max(1.0, min(sum(here.values()), sum(there.values())))


def _taken_back(one: Assertion, other: Assertion, mood: Mood) -> tuple[float, int | None]:
    """Share of the common words that one claim says in a mood and the other states; and the place of one of them."""
    total = taken = 0.0
    first: int | None = None
    for word, mine in one.places.items():
        theirs = other.places.get(word)
        if not theirs:
            continue
        total += weight(word)
        here, there = min(one.moods[at] for at in mine), max(other.moods[at] for at in theirs)
        if here == mood and there < mood:
            # What will be is no fact yet either.
            taken += weight(word) * (1.0 if there == Mood.STATED else AHEAD)
            first = mine[0] if first is None else first
    return (taken / total if total else 0.0), first


def _negation(side: Assertion, at: int) -> str:
    """The word with the negation that reaches it, as written."""
    outside = [(start, stop) for start, stop in side.negations[at] if stop]
    if not outside:
        return side.written(at, at + 1)
    start, stop = outside[-1]
    return side.written(min(start, at), max(stop, at + 1))


def _with_negation(side: Assertion, outcome: Outcome) -> str:
    start, stop = outcome.start, outcome.stop
    for low, high in side.negations[start]:
        if high:
            start, stop = min(start, low), max(stop, high)
    return side.written(start, stop)
