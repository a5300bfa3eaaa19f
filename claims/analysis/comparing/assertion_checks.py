"""What one claim negates, or says only of the future or as possible, and the other states; and opposites."""

from collections.abc import Iterator, Sequence

from claims.analysis.comparing.assertion import Assertion, Mood, Outcome, first_of_perspectives
from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import stem, weight
from claims.analysis.wordlists.lexicon import lexicon

FADING = 0.3  # by which each word between weakens the reach of a negation
AGREED = 0.4  # what is left of a negation of one word where both negate another
IMPLICIT = 0.6  # the same where just one of the claims may negate without a negation
LEAST_LETTERS = 2  # of a word; "h" is an hour of a speed
AROUND = 6  # content words on each side of a word that tell what it is said of
AHEAD = 0.6  # of a plan, beside what is said to be coming
PERSPECTIVE = 0.5  # of opposites that may be said of the two parties of one event
QUOTED = 7  # words that are quoted in one piece
LEAST = 0.08  # strength below which a check says nothing

_IMPLICIT = frozenset(map(stem, lexicon()["implicit_negations"].split()))


def negation_checks(pair: Pair) -> Iterator[Check]:
    """What one negates and the other states, and what both negate: the surest word of each.

    Of several words in reach of a negation the nearest are meant; and where both negate one word, that is what they
    agree on, whatever else a negation seems to reach.
    """
    left, right = pair.left.assertion, pair.right.assertion
    names = {stem(name) for name in (*pair.left.names, *pair.right.names)}
    both: tuple[float, int, int] = (0.0, 0, 0)
    one_only: tuple[float, int, int] = (0.0, 0, 0)
    for word in pair.shared - names:
        mine, other = left.places.get(word), right.places.get(word)
        if not mine or not other or len(word) < LEAST_LETTERS:
            continue  # beyond the text that is kept, or no word
        here, there = {left.negated(at) for at in mine}, {right.negated(at) for at in other}
        if here == there == {True}:
            near = min(_nearness(left, mine), _nearness(right, other))
            both = max(both, (near * weight(word) * alike(left, mine[0], right, other[0]), mine[0], other[0]))
        elif here.isdisjoint(there):
            side, places = (left, mine) if True in here else (right, other)
            near = _nearness(side, places)
            one_only = max(one_only, (near * weight(word) * alike(left, mine[0], right, other[0]), mine[0], other[0]))
    agreed, differs = both[0], one_only[0]
    if agreed:
        differs *= AGREED * (1 - agreed)
    if bool(_implicit(left)) != bool(_implicit(right)):
        differs *= IMPLICIT
    if agreed >= LEAST:
        yield Check(
            CheckKind.BOTH_NEGATE,
            min(1.0, agreed),
            f"Both negate it: “{_negation(left, both[1])}” and “{_negation(right, both[2])}”.",
        )
    if differs >= LEAST:
        yield Check(
            CheckKind.NEGATION,
            min(1.0, differs),
            "One negates what the other states: "
            f"“{_negation(left, one_only[1])}” and “{_negation(right, one_only[2])}”.",
        )


def _nearness(side: Assertion, places: Sequence[int]) -> float:
    """How near a negated word stands to what negates it: 1 for the next content word."""
    best = 0.0
    for at in places:
        for start, stop in side.negations[at]:
            low, high = sorted((at, start)) if at < start else (stop - 1, at)
            between = sum(1 for content in side.content if low < content < high)
            best = max(best, 1.0 if not stop else 1 / (1 + FADING * between))
    return best


def _implicit(side: Assertion) -> bool:
    """Whether a claim negates without a negation: "is out", "cancelled"."""
    return not _IMPLICIT.isdisjoint(side.stems)


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
            if mine.line >= first_of_perspectives():
                strength *= PERSPECTIVE
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
    """The word with the negation that reaches it, as written; what stands between is left out where it is long."""
    outside = [(start, stop) for start, stop in side.negations[at] if stop]
    if not outside:
        return side.written(at, at + 1)
    start, stop = outside[-1]
    low, high = min(start, at), max(stop, at + 1)
    if high - low <= QUOTED:
        return side.written(low, high)
    first, last = side.written(start, stop), side.written(at, at + 1)
    return f"{first}” … “{last}" if start < at else f"{last}” … “{first}"


def _with_negation(side: Assertion, outcome: Outcome) -> str:
    start, stop = outcome.start, outcome.stop
    for low, high in side.negations[start]:
        if high:
            start, stop = min(start, low), max(stop, high)
    return side.written(start, stop)
