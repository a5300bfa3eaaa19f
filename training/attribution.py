"""Fit the weights of attribution: python -m training.attribution FOLDER [--hold-out]

Reads FOLDER/attribution.train.jsonl (PolNeAR, 840 articles), nothing else, and writes the table that
claims/analysis/reading/attribution_weights.py reads. With --hold-out every tenth article is kept out, to choose
thresholds on; the shipped table is fitted on all of them. Takes about five minutes on one core. PolNeAR itself is not
redistributed: the table holds sums over thousands of sentences, one number a feature.

Four log-linear models share the features of attribution_features.py: two logistic regressions (is this token the
head of a cue; does the cue take in the next token) and two choices among candidates (which content, which source).
AdaGrad; each step leaves out a share of the features, so that no rare one is trusted alone.
"""

import argparse
import gzip
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.attribution_data import Gold, Passage, articles
from claims.analysis.reading import attribution_features as seen
from claims.analysis.reading import content_features as stretches
from claims.analysis.reading.attribution_weights import TABLE
from claims.analysis.reading.parsed import Parsed, Span

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]

SMALLEST = 0.05  # weights nearer to nothing are left out of the table
_HEAD_ORDER = {"VERB": 0, "NOUN": 1, "AUX": 1, "ADJ": 2, "ADV": 2, "ADP": 3}


@dataclass(slots=True)
class Names:
    """Feature names as numbers, and how often each was met."""

    numbers: dict[str, int] = field(default_factory=dict)
    met: list[int] = field(default_factory=list)

    def add(self, features: Iterable[str]) -> array:
        out = array("q")
        for feature in features:
            number = self.numbers.setdefault(feature, len(self.met))
            if number == len(self.met):
                self.met.append(0)
            self.met[number] += 1
            out.append(number)
        return out

    def frequent(self, least: int) -> Ids:
        """For each number its place among the features met at least so often, or -1."""
        met = np.array(self.met)
        places = np.full(len(met), -1, dtype=np.int64)
        kept = np.nonzero(met >= least)[0]
        places[kept] = np.arange(len(kept))
        return places


@dataclass(slots=True)
class Choice:
    """Candidates of which one is right: each a list of feature rows; the last candidate is "none"."""

    rows: list[array]
    candidates: list[tuple[int, ...]]  # indexes into rows
    right: int


@dataclass(slots=True)
class Examples:
    """What the passages teach."""

    names: Names = field(default_factory=Names)
    cues: list[tuple[array, bool]] = field(default_factory=list)
    reaches: list[tuple[array, bool]] = field(default_factory=list)
    contents: list[Choice] = field(default_factory=list)
    sources: list[Choice] = field(default_factory=list)

    def learn(self, passage: Passage) -> None:
        p = passage.parsed
        heads = {head_of(p, gold.cue[0]): gold for gold in passage.gold if gold.cue}
        for index in range(len(p)):
            if seen.may_be_cue(p, index):
                self.cues.append((self.names.add(seen.cue_features(p, index)), index in heads))
        for head, gold in heads.items():
            self._reach(p, head, gold.cue[0])
            for side in ("L", "R"):
                self._content(p, head, gold, side)
            self._source(p, head, gold)

    def _reach(self, p: Parsed, head: int, cue: Span) -> None:
        for side, step in (("L", -1), ("R", 1)):
            index = head + step
            while 0 <= index < len(p) and abs(index - head) <= 8:
                inside = cue[0] <= index < cue[1]
                self.reaches.append((self.names.add(seen.extend_features(p, head, index, side)), inside))
                if not inside:
                    break
                index += step

    def _content(self, p: Parsed, head: int, gold: Gold, side: str) -> None:
        if gold.elsewhere and not gold.content:
            return
        cue = gold.cue[0]
        starts, ends = stretches.content_starts(p, head, cue, side), stretches.content_ends(p, head, cue, side)
        spans = [(start, end) for start in starts for end in ends if start < end]
        wanted = [span for span in gold.content if (span[0] < cue[0]) == (side == "L")]
        longest = max(wanted, key=lambda span: span[1] - span[0], default=None)
        if not spans or (longest is not None and longest not in spans):
            return
        view = stretches.ContentView(p, head, cue, side)
        rows = [self.names.add(view.start(start)) for start in starts]
        rows += [self.names.add(view.end(end)) for end in ends]
        rows += [self.names.add(view.pair(*span)) for span in spans]
        rows.append(self.names.add(view.none()))
        shift, begin = len(starts), len(starts) + len(ends)
        candidates: list[tuple[int, ...]] = [
            (starts.index(start), shift + ends.index(end), begin + number) for number, (start, end) in enumerate(spans)
        ]
        candidates.append((len(rows) - 1,))
        self.contents.append(Choice(rows, candidates, spans.index(longest) if longest else len(spans)))

    def _source(self, p: Parsed, head: int, gold: Gold) -> None:
        found = seen.source_candidates(p, head, gold.cue[0])
        spans = [span for span, _ in found]
        if (gold.source and gold.source[0] not in spans) or (not gold.source and gold.elsewhere):
            return
        rows = [self.names.add(features) for _, features in found]
        rows.append(self.names.add(seen.no_source_features(p, head, gold.cue[0])))
        right = spans.index(gold.source[0]) if gold.source else len(spans)
        self.sources.append(Choice(rows, [(number,) for number in range(len(rows))], right))


def head_of(p: Parsed, cue: Span) -> int:
    """The cue's main word: the one whose parent in the tree lies outside, a verb before others."""
    tops = [index for index in range(*cue) if not cue[0] <= p.head[index] < cue[1] or p.head[index] == index]
    return min(tops, key=lambda index: (_HEAD_ORDER.get(p.pos[index], 4), index))


def joined(rows: Sequence[array], places: Ids) -> tuple[Ids, Ids]:
    """All features of the rows that are frequent, and for each the row it stands in."""
    flat = np.concatenate([np.frombuffer(row, dtype=np.int64) for row in rows if row] or [np.zeros(0, np.int64)])
    owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    flat = places[flat]
    return flat[flat >= 0], owners[flat >= 0]


class Fit:
    """Weights under AdaGrad; `mean` averages them over the rounds."""

    def __init__(self, size: int, rate: float, decay: float) -> None:
        self.weights: Numbers = np.zeros(size)
        self._squares: Numbers = np.full(size, 0.01)
        self._sum: Numbers = np.zeros(size)
        self._rounds = 0
        self._rate, self._decay = rate, decay

    def step(self, features: Ids, gradient: Numbers) -> None:
        touched, places = np.unique(features, return_inverse=True)
        change = np.bincount(places, gradient) + self._decay * self.weights[touched]
        self._squares[touched] += change * change
        self.weights[touched] -= self._rate * change / np.sqrt(self._squares[touched])

    def round_done(self) -> None:
        self._sum += self.weights
        self._rounds += 1

    @property
    def mean(self) -> Numbers:
        return self._sum / max(self._rounds, 1)


def fit_yes_no(
    examples: Sequence[tuple[array, bool]], places: Ids, rounds: int = 2, dropout: float = 0.3, batch: int = 128
) -> Numbers:
    """Logistic regression; the last round's weights."""
    flat, owners = joined([row for row, _ in examples], places)
    lengths = np.bincount(owners, minlength=len(examples))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    answers = np.array([answer for _, answer in examples], dtype=float)
    fit = Fit(int(places.max(initial=-1)) + 1, rate=0.3, decay=1e-4)
    random = np.random.default_rng(0)
    for number in range(rounds):
        order = random.permutation(len(examples))
        for begin in range(0, len(order), batch):
            chosen = order[begin : begin + batch]
            sizes = lengths[chosen]
            inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            features = flat[np.repeat(offsets[chosen], sizes) + inside]
            rows = np.repeat(np.arange(len(chosen)), sizes)
            kept = random.random(len(features)) > dropout
            features, rows = features[kept], rows[kept]
            score = np.bincount(rows, fit.weights[features], len(chosen))
            error = 1 / (1 + np.exp(-score)) - answers[chosen]
            fit.step(features, error[rows])
        fit.round_done()
        print(f"  round {number + 1} of {rounds}", flush=True)
    return fit.weights


def fit_choices(examples: Sequence[Choice], places: Ids, rounds: int = 4, dropout: float = 0.2) -> Numbers:
    """Choice among candidates by the exponential of their summed weights; the mean over the rounds."""
    prepared = []
    for example in examples:
        features, owners = joined(example.rows, places)
        members = np.array([row for candidate in example.candidates for row in candidate])
        owner = np.repeat(np.arange(len(example.candidates)), [len(c) for c in example.candidates])
        prepared.append((features, owners, members, owner, len(example.rows), len(example.candidates), example.right))
    fit = Fit(int(places.max(initial=-1)) + 1, rate=0.25, decay=1e-4)
    random = np.random.default_rng(0)
    for number in range(rounds):
        right = 0
        for chosen in random.permutation(len(prepared)):
            features, owners, members, owner, rows, candidates, answer = prepared[chosen]
            distinct = np.unique(features)
            silent = distinct[random.random(len(distinct)) < dropout]
            heard = ~np.isin(features, silent)
            features, owners = features[heard], owners[heard]
            row_scores = np.bincount(owners, fit.weights[features], rows)
            scores = np.bincount(owner, row_scores[members], candidates)
            odds = np.exp(scores - scores.max())
            error = odds / odds.sum()
            right += int(error.argmax()) == answer
            error[answer] -= 1
            row_errors = np.bincount(members, error[owner], rows)
            fit.step(features, row_errors[owners])
        fit.round_done()
        print(f"  round {number + 1} of {rounds}: {right / len(prepared):.3f} right while learning", flush=True)
    return fit.mean


def fitted(examples: Examples) -> Iterator[tuple[str, float]]:
    """The table's lines: each model owns the features whose names begin as its own do."""
    names = list(examples.names.numbers)
    models = (
        ("cue:", 3, lambda places: fit_yes_no(examples.cues, places)),
        ("ext:", 3, lambda places: fit_yes_no(examples.reaches, places)),
        (("start:", "end:", "pair:", "none:"), 9, lambda places: fit_choices(examples.contents, places)),
        (("src:", "nosrc:"), 6, lambda places: fit_choices(examples.sources, places)),
    )
    for prefix, least, fit in models:
        print(f"{prefix}", flush=True)
        places = examples.names.frequent(least)
        places[[number for number, name in enumerate(names) if not name.startswith(prefix)]] = -1
        kept = np.nonzero(places >= 0)[0]
        places[kept] = np.arange(len(kept))
        weights = fit(places)
        for number in kept:
            if abs(weights[places[number]]) >= SMALLEST:
                yield names[number], float(weights[places[number]])


def write(table: dict[str, float], path: Path) -> None:
    """The table, sorted, with two decimals; the same weights give the same bytes."""
    text = "".join(f"{name}\t{weight:.2f}\n" for name, weight in sorted(table.items()))
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(text.encode("utf-8"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hold-out", action="store_true", help="keep every tenth article out")
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args(arguments)
    examples = Examples()
    for passage in articles(options.folder / "attribution.train.jsonl"):
        if not (options.hold_out and passage.article % 10 == 0):
            examples.learn(passage)
    print(f"{len(examples.cues):,} tokens, {len(examples.contents):,} contents, {len(examples.names.met):,} features")
    table = dict(fitted(examples))
    write(table, options.out)
    print(f"{len(table):,} weights, {options.out.stat().st_size:,} bytes: {options.out}")


if __name__ == "__main__":
    main()
