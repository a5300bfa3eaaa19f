"""What contradicts in two claims that are otherwise one statement."""

from dataclasses import dataclass

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.dates import DateMention, agree
from claims.analysis.comparing.entailment import Aligned, Entailment
from claims.analysis.comparing.fitted_weights import fits
from claims.analysis.comparing.growth import growth
from claims.analysis.comparing.numbers import UNBOUNDED
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import measure
from claims.analysis.comparing.words import stem
from claims.analysis.wordlists.lexicon import lexicon

SURE = 0.9  # chance of being one statement from which a detail that differs is a contradiction
SURE_NUMBER = 1.3  # affinity of two numbers from which they count the same thing
NEGATED_WORDING = 0.65  # share of common wording from which a negation contradicts
OPPOSED_WORDING = 0.5  # and an opposite
MOST = 20  # contradictions of one pair; numbers alone could make hundreds
GROWN = 0.2  # strength of figures that grew between two reports: no contradiction, yet not the same figures either

_IMPLICIT = frozenset(map(stem, lexicon()["implicit_negations"].split()))


@dataclass(frozen=True, slots=True)
class Conflict:
    """kind: number, growth, date, negation, opposite, name, quotation; strength: 0 to 1, how surely it contradicts.

    bars: whether the claims can't corroborate one another even when the contradiction is unsure.
    """

    kind: str
    strength: float
    sentence: str
    bars: bool = False


def conflicts(pair: Pair, same: float) -> list[Conflict]:
    """Return what contradicts, the strongest first, MOST at most. `same` is how likely the claims are one statement.

    Claims of different times are about different events as often as not, so that another date leaves the rest
    without force ("in the previous census"). A negation or an opposite counts only where the wording is otherwise
    shared: in free wording "did not manage" and "failed" look like a contradiction and are none.
    """
    if times := _other_time(pair.left.dates, pair.right.dates):
        mine, other = times
        close = mine.year == other.year and same > SURE and len(pair.left.dates) == len(pair.right.dates) == 1
        return [Conflict("date", 0.7 if close else 0.5, f"Another date: “{mine.text}” and “{other.text}”.")]
    contradicting = [item for item in pair.aligned if _contradicts(item)]
    grown, growth_in_words = growth(pair, contradicting)
    contradicting = [item for item in contradicting if item not in grown]
    # The fitted table weighs the number against all else that the claims say; asked only where it is needed.
    refuted = _refuted(pair) if contradicting else 0.0
    found = [
        Conflict(
            "number",
            refuted,
            f"Another number: “{item.left.text}” and “{item.right.text}”.",
            bars=item.affinity >= SURE_NUMBER,
        )
        for item in contradicting
    ]
    if grown:
        found.append(Conflict("growth", GROWN, growth_in_words))
    common = _common_wording(pair)
    sides = pair.left, pair.right
    if pair.negated and common >= NEGATED_WORDING and not (_implicit(pair.left) or _implicit(pair.right)):
        negating = pair.left if pair.left.stance.negated else pair.right
        found.append(Conflict("negation", 0.85, f"One of them negates {_quoted(negating.written(pair.negated))}."))
    if pair.opposed is not None and common >= OPPOSED_WORDING:
        one, another = (_quoted(side.written(word)) for side, word in zip(sides, pair.opposed, strict=True))
        found.append(Conflict("opposite", 0.75, f"{one} in one is the opposite of {another} in the other."))
    if pair.left_missing and pair.right_missing and same > SURE:
        missing = pair.left_missing[0], pair.right_missing[0]
        one, another = (_quoted(side.written_names.get(name, "")) for side, name in zip(sides, missing, strict=True))
        found.append(Conflict("name", 0.4, f"Another name: {one} and {another}."))
    return sorted(found, key=lambda conflict: -conflict.strength)[:MOST]


def _quoted(written: str) -> str:
    """A word in quotation marks, as the claim writes it; of a claim that is too long to be shown no word is quoted."""
    return f"“{written}”" if written else "a word farther down"


def _refuted(pair: Pair) -> float:
    """Chance that the one claim refutes the other, by the table fitted on changed numbers; the surer direction."""
    table = fits()["numbers"]
    return max(table.chances(measure(side))["refutes"] for side in (pair, pair.reversed()))


def _contradicts(item: Aligned) -> bool:
    """Tell whether two numbers for one thing can't both be true; "100" and "over 100" are one number told twice."""
    if item.entailment != Entailment.EXCLUDED or item.reverse != Entailment.EXCLUDED:
        return False
    bounds = (item.left.low, item.left.high, item.right.low, item.right.high)
    return item.left.value != item.right.value or (0.0 in bounds and UNBOUNDED in bounds)


def _common_wording(pair: Pair) -> float:
    """Share of telling words that the claims have in common, of the claim with the lower share."""
    most = max(pair.left.total, pair.right.total)
    return pair.shared_weight / most if most else 0.0


def _implicit(claim: ClaimFeatures) -> bool:
    """Tell whether a claim negates without a negation: "failed to", "unable", "refused"."""
    return not _IMPLICIT.isdisjoint(claim.words)


def _other_time(
    left: tuple[DateMention, ...], right: tuple[DateMention, ...]
) -> tuple[DateMention, DateMention] | None:
    """A date of each, where no date of the one agrees with any of the other."""
    found = [(_one_time(mine, other), mine, other) for mine in left for other in right]
    if any(entailment for entailment, _, _ in found):
        return None
    return next(((mine, other) for entailment, mine, other in found if entailment is False), None)


def _one_time(left: DateMention, right: DateMention) -> bool | None:
    """As `agree`, but the same date under other bounds, and a night between two days, are one time."""
    if (left.year, left.month, left.day) == (right.year, right.month, right.day) and (left.year or left.month):
        return True
    if left.weekday >= 0 and right.weekday >= 0 and (left.weekday - right.weekday) % 7 in (1, 6):
        return None
    return agree(left, right)
