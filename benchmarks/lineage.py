"""How well copied text and credits are found: python -m benchmarks.lineage [FOLDER]

Edited copies of the sample dossiers' articles, and with FOLDER of its news articles (attribution.*.jsonl), must be
called copies; articles of different outlets that nobody labelled as copies must not. Which of the news articles copy
one another nobody has labelled: those called so are listed, with --verbose beside the longest passage they share.
Beside it rapidfuzz token_set_ratio over whole texts, with the threshold that suits these very texts best, which
flatters it. Credits by agencies are compared with datelines and lines at the foot, read in another way.
"""

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random

from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import token_set_ratio

from benchmarks.dossier_labels import load_all
from benchmarks.lineage_credits import credit_table
from benchmarks.lineage_edits import COPYING, NOT_COPYING, Copy, copies
from sources.independence.lineage import (
    COPIED_RUNS,
    COPIED_SHARE,
    RUN_WORDS,
    SHORT_RUNS,
    SHORT_SHARE,
    Report,
    copied_share,
    fingerprints,
    shared_origin,
)
from sources.reading.text import normalise

FILES = ["attribution.train.jsonl", "attribution.dev.jsonl"]
TIMES = 5  # copies of each article and edit
NEWS = 100  # news articles that are copied
APART = 3_000  # pairs of news articles, of one day or the next, that are compared with the baseline too
SHARES = [0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4]
RUNS = [3, 4, 6, 8, 10]
LENGTHS = [3, 4, 5, 6]  # words of a run
LISTED = 12


@dataclass(frozen=True)
class Text:
    name: str
    outlet: str
    day: int
    words: str


@dataclass(frozen=True)
class Marks:
    """Two texts as far as the thresholds see them."""

    shared: int
    shorter: int  # marks of the text that has fewer

    @property
    def share(self) -> float:
        return self.shared / self.shorter if self.shorter else 0.0


def report(name: str, words: str, run_words: int = RUN_WORDS) -> Report:
    """An article of which only its running text is known."""
    return Report(source=name, fingerprints=tuple(fingerprints(words, run_words=run_words)))


def marks(left: Report, right: Report) -> Marks:
    one, other = set(left.fingerprints), set(right.fingerprints)
    return Marks(len(one & other), min(len(one), len(other)))


def called_copied(pairs: Sequence[Marks]) -> int:
    """How many of the pairs the service calls copied."""
    return sum(
        (pair.shared >= COPIED_RUNS and pair.share >= COPIED_SHARE)
        or (pair.shared >= SHORT_RUNS and pair.share >= SHORT_SHARE)
        for pair in pairs
    )


def at_least(pairs: Sequence[Marks], share: float, runs: int) -> int:
    """How many of the pairs share that much and that many runs."""
    return sum(pair.shared >= runs and pair.share >= share for pair in pairs)


def best_threshold(copied: Sequence[float], apart: Sequence[float]) -> float:
    """The score from which on pairs count as copied with the most copies found less false alarms, as shares."""
    return max(sorted({*copied, *apart}), key=lambda least: part(copied, least) - part(apart, least))


def part(scores: Sequence[float], least: float) -> float:
    return sum(score >= least for score in scores) / len(scores) if scores else 0.0


def sharing(texts: Sequence[Text], reports: Sequence[Report]) -> dict[tuple[int, int], Marks]:
    """The marks of all pairs of different outlets that share enough of them; in time with the marks in common."""
    having: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(reports):
        for mark in one.fingerprints:
            having[mark].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for places in having.values():
        shared.update(pair for pair in combinations(places, 2) if texts[pair[0]].outlet != texts[pair[1]].outlet)
    return {pair: marks(reports[pair[0]], reports[pair[1]]) for pair, n in shared.items() if n >= min(RUNS)}


def near_in_time(texts: Sequence[Text]) -> list[tuple[int, int]]:
    """Pairs of different outlets, of one day or the next: the likeliest to tell of one event."""
    days: dict[int, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        days[text.day].append(at)
    pairs = []
    for day, here in sorted(days.items()):
        pairs += [*combinations(here, 2), *((one, other) for one in here for other in days.get(day + 1, ()))]
    return [(one, other) for one, other in pairs if texts[one].outlet != texts[other].outlet]


def news(folder: Path) -> list[Text]:
    rows = [json.loads(line) for name in FILES for line in (folder / name).open(encoding="utf-8")]
    return [
        Text(row["id"], row["outlet"], date.fromisoformat(row["published"]).toordinal(), normalise(row["text"]))
        for row in rows
    ]


def milliseconds(work: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000 / max(times, 1)


def longest_shared(left: str, right: str) -> str:
    """The longest run of words that both texts have."""
    one, other = re.findall(r"\w+", left), re.findall(r"\w+", right)
    blocks = LCSseq.opcodes([word.casefold() for word in one], [word.casefold() for word in other])
    longest = max((code for code in blocks if code.tag == "equal"), key=lambda code: code.src_end - code.src_start)
    return " ".join(one[longest.src_start : longest.src_end])


class Measured:
    """Copies and independent pairs of one set of texts, with what we and the baseline make of them."""

    def __init__(self, made: list[Copy], apart: list[tuple[str, str]]) -> None:
        self.made = made
        pairs = [(copy.original, copy.text) for copy in made] + apart
        distinct = dict.fromkeys(text for pair in pairs for text in pair)
        reports = {text: report(str(at), text) for at, text in enumerate(distinct)}
        self.a_text = milliseconds(
            lambda: [fingerprints(text) for text in list(distinct)[:200]], min(len(distinct), 200)
        )
        ready = [(reports[left], reports[right]) for left, right in pairs]
        self.a_pair = milliseconds(lambda: [copied_share(*pair) for pair in ready], len(ready))
        self.found = [bool(shared_origin(replace(left, source="x"), right)) for left, right in ready]
        self.marks = [marks(*pair) for pair in ready]
        self.ratios: list[float] = []
        self.baseline_pair = milliseconds(
            lambda: self.ratios.extend(token_set_ratio(*pair) / 100 for pair in pairs), len(pairs)
        )
        copied = [at for at, copy in enumerate(made) if copy.edit in COPYING]
        rest = [at for at in range(len(pairs)) if at not in set(copied)]
        self.copied, self.apart = copied, rest
        self.threshold = best_threshold([self.ratios[at] for at in copied], [self.ratios[at] for at in rest])

    def rows(self, title: str) -> list[str]:
        rows = [f"| {title} | ours | token_set_ratio from {self.threshold:.2f} |", "| --- | ---: | ---: |"]
        for edit in [*COPYING, *NOT_COPYING]:
            which = [at for at, copy in enumerate(self.made) if copy.edit == edit]
            rows.append(self._row(f"{edit}: called copied", which))
        rows.append(self._row("all copies", self.copied))
        rows.append(self._row("independent pairs: called copied", range(len(self.made), len(self.marks))))
        timing = f"| milliseconds a pair | {self.a_pair:.4f} and {self.a_text:.1f} once a text "
        return [*rows, f"{timing}| {self.baseline_pair:.2f} |"]

    def _row(self, name: str, which: Sequence[int]) -> str:
        ours = sum(self.found[at] for at in which)
        theirs = sum(self.ratios[at] >= self.threshold for at in which)
        return f"| {name} | {ratio(ours, len(which))} | {ratio(theirs, len(which))} |"


def ratio(right: int, total: int) -> str:
    return f"{right}/{total} {right / total:.3f}" if total else "-"


def thresholds(copied: Sequence[Marks], apart: Sequence[Marks], pairs: int) -> list[str]:
    """Copies found and false alarms by threshold; `pairs` independent ones, of which `apart` share marks at all."""
    rows = ["| called copied from | copies found | independent pairs |", "| --- | ---: | ---: |"]
    tried = [(share, COPIED_RUNS) for share in SHARES] + [(COPIED_SHARE, runs) for runs in RUNS if runs != COPIED_RUNS]
    for share, runs in [*tried, (SHORT_SHARE, SHORT_RUNS)]:
        found, alarms = at_least(copied, share, runs), at_least(apart, share, runs)
        rows.append(f"| share {share}, {runs} runs | {ratio(found, len(copied))} | {alarms}/{pairs} |")
    used = f"used: share {COPIED_SHARE}, {COPIED_RUNS} runs, or share {SHORT_SHARE}, {SHORT_RUNS} runs"
    return [*rows, f"| {used} | {ratio(called_copied(copied), len(copied))} | {called_copied(apart)}/{pairs} |"]


def lengths(measured: Measured, texts: Sequence[Text], pairs: int) -> list[str]:
    """Copies found and false alarms by the length of a run, with the thresholds in use."""
    rows = ["| words a run | copies found | independent pairs |", "| --- | ---: | ---: |"]
    made = [measured.made[at] for at in measured.copied]
    for count in LENGTHS:
        of = {text: report("", text, count) for copy in made for text in (copy.original, copy.text)}
        found = called_copied([marks(of[copy.original], of[copy.text]) for copy in made])
        alarms = called_copied(list(sharing(texts, [report("", text.words, count) for text in texts]).values()))
        rows.append(
            f"| {count}{' (used)' if count == RUN_WORDS else ''} | {ratio(found, len(made))} | {alarms}/{pairs} |"
        )
    return rows


def of_dossiers() -> None:
    dossiers = load_all()
    texts = [
        (article.text, [other.text for rest in dossiers if rest is not dossier for other in rest.articles.values()])
        for dossier in dossiers
        for article in dossier.articles.values()
    ]
    apart, copied = [], []
    for dossier in dossiers:
        for left, right in combinations(sorted(dossier.articles), 2):
            pair = (dossier.articles[left].text, dossier.articles[right].text)
            if frozenset((left, right)) not in dossier.dependent:
                apart.append(pair)
        for pair_names in sorted(map(sorted, dossier.copied)):
            copied.append([dossier.articles[name].text for name in pair_names])
    measured = Measured(copies(texts, COPYING | NOT_COPYING, TIMES), apart)
    print("\n".join(measured.rows("sample dossiers")))
    real = [marks(report("x", left), report("y", right)) for left, right in copied]
    print(f"\nLabelled copies found: {ratio(called_copied(real), len(real))}; shares {shares(real)}.")
    print(f"Shares of independent reports of one event: {shares(measured.marks[len(measured.made) :])}.\n")
    print(
        "\n".join(
            thresholds([measured.marks[at] for at in measured.copied], measured.marks[len(measured.made) :], len(apart))
        )
    )


def shares(pairs: Sequence[Marks]) -> str:
    return ", ".join(f"{pair.share:.2f}" for pair in sorted(pairs, key=lambda pair: -pair.share)[:LISTED]) or "none"


def of_news(folder: Path, verbose: bool) -> None:
    texts = news(folder)
    reports = [report(text.name, text.words) for text in texts]
    step = max(1, len(texts) // NEWS)
    chosen = [(text.words, [other.words for other in texts if other.outlet != text.outlet]) for text in texts[::step]]
    near = near_in_time(texts)
    apart = Random(1).sample(near, min(APART, len(near)))
    measured = Measured(
        copies(chosen, COPYING | NOT_COPYING, 1), [(texts[left].words, texts[right].words) for left, right in apart]
    )
    print("\n" + "\n".join(measured.rows("news articles")))
    found = sharing(texts, reports)
    outlets = Counter(text.outlet for text in texts)
    pairs = (len(texts) ** 2 - sum(count**2 for count in outlets.values())) // 2
    print("\n" + "\n".join(thresholds([measured.marks[at] for at in measured.copied], list(found.values()), pairs)))
    print("\n" + "\n".join(lengths(measured, texts, pairs)))
    print(f"\nThe news articles of different outlets that share most (of {pairs} pairs):\n")
    for (left, right), pair in sorted(found.items(), key=lambda item: -item[1].share)[: LISTED * 2]:
        called = "copied" if called_copied([pair]) else "apart"
        print(f"- {called}: {pair.share:.2f}, {pair.shared} runs: {texts[left].name} / {texts[right].name}")
        if verbose:
            print(f"  “{longest_shared(texts[left].words, texts[right].words)}”")
    print("\n" + "\n".join(credit_table([text.words for text in texts], verbose)))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="the public evaluation sets")
    parser.add_argument("--verbose", action="store_true", help="print the passages")
    options = parser.parse_args(arguments)
    of_dossiers()
    if options.folder:
        of_news(options.folder, options.verbose)


if __name__ == "__main__":
    main()
