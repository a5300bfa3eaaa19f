"""Measure the analysis against the hand-made labels of the sample dossiers: python -m benchmarks.dossiers

Prints one table: each dossier, all of them, and beside them a cheap baseline over the same claims (rapidfuzz
token_sort_ratio from a threshold on means "corroborates"). The baseline gets the threshold that suits these very
labels best, which flatters it. With --verbose every fault follows in a sentence.
"""

import argparse
from functools import reduce
from operator import add

from benchmarks.dossier_findings import FoundClaim, find, find_by_words, find_claims
from benchmarks.dossier_labels import LabelledDossier, load_all
from benchmarks.dossier_scores import MEASURES, Ratio, Scores, score

THRESHOLDS = [round(0.40 + 0.05 * step, 2) for step in range(12)]


def baseline(found: list[tuple[LabelledDossier, list[FoundClaim]]]) -> tuple[float, Scores]:
    """The threshold with the best F1 of pairs, and its scores over all dossiers."""
    tried = [
        (threshold, reduce(add, (score(one, find_by_words(claims, one, threshold)) for one, claims in found)))
        for threshold in THRESHOLDS
    ]
    return max(tried, key=lambda item: f1(item[1]))


def f1(scores: Scores) -> float:
    precision, recall = scores.ratios["pairs: precision"].share, scores.ratios["pairs: recall"].share
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def table(columns: dict[str, Scores]) -> str:
    """The measures as rows of a Markdown table."""
    rows = [["", *columns], ["---", *("---:" for _ in columns)]]
    rows += [[name, *(shown(scores.ratios[name]) for scores in columns.values())] for name in MEASURES]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    )


def shown(ratio: Ratio) -> str:
    return f"{ratio.right}/{ratio.total} {ratio.share:.2f}" if ratio.total else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="print every fault")
    options = parser.parse_args()
    found = [(dossier, find_claims(dossier)) for dossier in load_all()]
    each = {dossier.slug: score(dossier, find(dossier, claims)) for dossier, claims in found}
    threshold, by_words = baseline(found)
    print(table({**each, "all": reduce(add, each.values()), f"token_sort from {threshold}": by_words}))
    if options.verbose:
        for slug, scores in each.items():
            print(f"\n## {slug}")
            print("\n".join(f"- {fault}" for fault in scores.faults))


if __name__ == "__main__":
    main()
