"""Whether two claims are one statement, contradict one another, or neither: a table of weighted features."""

from math import exp

from rapidfuzz.distance import Indel

from claims.analysis import dates
from claims.analysis.comparison import ClaimFeatures
from claims.analysis.drift import drift
from claims.analysis.names import same_name
from claims.analysis.negation import opposed
from claims.analysis.numbers import Quantity
from claims.analysis.types import Change, ChangeKind, Comparison, Feature, Relation

COMPARISON_VERSION = 1

REJECT_SIMILARITY = 0.40
REJECT_OVERLAP = 0.15
SAME = 0.5
QUOTED_WORDS = 4
NOTHING = Comparison(Relation.NONE, 0.0)


def compare(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float) -> Comparison:
    """Judge a pair; `similarity` is the cosine of the two sentence vectors (-1 to 1).

    Symmetric but for the direction of drift. Pairs that share neither meaning nor words are rejected at once.
    """
    shared = _shared_weight(left, right)
    overlap = shared / max(1e-9, (left.norm * right.norm) ** 0.5)
    if similarity < REJECT_SIMILARITY and overlap < REJECT_OVERLAP and not (left.quote and right.quote):
        return NOTHING
    features: list[Feature] = []
    contained = shared / max(1e-9, min(left.norm, right.norm)) if min(left.norm, right.norm) > 2 else 0.0
    features.append(
        Feature("meaning", max(0.0, similarity), 6.0, f"The sentences are {_percent(similarity)} alike in meaning.")
    )
    features.append(Feature("words", overlap, 3.0, _words_sentence(left, right, overlap)))
    features.append(
        Feature(
            "contained", contained, 1.0, f"{_percent(contained)} of the shorter claim's telling words are in the other."
        )
    )
    actors = _same_actor(left, right)
    features.append(
        Feature(
            "claimant",
            1.0 if actors else 0.0,
            0.6,
            f"Both are attributed to {actors}." if actors else "Not the same claimant.",
        )
    )
    quotes, utterance_left, utterance_right = _quotes(left, right)
    same_utterance = quotes >= 0.5 and (
        bool(actors) or not left.claimant_words or not right.claimant_words or quotes >= 0.75
    )
    changes: tuple[Change, ...] = ()
    if same_utterance:
        changes = drift(utterance_left, utterance_right)
        features.append(Feature("quotation", quotes, 5.0, f"Both quote the same words ({_percent(quotes)} alike)."))
    logit = -5.0 + sum(feature.score * feature.weight for feature in features)
    same = 1 / (1 + exp(-logit))
    conflicts = _conflicts(left, right, changes, same_utterance)
    denial = left.denies != right.denies and not actors
    if denial:
        accused = _anaphoric(left, right, similarity)
        features.append(Feature("denial", 1.0, 0.0, "One claim denies what the other asserts."))
        score = max(same, accused, min(0.9, max(0.0, similarity) * 1.4) if similarity >= 0.45 else 0.0)
        relation = Relation.DISPUTES if score >= 0.6 else Relation.NONE
        return Comparison(relation, score, tuple(features), (), _reasons(features, relation))
    if same < SAME:
        return Comparison(Relation.NONE, same, tuple(features))
    features += conflicts
    relation = Relation.CORROBORATES
    if conflicts and (not same_utterance or any(f.weight <= -2 for f in conflicts)):
        relation = Relation.DISPUTES
    whose = left.claimant or right.claimant
    return Comparison(
        relation,
        same,
        tuple(features),
        changes,
        _reasons(features, relation),
        same_utterance,
        whose if same_utterance else "",
    )


def _shared_weight(left: ClaimFeatures, right: ClaimFeatures) -> float:
    mine, other = left.weights, right.weights
    if len(mine) > len(other):
        mine, other = other, mine
    return sum(weight for word, weight in mine.items() if word in other)


def _words_sentence(left: ClaimFeatures, right: ClaimFeatures, overlap: float) -> str:
    shared = sorted(left.weights.keys() & right.weights.keys(), key=lambda word: (-left.weights[word], word))
    if not shared:
        return "They share no telling word."
    return f"They share {', '.join(f'“{word}”' for word in shared[:5])} ({_percent(overlap)} of their words by weight)."


def _same_actor(left: ClaimFeatures, right: ClaimFeatures) -> str:
    for mine in left.claimant_words:
        if any(same_name(mine, other) for other in right.claimant_words):
            return min(left.claimant or mine, right.claimant or mine)
    return ""


def _quotes(left: ClaimFeatures, right: ClaimFeatures) -> tuple[float, str, str]:
    if len(left.quote_tokens) < QUOTED_WORDS or len(right.quote_tokens) < QUOTED_WORDS:
        return 0.0, "", ""
    similarity = Indel.normalized_similarity(left.quote_tokens, right.quote_tokens)
    shorter = min(len(left.quote_tokens), len(right.quote_tokens))
    common = (len(left.quote_tokens) + len(right.quote_tokens)) * similarity / 2
    return max(similarity, common / shorter if shorter >= 5 else 0.0), left.quote, right.quote


def _conflicts(
    left: ClaimFeatures, right: ClaimFeatures, changes: tuple[Change, ...], same_utterance: bool
) -> list[Feature]:
    found: list[Feature] = []
    if same_utterance:
        for change in changes:
            if change.changes_meaning and change.kind in (ChangeKind.NUMBER, ChangeKind.NEGATION):
                found.append(
                    Feature(
                        "drift",
                        1.0,
                        -2.0,
                        f"The quotation differs in a {change.kind.value}: “{change.left}” / “{change.right}”.",
                    )
                )
        return found
    for mine in left.quantities:
        others = [
            other for other in right.quantities if other.kind == mine.kind and other.unit == mine.unit and mine.unit
        ]
        if others and not any(_compatible(mine, other) for other in others):
            found.append(
                Feature(
                    "number", 1.0, -2.0, f"Another number for the same thing: “{mine.text}” and “{others[0].text}”."
                )
            )
    for day in left.dates:
        verdicts = [dates.agree(day, other) for other in right.dates]
        if False in verdicts and True not in verdicts:
            return [Feature("date", 1.0, -1.0, f"Another date: “{day.text}” and “{right.dates[0].text}”.")]
    negated = (set(left.stance.negated) & (right.weights.keys() - set(right.stance.negated))) | (
        set(right.stance.negated) & (left.weights.keys() - set(left.stance.negated))
    )
    if negated and bool(left.stance.negated) != bool(right.stance.negated):
        found.append(Feature("negation", 1.0, -2.0, f"One of them negates “{min(negated)}”."))
    if pair := opposed(left.weights, right.weights):
        found.append(Feature("opposite", 1.0, -2.0, f"“{pair[0]}” in one is “{pair[1]}” in the other."))
    return found


def _compatible(left: Quantity, right: Quantity) -> bool:
    return left.low <= right.high and right.low <= left.high


def _anaphoric(left: ClaimFeatures, right: ClaimFeatures, similarity: float) -> float:
    """A denial of "the allegations": what it denies is said in the sentence before."""
    return 0.0


def _reasons(features: list[Feature], relation: Relation) -> tuple[str, ...]:
    ordered = sorted(features, key=lambda feature: -abs(feature.score * feature.weight))
    if relation is Relation.DISPUTES:
        ordered = sorted(ordered, key=lambda feature: feature.weight > 0)
    return tuple(feature.detail for feature in ordered if feature.score > 0)


def _percent(share: float) -> str:
    return f"{round(100 * max(0.0, min(1.0, share)))}%"
