"""Whether two claims are one statement, contradict one another, or neither.

Three steps: the fitted table says how likely the wording is one statement; a common utterance, a common claimant
or a denial moves that; and a statement that is one is looked at for what contradicts: another number, date or
name, a negation, an opposite.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import exp, log
from operator import mul

from claims.analysis.bounds import SENTENCE_CHARACTERS, bounded
from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.conflicts import SURE_NUMBER, Conflict, conflicts, drift_conflicts
from claims.analysis.comparing.denial import bare_denial, denied, one_matter
from claims.analysis.comparing.drift import drift, mirrored
from claims.analysis.comparing.entailment import Aligned
from claims.analysis.comparing.fitted_weights import fits
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import SYMMETRIC, symmetric
from claims.analysis.comparing.prefilter import may_match
from claims.analysis.comparing.reasons import percent, sentences
from claims.analysis.comparing.utterance import Utterance, common_utterance, same_actor
from claims.analysis.types import Comparison, Feature, Mode, Relation
from factcheck.shortening import shortened

COMPARISON_VERSION = 8

SAME = 0.5  # chance of being one statement from which a cross-reference is made
CONTRADICTED = 0.6  # chance from which "disputes" is said: it has to be surer than agreement
BARE_DENIAL = 0.6  # chance that two denials by one party deny one thing, when one does not say what
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
NOTHING = Comparison(Relation.NONE, 0.0)


def compare(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float) -> Comparison:
    """Compare two claims; `similarity` is the cosine of the two sentence vectors (-1 to 1).

    Symmetric: the other way round gives the same score, features and sentences, and the drift in its mirror. Pairs that
    the prefilter rules out get no features and a score of 0.
    """
    return (
        compare_likely(left, right, similarity=similarity)
        if may_match(left.prefilter, right.prefilter, similarity)
        else NOTHING
    )


def compare_likely(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float) -> Comparison:
    """`compare` without the prefilter, for a pair that has passed it."""
    found = _symmetric(left, right, similarity)
    if found.relation == Relation.NONE:
        return found  # kept nowhere
    details = (replace(feature, detail=shortened(feature.detail, SENTENCE_CHARACTERS)) for feature in found.features)
    return replace(found, features=tuple(details), reasons=bounded(found.reasons))


def _symmetric(left: ClaimFeatures, right: ClaimFeatures, similarity: float) -> Comparison:
    # In one direction always, so that no tie within is broken by which claim happens to be the left one.
    if _in_order(right) < _in_order(left):
        found = _compare(Pair(right, left, similarity))
        return replace(found, drift=tuple(map(mirrored, found.drift))) if found.drift else found
    return _compare(Pair(left, right, similarity))


def _in_order(claim: ClaimFeatures) -> tuple[str, ...]:
    return claim.text, claim.quote, claim.claimant, *claim.cue, *claim.context, claim.mode, claim.polarity


def _compare(pair: Pair) -> Comparison:
    left, right = pair.left, pair.right
    denial = left.denies != right.denies
    utterance = common_utterance(left, right, pair.similarity)
    actor = same_actor(left, right)
    # Most pairs end here; nobody reads why two claims are not linked.
    needed = utterance is None and not left.denies and not right.denies
    values = symmetric(pair, letters=1.0)
    beside = _beside_the_wording(pair, actor)
    if needed and _chance(values, beside) < SAME:
        return NOTHING  # even if every run of letters were in both
    values[LETTERS] = pair.letters
    same = _chance(values, beside)
    if needed and same < SAME:
        return Comparison(Relation.NONE, same)
    features = _features(pair, values, beside)
    # Where both give the words themselves, a polarity read into one of them says nothing about the other.
    verbatim = utterance is not None and left.mode == Mode.DIRECT and right.mode == Mode.DIRECT
    if denial and not actor and not verbatim:
        return _denial(pair, same, features)
    if utterance is not None:
        return _quoted(utterance, same, features)
    if actor and left.denies and right.denies and same < SAME and bare_denial(left) != bare_denial(right):
        return _one_denial(pair, actor, same, features)
    if same < SAME or denial:
        return Comparison(Relation.NONE, min(same, 0.49), tuple(features))
    found = conflicts(pair, same)
    if not found:
        return Comparison(Relation.CORROBORATES, same, tuple(features), (), _sentences(features))
    return _contradicted(found, same, features)


def _chance(values: Sequence[float], beside: Sequence[Feature]) -> float:
    """How likely two claims are one statement, by the features that `_features` lists."""
    start, weights = _weights()
    odds = start + sum(map(mul, weights, values)) + sum(feature.weight for feature in beside)
    return 1 / (1 + exp(-odds))


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


def _step(name: str, value: float, sentence: str, *, before: float, after: float) -> Feature:
    """A feature that takes the chance from `before` to `after`."""
    return Feature(name, value, (_odds(after) - _odds(before)) / value, sentence)


def _one_number(item: Aligned) -> bool:
    """Tell whether two claims give one number for one thing, of a kind that does not come up by chance."""
    return item.left.kind != "ordinal" and item.left.value == item.right.value and item.affinity >= SURE_NUMBER


def _denial(pair: Pair, same: float, features: list[Feature]) -> Comparison:
    """One claim denies: it disputes the other when that is what it denies, and never corroborates it."""
    chance, sentence = denied(pair, same)
    if chance < CONTRADICTED:
        return Comparison(Relation.NONE, min(chance, 0.49), tuple(features))
    reason = _step("denial", 1.0, sentence, before=same, after=chance)
    return Comparison(Relation.DISPUTES, chance, (reason, *features), (), (sentence, *_sentences(features)))


def _one_denial(pair: Pair, actor: str, same: float, features: list[Feature]) -> Comparison:
    """One outlet reports what is denied, the other only that "the allegations" are."""
    sentence = f"Both report a denial by {actor}; one of them does not repeat what is denied."
    relation = Relation.CORROBORATES if one_matter(pair) else Relation.NONE
    score = BARE_DENIAL if relation == Relation.CORROBORATES else 0.3
    reason = _step("denial", 1.0, sentence, before=same, after=score)
    return Comparison(relation, score, (reason, *features), (), (sentence, *_sentences(features)))


def _quoted(utterance: Utterance, same: float, features: list[Feature]) -> Comparison:
    """Both give one utterance: they agree that it was made, unless a number or negation was turned in it."""
    changes = drift(utterance.left, utterance.right)
    whose = f" of {utterance.speaker}" if utterance.speaker else ""
    sentence = f"Both give the same words{whose} ({percent(utterance.alike)} alike)."
    score = max(same, 0.6 + 0.39 * utterance.alike)
    features = [_step("quotation", utterance.alike, sentence, before=same, after=score), *features]
    turned = drift_conflicts(changes)
    altered = [
        f"The quotation changed: “{change.left or '—'}” / “{change.right or '—'}” ({change.kind.value})."
        for change in changes
        if change.changes_meaning
    ]
    relation = Relation.DISPUTES if turned else Relation.CORROBORATES
    reasons = (*(conflict.sentence for conflict in turned), sentence, *altered, *_sentences(features[1:]))
    return Comparison(relation, score, tuple(features), changes, reasons, True, utterance.speaker)


def _contradicted(found: list[Conflict], same: float, features: list[Feature]) -> Comparison:
    """The statement is one, and something in it differs; unsure of that, no relation is claimed."""
    chance = 1.0
    for conflict in found:
        chance *= 1 - conflict.strength
    sure = 1 - chance
    reasons = (*(conflict.sentence for conflict in found), *_sentences(features))
    if sure < UNSURE:
        score = same * (1 - sure / 2)
        barred = score < SAME or any(conflict.bars for conflict in found)
        relation = Relation.NONE if barred else Relation.CORROBORATES
    else:
        score = same * sure
        relation = Relation.DISPUTES if score >= CONTRADICTED else Relation.NONE
    return Comparison(relation, score, (*_listed(found, before=same, after=score), *features), (), reasons)


def _listed(found: Sequence[Conflict], *, before: float, after: float) -> list[Feature]:
    """The contradictions as features: together they take the chance from `before` to `after`, by their strengths."""
    shares = [-log(1 - min(conflict.strength, 1 - 1e-9)) for conflict in found]
    total = sum(shares) or 1.0
    change = _odds(after) - _odds(before)
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


def _odds(chance: float) -> float:
    bounded = min(1 - 1e-9, max(1e-9, chance))
    return log(bounded / (1 - bounded))
