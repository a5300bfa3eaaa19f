"""How far people agree with each other, and with the machine."""

from collections import Counter
from collections.abc import Sequence


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement of two people over what they both judged, less what chance alone would give: 1 is all, 0 is chance.

    None where it says nothing: for no pairs, and where both gave one and the same answer throughout. Cohen 1960.
    """
    if not pairs:
        return None
    count = len(pairs)
    observed = sum(one == other for one, other in pairs) / count
    mine, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(mine[answer] * theirs[answer] for answer in mine) / count**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
