"""Baselines that link the same claims: by the cosine of their vectors, and by the words in common.

Each says "corroborates" from a threshold on, and "disputes" from one of its own, as a second question. Both thresholds
are those with the best F1 on these very labels, which flatters the baselines.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

from benchmarks.dossier_findings import ArticleKey, Collection, Comparisons, Findings, assembled, same_dossier
from benchmarks.dossier_labels import LabelledDossier
from benchmarks.dossier_scores import Meant, Scores, all_labels, meant, score
from benchmarks.figures import Ratio, f1
from claims.analysis.types import Comparison, Relation
from sources.independence.lineage import Report

WORD = re.compile(r"\w+")
Likeness = Callable[[int, int, float], float]  # of two claims by their places and their cosine


class Scored(NamedTuple):
    """A pair of claims of one dossier, with what the labels say of it under the question that is asked."""

    likeness: float
    dossier: str
    meant: Meant


@dataclass(frozen=True)
class Threshold:
    """The likeness from which pairs are linked, and how good that is for one relation."""

    least: float
    precision: Ratio
    recall: Ratio

    @property
    def f1(self) -> float:
        return f1(self.precision.share, self.recall.share) if self.precision.total else 0.0


@dataclass(frozen=True)
class Baseline:
    name: str
    scores: Scores
    across: Ratio  # its links between two dossiers, of all its links


def baselines(dossiers: Sequence[LabelledDossier], collection: Collection) -> list[Baseline]:
    words = [frozenset(WORD.findall(found.claim.text.casefold())) for found in collection.claims]

    def in_common(left: int, right: int, _: float) -> float:
        both = len(words[left]) + len(words[right])
        return 2 * len(words[left] & words[right]) / both if both else 0.0

    return [
        measured("cosine", lambda _, __, cosine: cosine, dossiers, collection),
        measured("words in common", in_common, dossiers, collection),
    ]


def measured(name: str, likeness: Likeness, dossiers: Sequence[LabelledDossier], collection: Collection) -> Baseline:
    within: dict[str, dict[tuple[int, int], float]] = {dossier.slug: {} for dossier in dossiers}
    across: list[float] = []
    places = {dossier.slug: collection.of(dossier.slug) for dossier in dossiers}
    for left, right, cosine, *_ in collection.pairs():
        value = likeness(left, right, cosine)
        if same_dossier(collection, left, right):
            slug = collection.claims[left].dossier
            within[slug][left - places[slug].start, right - places[slug].start] = value
        else:
            across.append(value)
    same, other = (
        best(dossiers, collection, within, relation) for relation in (Relation.CORROBORATES, Relation.DISPUTES)
    )
    scores = reduce(
        add,
        (score(dossier, linked(collection, dossier.slug, within[dossier.slug], same.least)) for dossier in dossiers),
    )
    scores.ratios["disputes: precision"], scores.ratios["disputes: recall"] = other.precision, other.recall
    wrong = sum(value >= same.least for value in across)
    links = wrong + sum(value >= same.least for values in within.values() for value in values.values())
    return Baseline(f"{name} from {same.least:.2f} ({other.least:.2f})", scores, Ratio(wrong, links))


def best(
    dossiers: Sequence[LabelledDossier],
    collection: Collection,
    within: dict[str, dict[tuple[int, int], float]],
    relation: Relation,
) -> Threshold:
    """The threshold with the best F1 for this relation."""
    pairs = []
    for dossier in dossiers:
        places = collection.of(dossier.slug)
        names = all_labels(dossier, collection.claims[places.start : places.stop])
        pairs += [
            Scored(value, dossier.slug, meant(dossier, names, left, right, relation))
            for (left, right), value in within[dossier.slug].items()
        ]
    wanted = {
        (dossier.slug, key) for dossier in dossiers for key, pair in dossier.pairs.items() if pair.relation is relation
    }
    return best_threshold(pairs, wanted)


def best_threshold(pairs: Sequence[Scored], wanted: set[tuple[str, frozenset[str]]]) -> Threshold:
    """Counted as the scores count: a pair of labels once, however many passages make it."""
    ordered = sorted(pairs, key=lambda pair: -pair.likeness)
    found: set[tuple[str, frozenset[str]]] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    right = 0
    chosen = Threshold(1.0, Ratio(), Ratio(0, len(wanted)))
    for place, pair in enumerate(ordered):
        if pair.meant.scored and (pair.dossier, pair.meant.key) not in seen:
            seen.add((pair.dossier, pair.meant.key))
            right += bool(pair.meant.right)
        found |= {(pair.dossier, key) for key in pair.meant.right}
        if place + 1 == len(ordered) or ordered[place + 1].likeness < pair.likeness:
            here = Threshold(pair.likeness, Ratio(right, len(seen)), Ratio(len(found), len(wanted)))
            chosen = max(chosen, here, key=lambda one: one.f1)
    return chosen


def linked(collection: Collection, slug: str, likenesses: dict[tuple[int, int], float], least: float) -> Findings:
    """The findings of a threshold in one dossier; it takes every outlet for independent."""
    places = collection.of(slug)
    reports: dict[ArticleKey, Report] = {
        key: Report(source=article.source) for key, article in collection.articles.items() if key[0] == slug
    }
    comparisons: Comparisons = {
        pair: Comparison(Relation.CORROBORATES if value >= least else Relation.NONE, max(0.0, value))
        for pair, value in likenesses.items()
    }
    return assembled(collection.claims[places.start : places.stop], reports, comparisons)
