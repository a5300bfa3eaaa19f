"""Measures the comparison of claims on public sets, the cheap baselines beside it: python -m benchmarks.matching DATA

DATA is a folder with the files named in benchmarks/matching_data.py and benchmarks/retranslations.py. Every
fitted figure is cross-validated: a pair is scored by a table fitted on other cases, claims, topics or stories.
"""

import argparse
import math
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy
from rapidfuzz import fuzz

from benchmarks.figures import auc
from benchmarks.matching_data import Labelled, Reader, labelled, rows
from benchmarks.retranslations import Retranslations
from claims.analysis.comparing.matching import Compared, compare_all
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.prefilter import may_match
from claims.analysis.comparing.words import stem, tokens
from claims.analysis.types import Comparison, Relation
from training.logistic import Array, fit
from training.matching import USED, columns

NEAREST = 200  # claims by vector that are put in order, as retrieval hands them over
TOP = 5
OTHERS = 40  # one in so many of the pairs that are no translations is compared
FOLDS = 10

# The two regular expressions that have to be beaten on stance.
DENIAL = re.compile(
    r"\b(?:hoax|fake|false|not|no|\w+n't|den(?:y|ies|ied)|debunk\w*|untrue|rubbish|fiction|satire)\b", re.IGNORECASE
)
HEDGE = re.compile(
    r"\b(?:report\w*|claim\w*|rumou?r\w*|alleg\w*|may|might|could|says?|source\w*|apparent\w*|purported\w*|believed"
    r"|possibl\w*)\b|\?",
    re.IGNORECASE,
)

Row = tuple[str, str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, help="folder with the evaluation sets")
    parser.add_argument("--only", choices=[measured.__name__ for measured in MEASURED], help="one of the measures")
    options = parser.parse_args()
    folder, reader = options.data, Reader()
    print("| what | measure | ours | baselines |\n|---|---|---:|---|")
    for measured in MEASURED:
        if options.only not in (None, measured.__name__):
            continue
        for what, measure, ours, baselines in measured(folder, reader):
            print(f"| {what} | {measure} | {ours} | {baselines} |", flush=True)


def matching(folder: Path, reader: Reader) -> list[Row]:
    """Rank the stored claims for each spoken sentence; zero-shot."""
    claims, queries = rows(folder, "matching.claims.jsonl"), rows(folder, "matching.queries.dev.jsonl")
    texts, asked = [row["text"] for row in claims], [row["text"] for row in queries]
    reader.read(texts + asked)
    places = {row["id"]: place for place, row in enumerate(claims)}
    gold = [{places[name] for name in row["gold"] if name in places} for row in queries]
    cosines = reader.vectors(asked) @ reader.vectors(texts).T
    lexical = bm25(texts, asked)
    ours = numpy.full(cosines.shape, -1.0)
    for place, query in enumerate(asked):
        for other in numpy.argsort(-cosines[place])[:NEAREST]:
            ours[place, other] = rank(reader.pair(query, texts[other]))
    both = standardised(cosines) + standardised(lexical)
    baselines = ", ".join(
        f"{name} {mean_average_precision(scores, gold):.3f}"
        for name, scores in (("BM25", lexical), ("MiniLM", cosines), ("z-sum of both", both))
    )
    return [("same statement found", "MAP@5, zero-shot", f"{mean_average_precision(ours, gold):.3f}", baselines)]


def rank(pair: Pair) -> float:
    """A score by which the candidates of one claim are ordered: similarity, shared content words and numbers.

    Words that only the candidate has cost nothing. The weights are set by hand.
    """
    telling = math.fsum(pair.left.weights[word] ** 2 for word in pair.shared)
    values = {quantity.value for quantity in pair.left.quantities}
    numbers = len(values & {quantity.value for quantity in pair.right.quantities})
    return pair.similarity + 0.06 * telling + 0.1 * min(2, numbers)


def bm25(texts: list[str], queries: list[str]) -> Array:
    """Scores of shape (queries, texts) with k1 = 1.2 and b = 0.75 over the same stems as ours."""
    documents = [Counter(stem(match.group()) for match in tokens(text)) for text in texts]
    lengths = numpy.array([sum(document.values()) for document in documents], dtype=float)
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, document in enumerate(documents):
        for word, count in document.items():
            postings[word].append((place, count))
    scores = numpy.zeros((len(queries), len(texts)))
    norms = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
    for row, query in enumerate(queries):
        for word in {stem(match.group()) for match in tokens(query)} & postings.keys():
            found, counts = numpy.array(postings[word]).T
            rarity = math.log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            scores[row, found] += rarity * counts * 2.2 / (counts + norms[found])
    return scores


def standardised(scores: Array) -> Array:
    result: Array = (scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True)
    return result


def mean_average_precision(scores: Array, gold: Sequence[set[int]]) -> float:
    total = 0.0
    for row, wanted in zip(scores, gold, strict=True):
        hits, gained = 0, 0.0
        for position, place in enumerate(numpy.argsort(-row, kind="stable")[:TOP], 1):
            if place in wanted:
                hits += 1
                gained += hits / position
        total += gained / max(1, min(TOP, len(wanted)))
    return total / len(gold)


def retranslation(folder: Path, reader: Reader) -> list[Row]:
    """Find the other translation among all; and what relations the product finds for the true pairs."""
    data = Retranslations(folder, reader)
    ours = data.best(data.cross_validated(USED["same"][1]))
    peers = {"token_sort": data.best_of_all(data.token_sort), "MiniLM": data.best_of_all(data.cosines)}
    true = data.places[data.labels == 1]

    def pairs_of(places: Iterable[Sequence[int]]) -> list[Compared]:
        return [
            Compared(reader.features(data.left[i]), reader.features(data.right[j]), float(data.cosines[i, j]))
            for i, j in places
        ]

    # All true ones, and of the others as many as tell how they fall: reading a pair takes milliseconds.
    sample = data.labels.astype(bool) | (numpy.arange(len(data.labels)) % OTHERS == 0)
    start = time.perf_counter()
    compared = compare_all(pairs_of(data.places[sample]))
    spent = (time.perf_counter() - start) / len(compared)
    passed = [
        may_match(
            reader.features(data.left[i]).prefilter, reader.features(data.right[j]).prefilter, float(data.cosines[i, j])
        )
        for i, j in data.places
    ]
    ruled_out = 1 - sum(passed) / len(passed)
    lost = sum(not may for may, label in zip(passed, data.labels, strict=True) if label)
    relations = Counter(
        comparison.relation for comparison, label in zip(compared, data.labels[sample], strict=True) if label
    )
    random = [(int(place), int((place * 7919 + 13) % len(data))) for place in range(len(data))]
    start = time.perf_counter()
    compare_all(pairs_of(random))
    rejected = (time.perf_counter() - start) / len(random)
    disputed, agreed = (relations[relation] / len(data) for relation in (Relation.DISPUTES, Relation.CORROBORATES))
    return [
        ("re-translated statement", "best F1 over all pairs", f"{ours[0]:.3f}", both_of(peers, 0)),
        ("re-translated statement", "recall at precision .99", f"{ours[1]:.3f}", both_of(peers, 1)),
        (
            "re-translated statement",
            f"the same, {int(data.repeated.sum())} repetitions left out",
            f"{ours[2]:.3f}",
            both_of(peers, 2),
        ),
        ("true re-translations", "called disputed", f"{disputed:.3f}", f"of {len(true)} compared"),
        ("true re-translations", "called corroborating", f"{agreed:.3f}", f"of {len(true)} compared"),
        ("prefilter", "share of likely pairs ruled out", f"{ruled_out:.3f}", f"{lost} of {len(true)} true ones"),
        (
            "compare_all()",
            "µs a likely pair",
            f"{1e6 * spent:.0f}",
            f"{len(compared)} pairs above a cosine of 0.3",
        ),
        ("compare_all()", "µs a random pair", f"{1e6 * rejected:.0f}", f"{len(random)} pairs"),
        *reliability(compared, data.labels[sample]),
    ]


def reliability(compared: Sequence[Comparison], labels: Any) -> list[Row]:
    """Of the pairs said to corroborate with a score in each bin, the share that are translations of one sentence."""
    bins: dict[int, list[int]] = defaultdict(list)
    for comparison, label in zip(compared, labels, strict=True):
        if comparison.relation == Relation.CORROBORATES:
            bins[min(9, int(10 * comparison.score))].append(int(label))
    return [
        (
            "score of a link",
            f"{low / 10:.1f} to {(low + 1) / 10:.1f}",
            f"{sum(found) / len(found):.2f}",
            f"{len(found)} links",
        )
        for low, found in sorted(bins.items())
    ]


def both_of(peers: dict[str, tuple[float, ...]], place: int) -> str:
    return ", ".join(f"{name} {values[place]:.3f}" for name, values in peers.items())


def cross_validated(data: Labelled, name: str, folds: int = FOLDS, salt: str = "") -> Array:
    """Chances of the classes, each row scored by a table fitted on the other folds of groups."""
    fold = numpy.array([zlib.crc32(f"{salt}{group}".encode()) % folds for group in data.groups])
    chosen = data.features[:, columns(name)]
    classes = int(data.labels.max()) + 1
    chances = numpy.zeros((len(fold), classes))
    for held in range(folds):
        used = fold != held
        fitted = fit(chosen[used], data.labels[used], classes=classes, ridge=USED[name][1])
        chances[~used] = fitted.probabilities(chosen[~used])
    return chances


def numbers(folder: Path, reader: Reader) -> list[Row]:
    """Does the evidence support, refute or leave open a claim with numbers; fitted on other cases."""
    data = labelled(folder, "numbers", reader)
    found = cross_validated(data, "numbers").argmax(axis=1)
    majority = numpy.full(len(found), Counter(data.labels.tolist()).most_common(1)[0][0])
    return [
        (
            "changed numbers",
            "3-way accuracy",
            *beside(lambda said: float((said == data.labels).mean()), found, majority),
        ),
        ("changed numbers", "cases wholly right", *beside(lambda said: whole_cases(said, data), found, majority)),
    ]


def accuracy(found: Any, data: Labelled) -> float:
    return float((found == data.labels).mean())


def beside(measure: Callable[[Any], float], found: Any, majority: Any) -> tuple[str, str]:
    return f"{measure(found):.3f}", f"majority {measure(majority):.3f}"


def whole_cases(found: Any, data: Labelled) -> float:
    wrong = {group for group, said, label in zip(data.groups, found, data.labels, strict=True) if said != label}
    return 1 - len(wrong) / len(set(data.groups))


def stance(folder: Path, reader: Reader) -> list[Row]:
    """Is a headline for, against or only about a rumour; fitted on other rumours, mean of three divisions."""
    data = labelled(folder, "stance", reader)
    runs = [cross_validated(data, "stance", salt=str(salt)).argmax(axis=1) for salt in range(3)]
    ours = sum(macro_f1(data.labels, found) for found in runs) / len(runs)
    headlines = [right for _, right in data.texts]
    said = numpy.array([1 if DENIAL.search(text) else 2 if HEDGE.search(text) else 0 for text in headlines])
    majority = numpy.zeros(len(said), dtype=int)
    baselines = f"two regexes {macro_f1(data.labels, said):.3f}, majority {macro_f1(data.labels, majority):.3f}"
    return [("denial and hedge", "macro-F1", f"{ours:.3f}", baselines)]


def macro_f1(labels: Any, found: Any) -> float:
    values = []
    for one in range(int(labels.max()) + 1):
        right = ((found == one) & (labels == one)).sum()
        values.append(2 * right / max(1, (found == one).sum() + (labels == one).sum()))
    return float(sum(values) / len(values))


def weaken(folder: Path, reader: Reader) -> list[Row]:
    """Does a sentence of another outlet weaken a claim; fitted on other topics, mean of three divisions."""
    data = labelled(folder, "weaken", reader)
    ours = sum(auc(data.labels, cross_validated(data, "weaken", salt=str(salt))[:, 1]) for salt in range(3)) / 3
    cosine = auc(data.labels, numpy.array([reader.similarity(*pair) for pair in data.texts]))
    letters = auc(data.labels, numpy.array([fuzz.token_sort_ratio(*pair) for pair in data.texts]))
    return [("weakens", "AUC", f"{ours:.3f}", f"MiniLM {cosine:.3f}, token_sort {letters:.3f}")]


MEASURED = (matching, retranslation, numbers, stance, weaken)

if __name__ == "__main__":
    main()
