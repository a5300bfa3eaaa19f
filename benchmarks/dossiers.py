"""Measures the analysis against the hand-made labels of dossiers: python -m benchmarks.dossiers [FOLDER ...]

FOLDER is a dossier with labels.json or a folder of such dossiers, anywhere; without one the sample dossiers are
measured. Prints the measures over all dossiers, ordinary news days (their names begin with f-) and those made hard on
purpose also apart, with cheap baselines over the same claims beside them; then the main measures of each dossier, and
the kinds of pairs where the labels tell them. All dossiers of a run are compared as one collection, in which every
link between two of them is wrong. --errors adds what the faults have in common, --verbose every fault in a sentence,
and --json one last line with the totals.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks import dossier_errors
from benchmarks.dossier_baselines import Baseline, baselines
from benchmarks.dossier_findings import (
    Collection,
    Findings,
    compared,
    found_in,
    read,
    reports_of,
    same_dossier,
)
from benchmarks.dossier_labels import SEEDS, BadDossier, LabelledDossier, load_named
from benchmarks.dossier_scores import MEASURES, Scores, score
from benchmarks.figures import BAD_INPUT, Ratio, as_json, f1, markdown

RELATIONS = ("corroborates", "disputes")
ACROSS = "links across events"
NAMED = {  # in the totals
    "suggestions_right": "suggestion",
    "claimants_right": "claimant",
    "independence_right": "independence",
    "strong_right": "strong links right",
    "lookalikes_kept_apart": "lookalikes kept apart",
    "claims_found": "claims found",
    "attribution_right": "attribution",
    "furniture_without_claims": "furniture that makes no claim",
    "drift_found": "drift found",
}
SHOWN_ACROSS = 15  # of the links across events, the strongest


@dataclass(frozen=True)
class Measured:
    """What was found in the dossiers of a run, and how it agrees with their labels."""

    dossiers: Sequence[LabelledDossier]
    collection: Collection
    findings: dict[str, Findings]
    scores: dict[str, Scores]
    across: list[str]  # a sentence for each link between two dossiers

    @property
    def all(self) -> Scores:
        return total(list(self.scores.values()))

    @property
    def links_across(self) -> Ratio:
        """Links between two dossiers, of all links."""
        within = sum(len(findings.links) for findings in self.findings.values())
        return Ratio(len(self.across), len(self.across) + within)

    def groups(self) -> dict[str, Scores]:
        """Ordinary and hard dossiers apart where there are both."""
        ordinary = [self.scores[dossier.slug] for dossier in self.dossiers if dossier.ordinary]
        hard = [self.scores[dossier.slug] for dossier in self.dossiers if not dossier.ordinary]
        return {"ordinary (f-)": total(ordinary), "hard": total(hard)} if ordinary and hard else {}


def measure(dossiers: Sequence[LabelledDossier]) -> Measured:
    collection = read(dossiers)
    comparisons, reports = compared(collection), reports_of(collection)
    findings = {one.slug: found_in(collection, one.slug, comparisons, reports) for one in dossiers}
    scores = {one.slug: score(one, findings[one.slug]) for one in dossiers}
    apart = [pair for pair in comparisons if not same_dossier(collection, *pair)]
    across = [
        f"{comparisons[pair].relation} {comparisons[pair].score:.2f}: "
        + " / ".join(f"{one.dossier} “{one.claim.text}”" for one in (collection.claims[side] for side in pair))
        for pair in sorted(apart, key=lambda pair: -comparisons[pair].score)
    ]
    return Measured(dossiers, collection, findings, scores, across)


def total(scores: Sequence[Scores]) -> Scores:
    return reduce(add, scores, Scores())


def f1_of(scores: Scores, what: str = "pairs") -> float:
    """F1 of the pairs of one relation, or of both."""
    return f1(scores.ratios[f"{what}: precision"].share, scores.ratios[f"{what}: recall"].share)


def table(columns: dict[str, Scores], across: dict[str, Ratio]) -> str:
    """The measures as rows of a Markdown table."""
    rows = [["", *columns]]
    for name in MEASURES:
        rows.append([name, *(str(scores.ratios[name]) for scores in columns.values())])
        what, _, recall = name.partition(": ")
        if recall == "recall":
            rows.append([f"{what}: F1", *(shown_f1(scores, what) for scores in columns.values())])
    rows.append([ACROSS, *(shown_wrong(across.get(name)) for name in columns)])
    return markdown(rows)


def shown_f1(scores: Scores, what: str) -> str:
    return f"{f1_of(scores, what):.2f}" if scores.ratios[f"{what}: recall"].total else "-"


def shown_wrong(wrong: Ratio | None) -> str:
    """A count of what should be none, to the tenth of a per cent."""
    if wrong is None or not wrong.total:
        return "-"
    return f"{wrong.right}/{wrong.total} {wrong.share:.3f}"


def of_each(scores: dict[str, Scores]) -> str:
    """The main measures, a dossier a row."""
    named = ["claims found", "claimant", "strong links right", "independence", "suggestion"]
    rows = [["dossier", *(f"{what}: P R F1" for what in RELATIONS), *named]]
    for slug, one in scores.items():
        shares = (" ".join([*shown_shares(one, what), shown_f1(one, what)]) for what in RELATIONS)
        rows.append([slug, *shares, *(str(one.ratios[name]) for name in named)])
    return markdown(rows)


def shown_shares(scores: Scores, what: str) -> list[str]:
    """Precision and recall; a dash for a share of nothing."""
    ratios = [scores.ratios[f"{what}: {figure}"] for figure in ("precision", "recall")]
    return [f"{ratio.share:.2f}" if ratio.total else "-" for ratio in ratios]


def of_kinds(scores: Scores) -> str:
    """Pairs found, and lookalikes kept apart, by the kinds that the labels tell; empty where they tell none."""
    rows = [["relation, kind", "right"], *([kind, str(ratio)] for kind, ratio in scores.kinds.items())]
    return markdown(rows) if len(rows) > 1 else ""


def totals(measured: Measured, beside: Sequence[Baseline]) -> dict[str, object]:
    found = {"dossiers": len(measured.dossiers), **totals_of(measured.all, measured.links_across)}
    for name, group in measured.groups().items():
        name = name.split()[0]
        found |= {f"{name}_pairs_{figure}": group.ratios[f"pairs: {figure}"] for figure in ("precision", "recall")}
        found[f"{name}_suggestions_right"] = group.ratios["suggestion"]
    for baseline in beside:
        name = "_".join(baseline.name.split(" from ")[0].split())
        found |= {f"{name}_{what}_f1": f1_of(baseline.scores, what) for what in RELATIONS}
    return found


def totals_of(scores: Scores, across: Ratio) -> dict[str, object]:
    """The figures of one column by the names that other programs read; `across` counts links between dossiers."""
    found: dict[str, object] = {"labelled_pairs": scores.ratios["pairs: recall"].total}
    for what in (*RELATIONS, "pairs"):
        found |= {f"{what}_{figure}": scores.ratios[f"{what}: {figure}"] for figure in ("precision", "recall")}
        found[f"{what}_f1"] = f1_of(scores, what)
    found |= {"links_across_events": across.right, "links_across_events_share": across}
    return found | {name: scores.ratios[measure] for name, measure in NAMED.items()}


def load_or_exit(folders: Sequence[Path]) -> list[LabelledDossier]:
    """The dossiers of these folders, by default the samples; ends the process with BAD_INPUT where one is bad."""
    try:
        return load_named(folders or [SEEDS])
    except BadDossier as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.dossiers", description="Measures the analysis against the labels of dossiers."
    )
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="a dossier, or a folder of dossiers")
    parser.add_argument("--errors", action="store_true", help="print what the faults have in common")
    parser.add_argument("--verbose", action="store_true", help="print every fault")
    parser.add_argument("--json", action="store_true", help="print the totals as JSON in one last line")
    options = parser.parse_args(arguments)
    dossiers = load_or_exit(options.folders)
    measured = measure(dossiers)
    beside = baselines(dossiers, measured.collection)
    columns = {**measured.groups(), "all": measured.all, **{one.name: one.scores for one in beside}}
    print(table(columns, {"all": measured.links_across, **{one.name: one.across for one in beside}}))
    for part in (of_each(measured.scores), of_kinds(measured.all)):
        print(f"\n{part}" if part else "", end="\n" if part else "")
    if options.errors:
        print(f"\n{dossier_errors.tables(dossiers, measured.findings)}")
    if options.errors or options.verbose:
        shown = measured.across if options.verbose else measured.across[:SHOWN_ACROSS]
        print("\n".join([f"\n{ACROSS}: {len(measured.across)}, the strongest first", *(f"- {one}" for one in shown)]))
    if options.verbose:
        for slug, scores in measured.scores.items():
            print(f"\n## {slug}")
            print("\n".join(f"- {fault}" for fault in scores.faults))
    if options.json:
        print(as_json(totals(measured, beside)))


if __name__ == "__main__":
    main()
