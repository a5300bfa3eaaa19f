"""Measures the exact checks on labelled pairs: python -m benchmarks.checks FOLDER_OF_DOSSIERS [CONTRAST_FILE ...]

Each labelled passage and statement is read like a claim that a client posts, and the checks run on every pair whose
relation is labelled: in dossiers the pairs, the lookalikes and, as unrelated, all other claims of different articles;
in contrast sets each statement beside its anchor. Prints for each kind of check, in three bands of strength, on how
many pairs of each relation it is found, and two shares: of disputes, and of what does not corroborate, among the
related and alike. Dossiers and sets whose names hash to one of five are kept out of sight while the checks are written,
and printed apart: --seen leaves them out.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import numpy

from benchmarks import contrast_sets
from benchmarks.contrast_sets import BadContrastSet
from benchmarks.dossier_labels import BadDossier, LabelledDossier, load_named
from benchmarks.figures import BAD_INPUT, markdown
from claims.analysis.comparing.check import CheckKind
from claims.analysis.comparing.checks import checks
from claims.analysis.comparing.claim_features import ClaimFeatures, describe
from claims.analysis.comparing.pair import Pair
from claims.analysis.reading.submitted import SubmittedText, read_claims
from claims.analysis.types import Mode, Relation
from claims.analysis.vectors.encoder import encode

KEPT_BACK = 5  # one dossier or set of so many is not looked at while the checks are written
ALIKE = "alike"  # labelled as a lookalike, or as neither in a contrast set
UNRELATED = "unrelated"
COLUMNS = (str(Relation.CORROBORATES), str(Relation.DISPUTES), ALIKE, UNRELATED)
BANDS = ((0.66, "strong"), (0.33, "middling"), (0.0, "weak"))
AT_ONCE = 1_000  # statements that are read together


@dataclass(frozen=True)
class Labelled:
    """Two claims of one dossier or set, with what they are to each other: one of COLUMNS."""

    name: str
    left: ClaimFeatures
    right: ClaimFeatures
    similarity: float
    relation: str


@dataclass
class Table:
    """On how many pairs of each relation there are, and each kind of check is found, by band of strength."""

    pairs: Counter[str]
    found: dict[tuple[CheckKind, str], Counter[str]]

    @classmethod
    def of(cls, labelled: Iterable[Labelled]) -> "Table":
        table = cls(Counter(), defaultdict(Counter))
        for one in labelled:
            table.pairs[one.relation] += 1
            for check in checks(Pair(one.left, one.right, one.similarity)):
                table.found[check.kind, band(check.strength)][one.relation] += 1
        return table

    def markdown(self) -> str:
        head = [f"{name} ({self.pairs[name]})" for name in COLUMNS]
        rows = [["check", *head, "of it disputes", "does not corroborate"]]
        for kind in CheckKind:
            for _, name in BANDS:
                found = self.found.get((kind, name))
                if found:
                    rows.append([f"{kind}, {name}", *(str(found[column]) for column in COLUMNS), *shares(found)])
        return markdown(rows)


def band(strength: float) -> str:
    return next(name for least, name in BANDS if strength >= least)


def shares(found: Counter[str]) -> tuple[str, str]:
    """Of the related and alike pairs: how many dispute, and how many do not corroborate."""
    total = sum(found[name] for name in COLUMNS if name != UNRELATED)
    if not total:
        return "-", "-"
    disputes, corroborates = found[Relation.DISPUTES], found[Relation.CORROBORATES]
    return f"{disputes / total:.2f}", f"{1 - corroborates / total:.2f}"


def kept_back(name: str) -> bool:
    """Whether a dossier or set is kept out of sight while the checks are written."""
    return int(sha256(name.encode()).hexdigest(), 16) % KEPT_BACK == 0


def of_dossiers(dossiers: Sequence[LabelledDossier]) -> Iterator[Labelled]:
    for dossier in dossiers:
        labelled = list(dossier.claims.values())
        posted = [
            SubmittedText(one.text, one.text if one.mode == Mode.DIRECT else "", next(iter(one.claimants), ""))
            for one in labelled
        ]
        read = [
            replace(claim, polarity=one.polarity, mode=one.mode)
            for claim, one in zip(read_claims(posted), labelled, strict=True)
        ]
        days = [dossier.articles[one.passage.article].published_at.date() for one in labelled]
        features = [describe(claim, published_on=day) for claim, day in zip(read, days, strict=True)]
        vectors = encode([claim.in_context for claim in read])
        for i, j in combinations(range(len(labelled)), 2):
            key = frozenset((labelled[i].id, labelled[j].id))
            if labelled[i].passage.article != labelled[j].passage.article and key not in dossier.either_way:
                similarity = float(numpy.dot(vectors[i], vectors[j]))
                yield Labelled(dossier.slug, features[i], features[j], similarity, relation_of(dossier, key))


def relation_of(dossier: LabelledDossier, key: frozenset[str]) -> str:
    if key in dossier.pairs:
        return str(dossier.pairs[key].relation)
    return ALIKE if key in dossier.lookalikes else UNRELATED


def of_sets(files: Sequence[Path]) -> Iterator[Labelled]:
    contrasts = contrast_sets.load(files)
    places = {one: at for at, one in enumerate(dict.fromkeys(x for c in contrasts for x in (c.anchor, c.other)))}
    posted = [SubmittedText(one.text, one.text if one.quoted else "", one.claimant) for one in places]
    read = [claim for at in range(0, len(posted), AT_ONCE) for claim in read_claims(posted[at : at + AT_ONCE])]
    features = [describe(claim, published_on=one.published_on) for claim, one in zip(read, places, strict=True)]
    vectors = encode([claim.in_context for claim in read])
    for one in contrasts:
        left, right = places[one.anchor], places[one.other]
        relation = ALIKE if one.relation is Relation.NONE else str(one.relation)
        similarity = float(numpy.dot(vectors[left], vectors[right]))
        yield Labelled(one.set_id, features[left], features[right], similarity, relation)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.checks", description="Measures the exact checks on labelled pairs of claims."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a labelled dossier, or a folder of them")
    parser.add_argument("files", type=Path, nargs="*", metavar="CONTRAST_FILE", help="contrast sets")
    parser.add_argument("--seen", action="store_true", help="leave out what is kept out of sight")
    options = parser.parse_args(arguments)
    try:
        parts = {"dossiers": list(of_dossiers(load_named([options.folder])))}
        if options.files:
            parts["contrast sets"] = list(of_sets(options.files))
    except (BadDossier, BadContrastSet) as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
    for name, labelled in parts.items():
        print(f"## {name}, seen\n\n{Table.of(one for one in labelled if not kept_back(one.name)).markdown()}\n")
        if not options.seen:
            print(f"## {name}, kept back\n\n{Table.of(one for one in labelled if kept_back(one.name)).markdown()}\n")


if __name__ == "__main__":
    main()
