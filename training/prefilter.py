"""Fit the weights of claims/analysis/comparing/prefilter.py, and print them with what each threshold keeps.

    python -m training.prefilter --dossiers FOLDER

All dossiers are one collection; each fold is judged by what was fitted on the others.
"""

import argparse
from collections import Counter
from math import fsum
from pathlib import Path

import numpy

from benchmarks.dossier_findings import candidates, read, same_dossier
from benchmarks.dossier_labels import load_all
from claims.analysis.comparing.prefilter import PrefilterFields
from claims.analysis.comparing.words import weight
from training.logistic import fit
from training.pair_data import CORROBORATES, DISPUTES, FOLDS, NEITHER, fold_of, labelled_rows

NAMES = ("meaning", "nearness", "common", "covered", "number", "one denies", "both deny")
RIDGE = 2.0  # rows
PAIRS_A_CLAIM = (1, 1.5, 2, 2.5, 3, 4)


def values(left: PrefilterFields, right: PrefilterFields, meaning: float, nearness: float) -> tuple[float, ...]:
    """The values of NAMES for a pair."""
    shared = fsum(map(weight, left.terms & right.terms))
    return (
        meaning,
        nearness,
        shared / max(left.total, right.total, 1e-9),
        shared / max(min(left.total, right.total), 1e-9),
        float(not left.numbers.isdisjoint(right.numbers)),
        float(left.denies != right.denies),
        float(left.denies and right.denies),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=Path, required=True)
    dossiers = load_all(parser.parse_args().dossiers)
    collection = read(dossiers)
    pairs = list(candidates(collection))
    labelled = labelled_rows(dossiers, collection, pairs)
    claims = collection.features
    rows = numpy.array(
        [values(claims[one.left].prefilter, claims[one.right].prefilter, one.similarity, one.nearness) for one in pairs]
    )
    answer = numpy.array([row.answer for row in labelled])
    folds = numpy.array(
        [[fold_of(collection.claims[side].dossier) for side in (pair.left, pair.right)] for pair in pairs]
    )
    chances = numpy.zeros(len(rows))
    for fold in range(FOLDS):
        known, apart = (folds != fold).all(axis=1), (folds == fold).any(axis=1)
        found = fit(rows[known], (answer[known] != NEITHER).astype(int), classes=2, ridge=RIDGE)
        chances[apart] = found.probabilities(rows[apart])[:, 1]
    within = (pair for pair in collection.pairs() if same_dossier(collection, pair.left, pair.right))
    right = Counter(row.answer for row in labelled_rows(dossiers, collection, within))
    for number in PAIRS_A_CLAIM:
        least = numpy.sort(chances)[-min(len(chances), round(number * len(claims)))]
        kept = [
            ((answer == relation) & (chances >= least)).sum() / right[relation] for relation in (CORROBORATES, DISPUTES)
        ]
        odds = numpy.log(least / (1 - least))
        print(f"{number} pairs a claim, log odds from {odds:.2f}: corroborates {kept[0]:.3f}, disputes {kept[1]:.3f}")
    found = fit(rows, (answer != NEITHER).astype(int), classes=2, ridge=RIDGE)
    print(f"start {found.intercepts[1] - found.intercepts[0]:.2f}")
    for name, (no, yes) in zip(NAMES, found.weights.tolist(), strict=True):
        print(f"{name} {yes - no:.2f}")


if __name__ == "__main__":
    main()
