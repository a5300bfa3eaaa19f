"""Measures the comparison of two statements on contrast sets: python -m benchmarks.statements FILE ...

The files are as benchmarks/contrast_sets.py says, or folders of such (*.jsonl). Each statement is read like a claim
that a client posts, compared with its anchor, and answered corroborates, disputes or none. Prints how many answers are
right, by the relation that the labels have and by kind; how often opposites are called the same; and for each relation
the AUC: the chance that a statement in that relation gets a higher score for it than one that is not. Beside ours
stands the cosine of the two vectors, which calls two statements the same from a threshold on: the one with the most
right answers on these very labels, and the one with the best F1 of the same. --errors adds examples of the worst kinds,
--json one last line with the totals.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import numpy.typing

from benchmarks import contrast_sets
from benchmarks.contrast_sets import BadContrastSet, Contrast, Statement
from benchmarks.figures import BAD_INPUT, Ratio, as_json, auc, f1, markdown
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import Compared, compare_all
from claims.analysis.reading.submitted import SubmittedText, read_claims
from claims.analysis.types import Comparison, Relation
from claims.analysis.vectors.encoder import encode
from claims.analysis.vectors.nearest import NearestVectors

RELATIONS = (Relation.CORROBORATES, Relation.DISPUTES, Relation.NONE)
LINKS = (Relation.CORROBORATES, Relation.DISPUTES)
CALLED = {Relation.CORROBORATES: "the same", Relation.DISPUTES: "opposite", Relation.NONE: "neither"}
EXAMPLES = 3  # of each kind
WORST = 12  # kinds of which examples are shown
AT_ONCE = 1_000  # statements that are read together
Cosines = numpy.typing.NDArray[numpy.float64]


@dataclass(frozen=True)
class Answer:
    """What is said of one statement and its anchor: the relation, and for each link how likely it is."""

    relation: Relation
    chances: dict[Relation, float]


def answers(contrasts: Sequence[Contrast]) -> tuple[list[Answer], Cosines]:
    """The product's answers, and the cosines of the pairs."""
    places = {one: place for place, one in enumerate(dict.fromkeys(side for each in contrasts for side in sides(each)))}
    statements = list(places)
    submitted = [
        SubmittedText(one.text, quote=one.text if one.quoted else "", claimant=one.claimant) for one in statements
    ]
    claims = [claim for at in range(0, len(submitted), AT_ONCE) for claim in read_claims(submitted[at : at + AT_ONCE])]
    features = [describe(claim, published_on=one.published_on) for claim, one in zip(claims, statements, strict=True)]
    vectors = NearestVectors()
    vectors.add(
        numpy.arange(len(claims), dtype=numpy.int64),
        encode([claim.in_context for claim in claims]).astype(numpy.float16),
    )
    left, right = (numpy.array([places[sides(one)[side]] for one in contrasts]) for side in (0, 1))
    cosines = vectors.similarities(left, right)
    pairs = [
        Compared(features[one], features[other], float(cosine))
        for one, other, cosine in zip(left, right, cosines, strict=True)
    ]
    return [answer(found) for found in compare_all(pairs)], cosines


def sides(contrast: Contrast) -> tuple[Statement, Statement]:
    return contrast.anchor, contrast.other


def answer(found: Comparison) -> Answer:
    """A score is the chance of the relation that was found; what it leaves is shared by the others alike."""
    if found.relation is Relation.NONE:
        return Answer(found.relation, dict.fromkeys(LINKS, found.score / 2))
    rest = (1 - found.score) / 2
    return Answer(found.relation, dict.fromkeys(LINKS, rest) | {found.relation: found.score})


def by_cosine(cosines: Cosines, labels: Sequence[Relation]) -> dict[str, list[Answer]]:
    """The cheap baselines by name: the same from a cosine on, else neither."""
    same = numpy.array([label is Relation.CORROBORATES for label in labels])
    none = numpy.array([label is Relation.NONE for label in labels])
    order = numpy.argsort(-cosines)
    found = numpy.cumsum(same[order])  # right ones where the first so many are called the same
    right = found + none.sum() - numpy.cumsum(none[order])
    best_f1 = 2 * found / (numpy.arange(1, len(order) + 1) + same.sum())
    answered = {}
    for name, chosen in (("most right", right), ("best F1", best_f1)):
        least = float(cosines[order[int(chosen.argmax())]])
        answered[f"cosine from {least:.2f} ({name})"] = [
            Answer(Relation.CORROBORATES if value >= least else Relation.NONE, dict.fromkeys(LINKS, float(value)))
            for value in cosines
        ]
    return answered


def totals(labels: Sequence[Relation], found: Sequence[Answer]) -> dict[str, object]:
    said = [one.relation for one in found]
    pairs = list(zip(labels, said, strict=True))
    result: dict[str, object] = {
        "statements": len(labels),
        "accuracy": share(said_one is label for label, said_one in pairs),
        "opposites_called_same": share(
            said_one is Relation.CORROBORATES for label, said_one in pairs if label is Relation.DISPUTES
        ),
        "same_called_opposite": share(
            said_one is Relation.DISPUTES for label, said_one in pairs if label is Relation.CORROBORATES
        ),
        "unrelated_linked": share(said_one is not Relation.NONE for label, said_one in pairs if label is Relation.NONE),
    }
    for relation in LINKS:
        precision = share(label is relation for label, said_one in pairs if said_one is relation)
        recall = share(said_one is relation for label, said_one in pairs if label is relation)
        result |= {f"{relation}_precision": precision, f"{relation}_recall": recall}
        result[f"{relation}_f1"] = f1(precision.share, recall.share)
        is_so = numpy.array([label is relation for label in labels], dtype=int)
        result[f"{relation}_auc"] = auc(is_so, numpy.array([one.chances[relation] for one in found]))
    return result


def share(hits: Iterable[bool]) -> Ratio:
    ratio = Ratio()
    for hit in hits:
        ratio.count(hit)
    return ratio


def shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def of_kinds(contrasts: Sequence[Contrast], found: Sequence[Answer], beside: Sequence[Answer]) -> str:
    """One row for each relation and kind, the most frequent first; then each relation as a whole."""
    rows = [["relation, kind", "right", *(f"called {called}" for called in CALLED.values()), "cosine right"]]
    groups: dict[tuple[Relation, str], list[int]] = defaultdict(list)
    for place, one in enumerate(contrasts):
        groups[one.relation, one.kind].append(place)
        groups[one.relation, "all"].append(place)
    ordered = sorted(groups.items(), key=lambda item: (RELATIONS.index(item[0][0]), -len(item[1]), item[0][1]))
    for (relation, kind), places in ordered:
        said = Counter(found[place].relation for place in places)
        cosine = sum(beside[place].relation is relation for place in places)
        rows.append(
            [
                f"{relation}, {kind}",
                str(Ratio(said[relation], len(places))),
                *(str(said[called]) for called in CALLED),
                str(Ratio(cosine, len(places))),
            ]
        )
    return markdown(rows)


def examples(contrasts: Sequence[Contrast], found: Sequence[Answer]) -> str:
    """Wrong answers of the kinds with the most of them; opposites called the same come first."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for one, said in zip(contrasts, found, strict=True):
        if said.relation is not one.relation:
            sentence = f"- {one.set_id}: “{one.anchor.text}” / “{one.other.text}”"
            wrong[f"{one.relation}, {one.kind}, called {CALLED[said.relation]}"].append(sentence)
    opposite = f", called {CALLED[Relation.CORROBORATES]}"
    ordered = sorted(
        wrong.items(), key=lambda item: (not (item[0].startswith("disputes") and opposite in item[0]), -len(item[1]))
    )
    return "\n".join(
        line for kind, sentences in ordered[:WORST] for line in (f"{kind} ({len(sentences)}):", *sentences[:EXAMPLES])
    )


def load(paths: Sequence[Path]) -> list[Contrast]:
    """The statements of files, and of the *.jsonl files of folders. Raises BadContrastSet."""
    files: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not inside:
            raise BadContrastSet(f"{path} holds no file *.jsonl.")
        files += inside
    return contrast_sets.load(list(dict.fromkeys(file.resolve() for file in files)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.statements", description="Measures the comparison of statements on contrast sets."
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="contrast sets, or a folder of them")
    parser.add_argument("--errors", action="store_true", help="print examples of what is answered wrongly")
    parser.add_argument("--json", action="store_true", help="print the totals as JSON in one last line")
    options = parser.parse_args(arguments)
    try:
        contrasts = load(options.files)
    except BadContrastSet as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
    labels = [one.relation for one in contrasts]
    found, cosines = answers(contrasts)
    beside = by_cosine(cosines, labels)
    ours, theirs = totals(labels, found), [totals(labels, one) for one in beside.values()]
    rows = [["", "ours", *beside]]
    rows += [
        [name.replace("_", " "), shown(value), *(shown(one[name]) for one in theirs)] for name, value in ours.items()
    ]
    print(markdown(rows))
    print(f"\n{of_kinds(contrasts, found, next(iter(beside.values())))}")
    if options.errors:
        print(f"\n{examples(contrasts, found)}")
    if options.json:
        names = ("accuracy", "opposites_called_same", *(f"{relation}_auc" for relation in LINKS))
        print(as_json(ours | {f"cosine_{name}": theirs[0][name] for name in names}))


if __name__ == "__main__":
    main()
