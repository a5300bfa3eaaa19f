"""Measures independence and suggestions on labelled links: python -m benchmarks.independence [FOLDER ...]

FOLDER is a dossier with labels.json or a folder of such dossiers; without one the sample dossiers are measured. The
links are those of the labels, so that nothing but the rules on top of them is measured: whether the two claims of a
link stand on their own, and which status follows for a claim. Once with the claims as they are labelled (what the rules
can reach at best), once as the reading finds them (a claimant that was misread counts). --verbose prints every fault
in a sentence, and --json one last line with the totals.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

from benchmarks.dossier_findings import Findings, FoundClaim, Pair, assembled, report_of
from benchmarks.dossier_labels import LabelledClaim, LabelledDossier
from benchmarks.dossier_scores import align
from benchmarks.dossiers import load_or_exit
from benchmarks.figures import Ratio, as_json, markdown
from claims.analysis.reading.extraction import extract
from claims.analysis.types import Comparison, ExtractedClaim

MEASURES = (
    "independence",
    "not independent: right",
    "independent: right",
    "suggestion",
)
GIVEN = 0.9  # score of a link that is given


@dataclass
class Given:
    """What follows from the labelled links of a dossier, and how it agrees with the labels."""

    ratios: dict[str, Ratio] = field(default_factory=lambda: {name: Ratio() for name in MEASURES})
    faults: list[str] = field(default_factory=list)

    def count(self, measure: str, is_right: bool, fault: str = "") -> None:
        self.ratios[measure].count(is_right)
        if fault and not is_right:
            self.faults.append(f"{measure}: {fault}")

    def __add__(self, other: "Given") -> "Given":
        return Given({name: self.ratios[name] + other.ratios[name] for name in MEASURES}, self.faults + other.faults)


def as_labelled(label: LabelledClaim) -> ExtractedClaim:
    return ExtractedClaim(
        start=label.passage.start,
        end=label.passage.end,
        text=label.text,
        mode=label.mode,
        attribution=label.attributions[0],
        polarity=label.polarity,
        claimant=label.claimants[0] if label.claimants else "",
    )


def as_read(dossier: LabelledDossier) -> dict[str, ExtractedClaim]:
    """The claims that the reading finds, by the labels they are about."""
    found = [
        FoundClaim(dossier.slug, name, claim)
        for name, article in dossier.articles.items()
        for claim in extract(article.text, title=article.title).claims
    ]
    return {label: found[place].claim for label, place in align(dossier, found).items()}


def findings(dossier: LabelledDossier, claims: Mapping[str, ExtractedClaim]) -> Findings:
    """What follows from the labelled links between these claims, given by their labels, in that order."""
    places = {label: place for place, label in enumerate(claims)}
    links: dict[Pair, Comparison] = {}
    for pair in dossier.pairs.values():
        if pair.left in places and pair.right in places:
            left, right = sorted((places[pair.left], places[pair.right]))
            links[left, right] = Comparison(pair.relation, GIVEN)
    return assembled(
        [FoundClaim(dossier.slug, dossier.claims[label].passage.article, claim) for label, claim in claims.items()],
        {(dossier.slug, name): report_of(article) for name, article in dossier.articles.items()},
        links,
    )


def given(dossier: LabelledDossier, claims: Mapping[str, ExtractedClaim]) -> Given:
    scores, found, labels = Given(), findings(dossier, claims), list(claims)
    for link in found.links:
        left, right = labels[link.left], labels[link.right]
        pair = dossier.pairs[frozenset((left, right))]
        if pair.independent is not None:
            is_right = pair.independent == (not link.shared_origin)
            named = " and ".join(f"{one} ({claims[one].claimant or 'the outlet'})" for one in (left, right))
            scores.count("independence", is_right, f"{named}: {link.shared_origin or 'taken for independent'}")
            scores.count("independent: right" if pair.independent else "not independent: right", is_right)
    for label, suggestion in zip(labels, found.suggestions, strict=True):
        expected = dossier.claims[label]
        if expected.suggestion_scored:
            what = f"{label} is {expected.suggestion or 'none'}: {suggestion.status or 'none'}, {suggestion.reasons[0]}"
            scores.count("suggestion", suggestion.status == expected.suggestion, what)
    return scores


def measure(dossiers: Sequence[LabelledDossier]) -> dict[str, tuple[Given, Given]]:
    """By slug the figures with the claims as labelled, and as read."""
    return {
        one.slug: (
            given(one, {label: as_labelled(claim) for label, claim in one.claims.items()}),
            given(one, as_read(one)),
        )
        for one in dossiers
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.independence",
        description="Measures independence and suggestions on the links that labels of dossiers give.",
    )
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="a dossier, or a folder of dossiers")
    parser.add_argument("--verbose", action="store_true", help="print every fault")
    parser.add_argument("--json", action="store_true", help="print the totals as JSON in one last line")
    options = parser.parse_args(arguments)
    dossiers = load_or_exit(options.folders)
    measured = measure(dossiers)
    labelled, found = (reduce(add, (of_each[kind] for of_each in measured.values()), Given()) for kind in (0, 1))
    rows = [["", "claims as labelled", "claims as read"]]
    rows += [[name, str(labelled.ratios[name]), str(found.ratios[name])] for name in MEASURES]
    print(markdown(rows))
    rows = [["dossier", *(f"{name}, {how}" for name in ("independence", "suggestion") for how in ("labelled", "read"))]]
    for slug, both in measured.items():
        rows.append([slug, *(str(one.ratios[name]) for name in ("independence", "suggestion") for one in both)])
    print(f"\n{markdown(rows)}")
    if options.verbose:
        for slug, both in measured.items():
            for how, one in zip(("labelled", "read"), both, strict=True):
                print(f"\n## {slug}, claims as {how}")
                print("\n".join(f"- {fault}" for fault in one.faults))
    if options.json:
        totals: dict[str, object] = {"dossiers": len(dossiers)}
        for how, scores in (("labelled", labelled), ("read", found)):
            totals[f"independence_right_{how}"] = scores.ratios["independence"]
            totals[f"suggestions_right_{how}"] = scores.ratios["suggestion"]
        print(as_json(totals))


if __name__ == "__main__":
    main()
