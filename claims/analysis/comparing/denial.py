"""Whether a denial denies what another claim says."""

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.dates import agree
from claims.analysis.comparing.entailment import Entailment
from claims.analysis.comparing.names import same_name
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import stem
from claims.analysis.wordlists.cue_words import WORDS

RELATED = 0.38  # cosine below which a bare denial and a charge are not about one matter

RETOLD = 0.4  # share of the telling words of a denial that stand before a bare one of the same matter
DENIED_WORDS = 6  # telling words after the denial that say what is denied; then come the denier's own reasons

# "Denies the allegations" says nothing of what is denied but that it is a charge.
_CHARGES = frozenset(map(stem, ("accuse", "allege", "allegation", "charge", "blame")))
_EMPTY = frozenset(
    map(stem, ("accuse", "allege", "claim", "charge", "report", "deny", "reject", "dismiss", "evidence", "say"))
) | frozenset(map(stem, (*WORDS["referring"], *WORDS["untrue"])))


def denied(pair: Pair, same: float) -> tuple[float, str]:
    """Return how likely the one claim denies the other (0 to 1), with a sentence for the reviewer.

    A denial seldom repeats what it denies word for word, so meaning and the share of its words found weigh alike.
    """
    denying, stated = (pair.left, pair.right) if pair.left.denies else (pair.right, pair.left)
    who = denying.claimant or "One of them"
    charge = not (_CHARGES.isdisjoint(stated.words) and _CHARGES.isdisjoint(stated.cue))
    meaning = max(0.0, pair.similarity)
    if of_another_number(pair):
        return min(same, 0.3), f"{who} denies another number."
    if not bare_denial(denying):
        covered = _covered(_content(denying), stated.weights)
        dated = 0.1 * any(agree(mine, other) for mine in denying.dates for other in stated.dates)
        chance = max(same, 0.75 * meaning + 0.55 * covered + 0.12 * charge + dated)
        return min(0.97, chance), f"{who} denies what the other says."
    # Nothing of the content is given: the sentence before has to tell, or the parties.
    leaned = _covered({word: w for word, w in denying.context_weights.items() if word not in _EMPTY}, stated.weights)
    party = any(any(same_name(word, name) for name in stated.names) for word in denying.claimant_words)
    chance = 0.55 * charge + 0.5 * min(1.0, 2 * leaned) + 0.15 * party + 0.2 * meaning
    if meaning < RELATED:
        chance = min(chance, 0.4)
    return min(0.9, chance), f"{who} denies the charge of which the other speaks."


def of_another_number(pair: Pair) -> bool:
    """Tell whether what is stated leaves out every number or time that is denied.

    Denying that 17 died leaves alone that four did, and that "at least nine" did; denying that more than 100 died
    denies that 120 did.
    """
    within = [item.entailment if pair.left.denies else item.reverse for item in pair.aligned]
    times = [agree(mine, other) for mine in pair.left.dates for other in pair.right.dates]
    other_number = bool(within) and Entailment.HOLDS not in within
    return other_number or (bool(times) and not any(entailment is not False for entailment in times))


def bare_denial(claim: ClaimFeatures) -> bool:
    """Tell whether a denial says nothing of what it denies: "denies the allegations"."""
    return claim.denies and sum(_content(claim).values()) < 1.0


def one_matter(pair: Pair) -> bool:
    """Tell whether of two denials by one party the bare one is of what the other repeats."""
    bare, full = (pair.left, pair.right) if bare_denial(pair.left) else (pair.right, pair.left)
    return pair.similarity >= RELATED or _covered(_content(full), bare.context_weights) >= RETOLD


def _content(claim: ClaimFeatures) -> dict[str, float]:
    own = {stem(word) for word in claim.claimant_words}
    telling = [(word, weight) for word, weight in claim.weights.items() if word not in _EMPTY and word not in own]
    return dict(telling[:DENIED_WORDS])


def _covered(weights: dict[str, float], stated: dict[str, float]) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    found = sum(
        weight for word, weight in weights.items() if word in stated or any(same_name(word, other) for other in stated)
    )
    return found / total
