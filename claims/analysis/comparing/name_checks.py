"""Names of two claims: shared, exchanged for another in the same place, or with their parts in what is told swapped."""

from collections.abc import Iterator

from claims.analysis.comparing.assertion import Assertion
from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import stem, synonyms

REACH = 4  # content words on either side of a verb among which its parties stand
_AUXILIARIES = frozenset(("be", "have", "get", "been"))


def name_checks(pair: Pair) -> Iterator[Check]:
    """Names of both, and names in one place that are two."""
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
    names = {synonyms().get(stem(name), stem(name)) for name in (*pair.left.names, *pair.right.names)}
    for word in left.places.keys() & right.places.keys():
        if word in names or not _may_be_verb(left, right, word):
            continue
        for mine in left.places[word]:
            before, after = _parties(left, mine)
            for other in right.places[word]:
                their_before, their_after = _parties(right, other)
                first, second = before & their_after, after & their_before
                if first & names and second & names and not first & second:
                    one = left.written(mine, mine + 1)
                    yield Check(
                        CheckKind.ROLES,
                        0.8,
                        f"Who did it and to whom is exchanged: “{_around(left, mine)}” and “{_around(right, other)}”."
                        if one
                        else "",
                    )
                    return


def _parties(side: Assertion, place: int) -> tuple[set[str], set[str]]:
    """The content words before and after a verb; the other way round where "was" stands before it and "by" behind."""
    before = {side.stems[at] for at in side.content if at < place and at >= place - 3 * REACH}
    after = {side.stems[at] for at in side.content if place < at <= place + 3 * REACH}
    passive = (
        any(side.stems[at] in _AUXILIARIES for at in range(max(0, place - 3), place))
        and "by" in side.stems[place + 1 : place + 8]
    )
    return (after, before) if passive else (before, after)


def _may_be_verb(left: Assertion, right: Assertion, word: str) -> bool:
    """Whether a word is inflected like a verb in one of the claims."""
    for side in (left, right):
        for at in side.places[word]:
            written = side.written(at, at + 1)
            if written[0].islower() and written.endswith(("ed", "ing", "en", "es", "s", "t", "d", "e")):
                return True
    return False


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
