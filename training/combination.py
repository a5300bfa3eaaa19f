"""Fit the weights of claims/analysis/comparing/combination.json.

    python -m training.combination WORK --dossiers FOLDER --contrast FILE ...

WORK holds the chances that the pair reader gave for dossiers and contrast sets before it had learnt from any of them
(training/pair_reader.py unseen). Prints how the combination does on each fold of them, fitted on the others.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from benchmarks.dossier_labels import load_all
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.combination import NAMES, Found
from claims.analysis.comparing.matching import CONTRADICTED, SAME, in_order, needs_reading
from claims.analysis.comparing.pair import Pair
from claims.analysis.vectors.encoder import encode
from training.logistic import fit
from training.pair_data import (
    CORROBORATES,
    DISPUTES,
    FOLDS,
    NEITHER,
    Written,
    candidate_rows,
    contrast_rows,
    fold_of,
    kept_out_pairs,
)

TARGET = Path(__file__).parents[1] / "claims" / "analysis" / "comparing" / "combination.json"
RIDGE = 30.0  # rows
# One row in so many is fitted on, by where it is from.
SHARES = {"articles": 1, "alone": 3, "contrast": 1, "written": 1}
RELATIONS = ("corroborates", "disputes")


@dataclass(frozen=True)
class Row:
    values: tuple[float, ...]
    answer: int
    fold: int
    origin: str  # a key of SHARES
    scored: tuple[bool, bool]  # whether each relation would count


def rows_of(work: Path, dossiers: Path, contrast: Sequence[Path]) -> list[Row]:
    chances: dict[tuple[str, str], tuple[float, float]] = {}
    for left, right, same, opposed, _ in json.loads((work / "unseen.json").read_text(encoding="utf-8")):
        chances[left, right] = chances[right, left] = same, opposed
    rows = []

    def add(pair: Pair, answer: int, fold: int, origin: str, scored: tuple[bool, bool] = (True, True)) -> None:
        if needs_reading(pair):
            same, opposed = chances[pair.left.statement, pair.right.statement]
            rows.append(Row(Found(pair, same, opposed).values, answer, fold, origin, scored))

    def add_written(pairs: Sequence[tuple[Written, Written, int, int]], origin: str) -> None:
        vectors = encode([one.text for pair in pairs for one in pair[:2]])
        for place, (left, right, answer, fold) in enumerate(pairs):
            similarity = float(vectors[2 * place] @ vectors[2 * place + 1])
            add(in_order(describe(left.claim()), describe(right.claim()), similarity), answer, fold, origin)

    collection, found = candidate_rows(load_all(dossiers))
    for row in found:
        left, right = collection.features[row.pair.left], collection.features[row.pair.right]
        pair = in_order(left, right, *row.pair[2:])
        fold = fold_of(collection.claims[row.pair.left].dossier)
        scored = row.corroborates_scored, row.disputes_scored
        add(pair, row.answer, fold, "articles", scored)
        # And as if both had been posted without their articles.
        add(in_order(left, right, row.pair.similarity), row.answer, fold, "alone", scored)
    sets = contrast_rows(contrast)
    add_written([(row.anchor, row.other, row.answer, fold_of(row.group)) for row in sets], "contrast")
    kept = kept_out_pairs()
    add_written([(*pair, place * FOLDS // len(kept)) for place, pair in enumerate(kept)], "written")
    return rows


def fitted(rows: Sequence[Row], relation: int) -> tuple[float, list[float]]:
    """Where the log odds start, and the weight of each of NAMES."""
    chosen = [
        row
        for origin, share in SHARES.items()
        for row in [one for one in rows if one.origin == origin][::share]
        if row.answer == relation or row.scored[relation]
    ]
    features = numpy.array([row.values for row in chosen])
    found = fit(features, numpy.array([row.answer == relation for row in chosen], int), classes=2, ridge=RIDGE)
    weights = (found.weights[:, 1] - found.weights[:, 0]).tolist()
    return float(found.intercepts[1] - found.intercepts[0]), weights


def report(rows: Sequence[Row]) -> None:
    """Print precision and recall on the dossiers by threshold, each fold judged by what was fitted on the others.

    Of what is read: pairs in the same words, or with a quotation in common, are not among them.
    """
    every, rows = rows, [row for row in rows if row.origin == "articles"]
    for relation, name in ((CORROBORATES, "corroborates"), (DISPUTES, "disputes")):
        chances, right = [], []
        for fold in sorted({row.fold for row in rows}):
            start, weights = fitted([row for row in every if row.fold != fold], relation)
            for row in rows:
                if row.fold == fold and (row.answer == relation or row.scored[relation]):
                    chances.append(1 / (1 + numpy.exp(-start - numpy.dot(row.values, weights))))
                    right.append(row.answer == relation)
        total = sum(right)
        for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            said = [ok for chance, ok in zip(chances, right, strict=True) if chance >= least]
            precision = sum(said) / len(said) if said else float("nan")
            print(f"{name} from {least}: {len(said)} said, precision {precision:.2f}, recall {sum(said) / total:.2f}")


def report_contrast(rows: Sequence[Row]) -> None:
    """Print how the combination answers on contrast sets, by the product's thresholds, fitted on the other folds."""
    right = opposites = called_same = 0
    contrast = [row for row in rows if row.origin == "contrast"]
    for fold in sorted({row.fold for row in rows}):
        fits = [fitted([row for row in rows if row.fold != fold], relation) for relation in (CORROBORATES, DISPUTES)]
        for row in contrast:
            if row.fold != fold:
                continue
            same, opposed = (1 / (1 + numpy.exp(-start - numpy.dot(row.values, weights))) for start, weights in fits)
            answer = NEITHER
            if opposed >= CONTRADICTED and opposed >= same:
                answer = DISPUTES
            elif same >= SAME:
                answer = CORROBORATES
            right += answer == row.answer
            opposites += row.answer == DISPUTES
            called_same += row.answer == DISPUTES and answer == CORROBORATES
    print(
        f"contrast sets: {right} of {len(contrast)} answers right ({right / len(contrast):.2f}), "
        f"{called_same} of {opposites} opposites called the same ({called_same / opposites:.2f})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="folder with the chances of each fold")
    parser.add_argument("--dossiers", type=Path, required=True)
    parser.add_argument("--contrast", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    rows = rows_of(args.work, args.dossiers, args.contrast)
    report(rows)
    report_contrast(rows)
    stored: dict[str, Any] = {}
    for relation, name in enumerate(RELATIONS):
        start, weights = fitted(rows, relation)
        by_name = {feature: round(weight, 4) for feature, weight in zip(NAMES, weights, strict=True)}
        stored[name] = {"start": round(start, 4), "weights": by_name}
    written = {
        "written_by": "python -m training.combination",
        "data": "dossiers, contrast sets and statements that the reading pair reader had not learnt from",
        "rows": len(rows),
        "ridge": RIDGE,
        "relations": stored,
    }
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
