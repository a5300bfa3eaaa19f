"""Fits how strong a suggestion is, in words, on labelled dossiers: python -m training.suggestion FOLDER ...

FOLDER is a dossier with labels.json or a folder of such dossiers. Runs the core over them, chooses for each status the
confidence from which suggestions are called strong (right in STRONG of the cases) and possible (POSSIBLE), and writes
both with the shares that were right into claims/analysis/calibration.toml. The shares are cross-validated: those of a
dossier are counted under words that were chosen on the others. Run it again after any change of the comparison.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.dossier_findings import Findings, find
from benchmarks.dossier_labels import LabelledDossier, load_named
from benchmarks.dossier_scores import align
from claims.analysis.calibration import FILE, table
from claims.analysis.types import Status, Strength

STRONG, POSSIBLE = 0.9, 0.7  # shares of right suggestions from which they are called so
LEAST_CASES = 30  # a word is not given on fewer


class Case(NamedTuple):
    """One suggestion: in which dossier, how sure it was, and whether the labels have it."""

    dossier: str
    confidence: float
    right: bool


Cuts = dict[Strength, float]  # the lowest confidence of each word


def cases(dossiers: Sequence[LabelledDossier], found: dict[str, Findings]) -> dict[Status, list[Case]]:
    """By status the suggestions for labelled claims that are scored."""
    result: dict[Status, list[Case]] = {status: [] for status in Status if status != Status.UNREVIEWED}
    for dossier in dossiers:
        findings = found[dossier.slug]
        for label, place in align(dossier, findings.claims).items():
            expected, suggestion = dossier.claims[label], findings.suggestions[place]
            if suggestion.status and expected.suggestion_scored:
                right = suggestion.status == expected.suggestion
                result[suggestion.status].append(Case(dossier.slug, suggestion.confidence, right))
    return result


def cuts(of_status: Iterable[Case]) -> Cuts:
    """For each word the lowest confidence from which the share of right suggestions, down to there, is enough.

    Impossibly high where no confidence is enough; a weaker word begins no higher than a stronger one.
    """
    rest = sorted(of_status, key=lambda case: -case.confidence)
    found: Cuts = {}
    for word, share in ((Strength.STRONG, STRONG), (Strength.POSSIBLE, POSSIBLE)):
        least, right = 1.01, 0
        for count, case in enumerate(rest, 1):
            right += case.right
            next_one = rest[count].confidence if count < len(rest) else -1.0
            if next_one < case.confidence and count >= LEAST_CASES and right >= share * count:
                least = case.confidence
        found[word] = least
        rest = [case for case in rest if case.confidence < least]
    found[Strength.POSSIBLE] = min(found[Strength.POSSIBLE], found[Strength.STRONG])
    return found | {Strength.WEAK: 0.0}


def word(confidence: float, found: Cuts) -> Strength:
    return next(strength for strength in Strength if confidence >= found[strength])


def measured(of_status: Sequence[Case]) -> dict[Strength, tuple[int, int]]:
    """For each word how many were right of how many, each dossier under words chosen on the others."""
    counts = dict.fromkeys(Strength, (0, 0))
    for left_out in {case.dossier for case in of_status}:
        chosen = cuts(case for case in of_status if case.dossier != left_out)
        for case in of_status:
            if case.dossier == left_out:
                strength = word(case.confidence, chosen)
                right, total = counts[strength]
                counts[strength] = right + case.right, total + 1
    return counts


def as_toml(of_all: dict[Status, list[Case]]) -> str:
    lines = [
        "# Written by `python -m training.suggestion`; least: the lowest confidence, or score, for which it holds.",
        "\n[least_score]",
        *(f"{relation} = {score}" for relation, score in table()["least_score"].items()),
    ]
    for status, of_status in of_all.items():
        chosen, counts = cuts(of_status), measured(of_status)
        for strength, weaker, share in (
            (Strength.STRONG, Strength.POSSIBLE, STRONG),
            (Strength.POSSIBLE, Strength.WEAK, POSSIBLE),
        ):
            right, total = counts[strength]
            if total and right < share * total:  # what was chosen on some dossiers does not hold on the others
                chosen[strength], counts[strength] = 1.01, (0, 0)
                counts[weaker] = counts[weaker][0] + right, counts[weaker][1] + total
        lines.append(f"\n[{status}]")
        for strength in Strength:
            right, total = counts[strength]
            lines.append(f"{strength} = {{least = {chosen[strength]:.2f}, right = {right}, total = {total}}}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    dossiers = load_named([Path(folder) for folder in arguments])
    text = as_toml(cases(dossiers, find(dossiers)))
    FILE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit(__doc__))
