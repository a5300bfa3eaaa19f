"""Whether a denial denies what another claim says."""

from claims.analysis.comparison import ClaimFeatures
from claims.analysis.features import Pair
from claims.analysis.names import same_name
from claims.analysis.words import stem

RELATED = 0.38  # cosine below which a bare denial and a charge are not about one matter

# "Denies the allegations" says nothing of what is denied but that it is a charge.
_CHARGES = frozenset(
    map(stem, ("accuse", "accused", "allege", "alleged", "allegation", "charge", "claim", "blame", "report", "abuse"))
)
_EMPTY = frozenset(map(stem, ("allegation", "accusation", "claim", "charge", "report", "deny", "reject", "it", "say")))


def denied(pair: Pair, same: float) -> tuple[float, str]:
    """Return how likely the one claim denies the other (0 to 1), with a sentence for the reviewer."""
    denying, stated = (pair.left, pair.right) if pair.left.denies else (pair.right, pair.left)
    who = denying.claimant or "One of them"
    content = {word: weight for word, weight in denying.weights.items() if word not in _EMPTY}
    covered = _covered(content, stated)
    charge = not _CHARGES.isdisjoint(stated.words) or not _CHARGES.isdisjoint(stated.weights)
    meaning = max(0.0, pair.similarity)
    # A denial seldom repeats what it denies word for word, so meaning weighs more than wording.
    chance = min(0.97, max(same, 0.9 * meaning + 0.35 * covered + (0.15 if charge else 0.0)))
    if sum(content.values()) < 1.0:
        # Nothing of the content is given: the sentence before has to tell, or the parties.
        leaned = _covered({w: v for w, v in denying.context_weights.items() if w not in _EMPTY}, stated)
        party = any(any(same_name(word, name) for name in stated.names) for word in denying.claimant_words)
        chance = 0.45 * charge + 0.5 * min(1.0, 2 * leaned) + 0.15 * party + 0.2 * meaning
        if meaning < RELATED:
            chance = min(chance, 0.4)
        return min(0.9, chance), f"{who} denies the charge of which the other speaks."
    if not charge and covered < 0.3 and same < 0.5:
        chance = min(chance, 0.5)
    return chance, f"{who} denies what the other says."


def _covered(weights: dict[str, float], stated: ClaimFeatures) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    found = sum(
        weight
        for word, weight in weights.items()
        if word in stated.weights or any(same_name(word, other) for other in stated.weights)
    )
    return found / total
