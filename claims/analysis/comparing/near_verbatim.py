"""Whether claims that are worded nearly alike are one statement: a few words and figures decide, and need no reading.

The fitted table says how likely two wordings render one sentence; what then differs, a number, a date, a negation, an
opposite, contradicts. For claims in freer words see the pair reader.
"""

from collections.abc import Sequence
from functools import cache
from math import log
from operator import mul

from claims.analysis.comparing.conflicts import SURE_NUMBER, Conflict, conflicts
from claims.analysis.comparing.entailment import Aligned
from claims.analysis.comparing.fitted_weights import fits
from claims.analysis.comparing.odds import chance_of, log_odds
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import SYMMETRIC, symmetric
from claims.analysis.comparing.reasons import sentences
from claims.analysis.types import Comparison, Feature, Mode, Relation

NEARLY_VERBATIM = 0.93  # chance of being one statement by the wording alone, from which nothing else is asked
CONTRADICTED = 0.6  # chance from which "disputes" is said
UNSURE = 0.45  # of a contradiction; below it the claims still corroborate, with a lower score, unless it bars that
SAME_CLAIMANT = 0.3  # added to the log odds when both are attributed to one claimant
OTHER_CLAIMANT = -0.8  # when to different ones: opinions on one thing are two opinions
SAME_NUMBER = 1.2  # when both give one number for one thing
LETTERS = list(SYMMETRIC).index("letters")
# The fitted table knows renderings of one sentence. Reports of one statement differ more, in length and in what they
# add, so it has a share in the odds, and meaning, telling words and a common number the rest; these weights are set by
# hand, on the retranslations and the sample dossiers.
FITTED_SHARE = 0.25
BY_HAND = {"start": -4.3, "meaning": 6.0, "overlap": 3.0, "covered_most": 1.0}


class Rendering:
    """How likely two claims render one sentence, with the features that the log odds are added up from."""

    def __init__(self, pair: Pair, actor: str) -> None:
        """`actor` is the claimant of both; "" when there is none."""
        self._values = symmetric(pair, letters=1.0)
        self._beside = _beside_the_wording(pair, actor)
        self._pair = pair
        self.chance = _chance(self._values, self._beside)
        # Most pairs end here: even if every run of letters were in both they would not be alike enough.
        if self.chance >= NEARLY_VERBATIM:
            self._values[LETTERS] = pair.letters
            self.chance = _chance(self._values, self._beside)

    @property
    def nearly_verbatim(self) -> bool:
        return self.chance >= NEARLY_VERBATIM

    def comparison(self) -> Comparison:
        """What the pair is, by what differs in two claims that are worded nearly alike."""
        features = _features(self._pair, self._values, self._beside)
        found = conflicts(self._pair, self.chance)
        if not found:
            return Comparison(Relation.CORROBORATES, self.chance, tuple(features), (), _sentences(features))
        return _contradicted(found, self.chance, features)


def _chance(values: Sequence[float], beside: Sequence[Feature]) -> float:
    """How likely two claims are one statement, by the features that `_features` lists."""
    start, weights = _weights()
    odds = start + sum(map(mul, weights, values)) + sum(feature.weight for feature in beside)
    return chance_of(odds)


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    """Where the log odds start, and the weight of each of SYMMETRIC in them: by hand, and of the fitted table."""
    fit = fits()["same"]
    weights = (BY_HAND.get(name, 0.0) + FITTED_SHARE * fit.weight(name, "same") for name in SYMMETRIC)
    return BY_HAND["start"] + FITTED_SHARE * fit.intercepts[fit.classes.index("same")], tuple(weights)


def _beside_the_wording(pair: Pair, actor: str) -> list[Feature]:
    """What else moves the odds: a common number, and who is said to say it."""
    found = []
    if any(_one_number(item) for item in pair.aligned):
        found.append(Feature("number", 1.0, SAME_NUMBER, ""))
    if actor:
        found.append(Feature("claimant", 1.0, SAME_CLAIMANT, f"Both are attributed to {actor}."))
    elif (
        pair.left.claimant_words
        and pair.right.claimant_words
        and Mode.NARRATOR not in (pair.left.mode, pair.right.mode)
    ):
        # Opinions of two claimants on one thing are two.
        found.append(Feature("claimant", 1.0, OTHER_CLAIMANT, ""))
    return found


def _features(pair: Pair, values: Sequence[float], beside: Sequence[Feature]) -> list[Feature]:
    """All that the log odds of one statement are added up from: of each feature its value times its weight."""
    start, weights = _weights()
    told = sentences(pair)
    return [
        Feature("start", 1.0, start, ""),
        *beside,
        *(
            Feature(name, float(value), weight, told.get(name, ""))
            for name, value, weight in zip(SYMMETRIC, values, weights, strict=True)
            if value
        ),
    ]


def _one_number(item: Aligned) -> bool:
    """Tell whether two claims give one number for one thing, of a kind that does not come up by chance."""
    return item.left.kind != "ordinal" and item.left.value == item.right.value and item.affinity >= SURE_NUMBER


def _contradicted(found: list[Conflict], same: float, features: list[Feature]) -> Comparison:
    """The statement is one, and something in it differs; unsure of that, no relation is claimed."""
    chance = 1.0
    for conflict in found:
        chance *= 1 - conflict.strength
    sure = 1 - chance
    reasons = (*(conflict.sentence for conflict in found), *_sentences(features))
    if sure < UNSURE:
        score = same * (1 - sure / 2)
        barred = score < 0.5 or any(conflict.bars for conflict in found)
        relation = Relation.NONE if barred else Relation.CORROBORATES
    else:
        score = same * sure
        relation = Relation.DISPUTES if score >= CONTRADICTED else Relation.NONE
    return Comparison(relation, score, (*_listed(found, before=same, after=score), *features), (), reasons)


def _listed(found: Sequence[Conflict], *, before: float, after: float) -> list[Feature]:
    """The contradictions as features: together they take the chance from `before` to `after`, by their strengths."""
    shares = [-log(1 - min(conflict.strength, 1 - 1e-9)) for conflict in found]
    total = sum(shares) or 1.0
    change = log_odds(after) - log_odds(before)
    return [
        Feature(
            conflict.kind, conflict.strength, change * share / total / max(conflict.strength, 1e-9), conflict.sentence
        )
        for conflict, share in zip(found, shares, strict=True)
    ]


def _sentences(features: Sequence[Feature]) -> tuple[str, ...]:
    """The details of the features that speak for the pair, the weightiest first."""
    ordered = sorted(features, key=lambda feature: -abs(feature.weight * feature.score))
    return tuple(feature.detail for feature in ordered if feature.score > 0 and feature.detail)
