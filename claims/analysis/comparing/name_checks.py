"""Names of two claims: shared, exchanged for another in the same place, or with their parts in what is told swapped."""

from collections.abc import Iterator

from claims.analysis.comparing.assertion import Assertion
from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import FUNCTION_STEMS

REACH = 7  # words on either side of a verb among which its parties stand
ROLES = 0.8  # strength of parties that are exchanged
_AUXILIARIES = frozenset(("be", "get"))
_ENDS = frozenset(("in", "at", "near", "from", "since", "who", "which", "that", "and", "but", "for", "over", "after"))
_VERB_ENDINGS = ("ed", "es", "s", "en", "t", "d", "ing", "k", "e")


def name_checks(pair: Pair) -> Iterator[Check]:
    """Names of both, and names in one place that are two."""
    if pair.right.text < pair.left.text:  # in one order always: whether two names are one depends on it now and then
        pair = Pair(pair.right, pair.left, pair.similarity, pair.nearness, pair.event)
    left, right = pair.left, pair.right
    missing, other_missing = set(pair.left_missing), set(pair.right_missing)
    shared = [name for name in left.names if name not in missing]
    if shared:
        written = [f"“{one}”" for name in shared[:3] if (one := left.written_names.get(name, ""))]
        total = max(1, min(len(left.names), len(right.names)))
        if written:
            yield Check(CheckKind.NAME_AGREES, min(1.0, len(shared) / total), f"Both name {', '.join(written)}.")
    if not missing or not other_missing:
        return
    best: tuple[float, str, str] = (0.0, "", "")
    places, other_places = _places(left, missing), _places(right, other_missing)
    for name, before in places.items():
        for other, other_before in other_places.items():
            strength = 0.35 + 0.55 * (before == other_before and before != "")
            best = max(best, (strength, name, other))
    strength, name, other = best
    if not name:
        return
    one, another = left.written_names.get(name, ""), right.written_names.get(other, "")
    if one and another:
        common = len(shared) / max(1, min(len(left.names), len(right.names)))
        yield Check(CheckKind.NAME_DIFFERS, strength * (0.6 + 0.4 * common), f"Another name: “{one}” and “{another}”.")


def role_checks(pair: Pair) -> Iterator[Check]:
    """Two parties that both claims name around one verb, with their parts exchanged: who did it, and to whom."""
    left, right = pair.left.assertion, pair.right.assertion
    for word in pair.shared:
        for mine in left.places.get(word, ()):
            parties = _parties(left, mine)
            if parties is None:
                continue
            for other in right.places.get(word, ()):
                theirs = _parties(right, other)
                if theirs is None:
                    continue
                exchanged = parties[0] & theirs[1] and parties[1] & theirs[0]
                if exchanged and not parties[0] & theirs[0] and not parties[1] & theirs[1]:
                    one, another = _around(left, mine), _around(right, other)
                    yield Check(
                        CheckKind.ROLES, ROLES, f"Who did it and to whom is exchanged: “{one}” and “{another}”."
                    )
                    return


def _parties(side: Assertion, place: int) -> tuple[set[str], set[str]] | None:
    """Who does it and to whom, as the nearest names before and after a verb; None where it has not both."""
    written = side.written(place, place + 1)
    if not written.islower() or not written.endswith(_VERB_ENDINGS):
        return None
    before = _name(side, range(place - 1, max(-1, place - REACH), -1))
    after = _name(side, range(place + 1, min(len(side.stems), place + REACH)))
    if not before or not after:
        return None
    passive = any(side.stems[at] in _AUXILIARIES for at in range(max(0, place - 3), place))
    if not passive:
        return before, after
    by = "by" in side.stems[place + 1 : place + REACH]
    return (after, before) if by else None


def _name(side: Assertion, places: range) -> set[str]:
    """The words of the first name along some places; none where it only tells the place, or a clause ends before it."""
    found: set[str] = set()
    for at in places:
        written = side.written(at, at + 1)
        if written[0].isupper() and side.stems[at] not in FUNCTION_STEMS:
            found.add(side.stems[at])
        elif found:
            break
        elif side.stems[at] in _ENDS:
            return set()
    return found


def _around(side: Assertion, place: int) -> str:
    """The words from the content word before to the one behind, as written."""
    before = [at for at in side.content if at < place][-2:]
    after = [at for at in side.content if at > place][:2]
    return side.written((before or [place])[0], (after or [place])[-1] + 1)


def _places(claim: ClaimFeatures, names: set[str]) -> dict[str, str]:
    """Of each name the lower-case word before it: "in", "president"; "" at the beginning."""
    found: dict[str, str] = {}
    words = claim.text.split()
    for at, written in enumerate(words):
        plain = written.strip(".,;:!?\"'()").removesuffix("'s").lower()
        if plain in names:
            before = words[at - 1].strip(".,;:!?\"'()").lower() if at else ""
            found.setdefault(plain, before)
    for name in names:
        found.setdefault(name, "")
    return found
