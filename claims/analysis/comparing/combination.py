"""How likely two claims corroborate or dispute each other: the pair reader's answer, weighed with the exact checks.

Two logistic regressions over the features named here. training/combination.py writes their weights to
combination.json, from chances that the pair reader gave for dossiers and contrast sets it had not learnt from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.checks import checks
from claims.analysis.comparing.near_verbatim import Rendering
from claims.analysis.comparing.odds import chance_of, log_odds
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.reasons import percent, sentences
from claims.analysis.comparing.utterance import same_actor
from claims.analysis.types import Feature, Mode, Relation

MOST_SURE = 6.0  # log odds that the reader's chances are cut to, either way

READING: dict[str, str] = {
    "reads_same": "log odds that the pair reader gives for corroborates, -6 to 6",
    "reads_opposed": "the same for disputes",
    "meaning": "cosine of the sentence vectors",
    "reads_same_near": "reads_same times the cosine: of one event the reader is surer",
    "reads_opposed_near": "reads_opposed times the cosine",
    "meaning_squared": "square of the cosine",
    "event": "cosine of the beginnings of their articles: high for two reports of one event",
    "overlap": "cosine of the telling words, weighted by rarity",
    "wording": "log odds that they word one sentence, by the fitted table of wordings, -6 to 6",
    "reads_same_worded": "reads_same times wording",
    "reads_opposed_worded": "reads_opposed times wording",
    "one_denies": "1 when one claim is a denial and the other is not",
    "both_deny": "1 when both are denials",
    "two_quotations": "1 when two speakers are quoted in their own words",
    "in_articles": "1 when both stand in articles: what is posted alone is related less or more often",
    "in_articles_meaning": "the cosine, where both do",
    "in_articles_overlap": "the overlap, where both do",
}
CHECKED: tuple[CheckKind, ...] = (
    CheckKind.NUMBER_AGREES,
    CheckKind.NUMBER_DIFFERS,
    CheckKind.DATE_DIFFERS,
    CheckKind.NEGATION,
    CheckKind.OPPOSITE,
    CheckKind.BOTH_NEGATE,
    CheckKind.OPPOSITE_NEGATED,
    CheckKind.SILENCE,
    CheckKind.ROLES,
)
_FOR = frozenset(
    (
        CheckKind.NUMBER_AGREES,
        CheckKind.NUMBER_GREW,
        CheckKind.DATE_AGREES,
        CheckKind.BOTH_NEGATE,
        CheckKind.OPPOSITE_NEGATED,
        CheckKind.NAME_AGREES,
    )
)
_AGAINST = frozenset(
    (
        CheckKind.NUMBER_DIFFERS,
        CheckKind.DATE_DIFFERS,
        CheckKind.NEGATION,
        CheckKind.OPPOSITE,
        CheckKind.ROLES,
        CheckKind.NAME_DIFFERS,
    )
)
NAMES: tuple[str, ...] = (*READING, *(kind.value for kind in CHECKED))


class Found:
    """The values of NAMES for a pair, the strengths of its checks by kind, and the sentences of what was found."""

    def __init__(self, pair: Pair, same: float, opposed: float) -> None:
        """`same` and `opposed` are the reader's chances that the pair corroborates and disputes."""
        left, right = pair.left, pair.right
        self.checks: tuple[Check, ...] = checks(pair)
        self.speaker = same_actor(left, right)
        apart = bool(left.claimant_words and right.claimant_words and not self.speaker)
        self.strengths: dict[str, float] = {check.kind: check.strength for check in reversed(self.checks)}
        together = pair.event is not None
        reads_same, reads_opposed = _bounded_log_odds(same), _bounded_log_odds(opposed)
        self.rendering = Rendering(pair, self.speaker)
        wording = _bounded_log_odds(self.rendering.chance)
        values = {
            "reads_same": reads_same,
            "reads_opposed": reads_opposed,
            "meaning": pair.similarity,
            "reads_same_near": reads_same * pair.similarity,
            "reads_opposed_near": reads_opposed * pair.similarity,
            "meaning_squared": pair.similarity**2,
            "event": pair.event or 0.0,
            "overlap": pair.overlap,
            "wording": wording,
            "reads_same_worded": reads_same * wording,
            "reads_opposed_worded": reads_opposed * wording,
            "one_denies": float(left.denies != right.denies),
            "both_deny": float(left.denies and right.denies),
            "two_quotations": float(apart and left.mode == right.mode == Mode.DIRECT),
            "in_articles": float(together),
            "in_articles_meaning": together * pair.similarity,
            "in_articles_overlap": together * pair.overlap,
        }
        self.values: tuple[float, ...] = tuple(
            values[name] if name in values else self.strengths.get(name, 0.0) for name in NAMES
        )
        self.pair, self.same, self.opposed = pair, same, opposed

    def chance(self, relation: Relation) -> float:
        """How likely the pair corroborates or disputes, 0 to 1."""
        return chance_of(weights(relation).log_odds(self.values))

    def features(self, relation: Relation) -> list[Feature]:
        """All that the log odds of `chance` are added up from, with the sentences of the checks."""
        table = weights(relation)
        told = {check.kind.value: check.sentence for check in reversed(self.checks)}
        weighed = zip(NAMES, self.values, table.weights, strict=True)
        return [
            Feature("start", 1.0, table.start, ""),
            *(Feature(name, value, weight, told.get(name, "")) for name, value, weight in weighed if value and weight),
        ]

    def sentences(self, relation: Relation) -> tuple[str, ...]:
        """What a reviewer reads, the decisive sentence first: exact checks, the reading, then words and meaning."""
        disputes = relation == Relation.DISPUTES
        speaking = _AGAINST if disputes else _FOR
        # That a figure grew, or that numbers differ, tells more than that both name a town.
        order = list(CheckKind)
        spoken = sorted(
            (check for check in self.checks if check.kind in speaking), key=lambda one: order.index(one.kind)
        )
        found = [check.sentence for check in spoken]
        left, right = self.pair.left, self.pair.right
        if disputes and left.denies != right.denies:
            who = (left if left.denies else right).claimant
            found.insert(
                0, f"{who[0].upper()}{who[1:]} denies what the other says." if who else "One denies the other."
            )
        says, chance = ("contradict each other", self.opposed) if disputes else ("say the same", self.same)
        found.append(f"Read side by side, they {says} ({percent(chance)} sure).")
        if self.speaker:
            found.append(f"Both are attributed to {self.speaker}.")
        return tuple(dict.fromkeys([*found, *sentences(self.pair).values()]))


@dataclass(frozen=True)
class Weights:
    """Of one relation: where the log odds start, and the weight of each of NAMES in them."""

    start: float
    weights: tuple[float, ...]

    def log_odds(self, values: Sequence[float]) -> float:
        return self.start + sum(value * weight for value, weight in zip(values, self.weights, strict=True))


@cache
def _table() -> dict[str, Weights]:
    """The fitted weights by relation; raises ValueError when one names an unknown feature."""
    text = resources.files("claims.analysis.comparing").joinpath("combination.json").read_text(encoding="utf-8")
    found = {}
    for relation, stored in json.loads(text)["relations"].items():
        if unknown := set(stored["weights"]) - set(NAMES):
            raise ValueError(f"combination.json weighs features that do not exist: {', '.join(sorted(unknown))}.")
        found[relation] = Weights(stored["start"], tuple(stored["weights"].get(name, 0.0) for name in NAMES))
    return found


def weights(relation: Relation) -> Weights:
    return _table()[relation]


def _bounded_log_odds(chance: float) -> float:
    return max(-MOST_SURE, min(MOST_SURE, log_odds(chance)))
