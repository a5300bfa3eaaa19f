"""Whether two claims are one statement, contradict one another, or neither.

Three steps: the fitted table says how likely the wording is one statement; a common utterance, a common claimant
or a denial moves that; and a statement that is one is looked at for what contradicts: another number, date or
name, a negation, an opposite.
"""

from math import exp, log

from claims.analysis.agreement import Aligned
from claims.analysis.comparison import ClaimFeatures
from claims.analysis.conflicts import SURE_NUMBER, Conflict, conflicts, drift_conflicts
from claims.analysis.denial import bare_denial, denied, one_matter
from claims.analysis.drift import drift
from claims.analysis.features import SYMMETRIC, symmetric
from claims.analysis.glance import may_match
from claims.analysis.pair import Pair
from claims.analysis.reasons import describe_features, percent
from claims.analysis.table import fits
from claims.analysis.types import Comparison, Feature, Mode, Relation
from claims.analysis.utterance import Utterance, common_utterance, same_actor

COMPARISON_VERSION = 7

SAME = 0.5  # chance of being one statement from which a cross-reference is made
CONTRADICTED = 0.6  # chance from which "disputes" is said: it has to be surer than agreement
BARE_DENIAL = 0.6  # chance that two denials by one party deny one thing, when one does not say what
UNSURE = 0.45  # of a contradiction; below it the claims still corroborate, with a lower score, unless it bars that
SAME_CLAIMANT = 0.3  # added to the log odds when both are attributed to one claimant
OTHER_CLAIMANT = -0.8  # when to different ones: opinions on one thing are two opinions
SAME_NUMBER = 1.2  # when both give one number for one thing
LETTERS = list(SYMMETRIC).index("letters")
COVERED_MOST = list(SYMMETRIC).index("covered_most")
NOTHING = Comparison(Relation.NONE, 0.0)


def compare(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float) -> Comparison:
    """Judge a pair; `similarity` is the cosine of the two sentence vectors (-1 to 1).

    Symmetric but for the direction of drift. Pairs that a glance rules out get no features and a score of 0.
    """
    return judge(left, right, similarity=similarity) if may_match(left.glance, right.glance, similarity) else NOTHING


def judge(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float) -> Comparison:
    """`compare` for a pair that a glance did not rule out."""
    pair = Pair(left, right, similarity)
    denial = left.denies != right.denies
    utterance = common_utterance(left, right, similarity)
    actor = same_actor(left, right)
    # Most pairs end here; nobody reads why two claims are not linked.
    needed = utterance is None and not left.denies and not right.denies
    values = symmetric(pair, letters=1.0)
    if needed and _chance(pair, values, actor) < SAME:
        return NOTHING  # even if every run of letters were in both
    values[LETTERS] = pair.letters
    same = _chance(pair, values, actor)
    if needed and same < SAME:
        return Comparison(Relation.NONE, same)
    features = describe_features(pair, values, actor)
    # Where both give the words themselves, a polarity read into one of them says nothing about the other.
    verbatim = utterance is not None and left.mode == Mode.DIRECT and right.mode == Mode.DIRECT
    if denial and not actor and not verbatim:
        return _denial(pair, same, features)
    if utterance is not None:
        return _quoted(utterance, same, features)
    if actor and left.denies and right.denies and same < SAME and bare_denial(left) != bare_denial(right):
        return _one_denial(pair, actor, features)
    if same < SAME or denial:
        return Comparison(Relation.NONE, min(same, 0.49), tuple(features))
    found = conflicts(pair, same)
    if not found:
        return Comparison(Relation.CORROBORATES, same, tuple(features), (), _sentences(features))
    return _contradicted(found, same, features)


def _chance(pair: Pair, values: list[float], actor: str) -> float:
    """How likely two claims are one statement; opinions of two claimants on one thing are two."""
    odds = _statement_odds(pair, values)
    if actor:
        odds += SAME_CLAIMANT
    elif (
        pair.left.claimant_words
        and pair.right.claimant_words
        and Mode.NARRATOR not in (pair.left.mode, pair.right.mode)
    ):
        odds += OTHER_CLAIMANT
    return 1 / (1 + exp(-odds))


def _statement_odds(pair: Pair, values: list[float]) -> float:
    """Log odds that two claims are one statement.

    The fitted table knows renderings of one sentence. Reports of one statement differ more, in length and in what
    they add, so the table has a share in the odds, and meaning, telling words and a common number the rest; these
    weights are set by hand, on the retranslations and the sample dossiers.
    """
    fitted = _odds(fits()["same"].chances(values)["same"])
    number = SAME_NUMBER if any(_one_number(item) for item in pair.aligned) else 0.0
    return -4.3 + 6.0 * pair.similarity + 3.0 * pair.overlap + values[COVERED_MOST] + 0.25 * fitted + number


def _one_number(item: Aligned) -> bool:
    """Tell whether two claims give one number for one thing, of a kind that does not come up by chance."""
    return item.left.kind != "ordinal" and item.left.value == item.right.value and item.affinity >= SURE_NUMBER


def _denial(pair: Pair, same: float, features: list[Feature]) -> Comparison:
    """One claim denies: it disputes the other when that is what it denies, and never corroborates it."""
    chance, sentence = denied(pair, same)
    if chance < CONTRADICTED:
        return Comparison(Relation.NONE, min(chance, 0.49), tuple(features))
    reason = Feature("denial", 1.0, 3.0, sentence)
    return Comparison(Relation.DISPUTES, chance, (reason, *features), (), (sentence, *_sentences(features)))


def _one_denial(pair: Pair, actor: str, features: list[Feature]) -> Comparison:
    """One outlet reports what is denied, the other only that "the allegations" are."""
    sentence = f"Both report a denial by {actor}; one of them does not repeat what is denied."
    reason = Feature("denial", 1.0, 2.0, sentence)
    relation = Relation.CORROBORATES if one_matter(pair) else Relation.NONE
    score = BARE_DENIAL if relation == Relation.CORROBORATES else 0.3
    return Comparison(relation, score, (reason, *features), (), (sentence, *_sentences(features)))


def _quoted(utterance: Utterance, same: float, features: list[Feature]) -> Comparison:
    """Both give one utterance: they agree that it was made, unless a number or negation was turned in it."""
    changes = drift(utterance.left, utterance.right)
    whose = f" of {utterance.speaker}" if utterance.speaker else ""
    sentence = f"Both give the same words{whose} ({percent(utterance.alike)} alike)."
    features = [Feature("quotation", utterance.alike, 4.0, sentence), *features]
    turned = drift_conflicts(changes)
    altered = [
        f"The quotation changed: “{change.left or '—'}” / “{change.right or '—'}” ({change.kind.value})."
        for change in changes
        if change.changes_meaning
    ]
    score = max(same, 0.6 + 0.39 * utterance.alike)
    relation = Relation.DISPUTES if turned else Relation.CORROBORATES
    reasons = (*(conflict.sentence for conflict in turned), sentence, *altered, *_sentences(features[1:]))
    return Comparison(relation, score, tuple(features), changes, reasons, True, utterance.speaker)


def _contradicted(found: list[Conflict], same: float, features: list[Feature]) -> Comparison:
    """The statement is one, and something in it differs; unsure of that, no relation is claimed."""
    chance = 1.0
    for conflict in found:
        chance *= 1 - conflict.strength
    sure = 1 - chance
    listed = [Feature(conflict.kind, conflict.strength, -3.0, conflict.sentence) for conflict in found]
    reasons = (*(conflict.sentence for conflict in found), *_sentences(features))
    if sure < UNSURE:
        score = same * (1 - sure / 2)
        barred = score < SAME or any(conflict.bars for conflict in found)
        relation = Relation.NONE if barred else Relation.CORROBORATES
        return Comparison(relation, score, (*listed, *features), (), reasons)
    relation = Relation.DISPUTES if same * sure >= CONTRADICTED else Relation.NONE
    return Comparison(relation, same * sure, (*listed, *features), (), reasons)


def _sentences(features: list[Feature]) -> tuple[str, ...]:
    """The details of the features that speak for the pair, the weightiest first."""
    ordered = sorted(features, key=lambda feature: -abs(feature.weight * feature.score))
    return tuple(feature.detail for feature in ordered if feature.score > 0 and feature.detail)


def _odds(chance: float) -> float:
    bounded = min(1 - 1e-9, max(1e-9, chance))
    return log(bounded / (1 - bounded))
