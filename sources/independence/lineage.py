"""Which articles derive from which: copied running text, credits, common owners. Pure: no Django, no database."""

import hashlib
import re
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sources.independence.affiliations import Affiliations
from sources.independence.credits import outlet_key, outlet_keys
from sources.reading.layout import Block, BlockKind, blocks

# Raised whenever credits, marks or the rules below change: what an older engine found is then looked at again, article
# by article as their claims are checked.
LINEAGE_VERSION = "2"

# Words outside quotation marks only: two outlets that quote one speech have not copied each other. Of every four
# runs of four words one is kept (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), so any seven copied words
# leave a common mark. Runs of five lose the light rewrites of short texts; runs of three link texts that share only
# names and set phrases (docs/matching.md).
RUN_WORDS = 4
WINDOW_RUNS = 4
# Of 365,904 pairs of news articles one shares more than .05 and six runs, and it does share a copied passage; of
# copies with three words in ten changed 97 in 100 are found: docs/matching.md.
COPIED_SHARE = 0.1
# Chance alone gives up to five runs to texts of one subject, a large share of a short one.
COPIED_RUNS = 6
# Less is enough where it is a large part of a short text: with four runs independent texts share at most .21.
SHORT_SHARE = 0.3
SHORT_RUNS = 4
# A party to the story that is quoted is no outlet that the article derives from.
PARTIES = {"organisation", "government"}

WORD = re.compile(r"\w+")
# A quotation that goes on in the next paragraph has no closing mark in this one.
QUOTED = re.compile(
    r"[“\"][^“”\"]{0,2000}(?:[”\"]|$)|(?<!\w)‘[^‘\n]{0,2000}?[,.?!…]’(?!\w)|''(?:[^']|'(?!')){0,2000}''"
)


def fingerprints(text: str, parts: Sequence[Block] | None = None, *, run_words: int = RUN_WORDS) -> list[int]:
    """Marks of an article's running text, ascending and without repeats: 32-bit hashes of chosen runs of words.

    `parts` are the text's blocks, where the caller has them. Marks of different `run_words` can't be compared; only
    the benchmark asks for others.
    """
    marks: set[int] = set()
    for block in blocks(text) if parts is None else parts:
        if block.kind is BlockKind.BODY:
            for passage in QUOTED.sub("\0", text[block.start : block.end]).split("\0"):
                marks.update(_winnowed(WORD.findall(passage.casefold()), run_words))
    return sorted(marks)


def _winnowed(words: Sequence[str], run_words: int) -> set[int]:
    runs = [zlib.crc32(" ".join(words[at : at + run_words]).encode()) for at in range(len(words) - run_words + 1)]
    return {min(runs[at : at + WINDOW_RUNS]) for at in range(max(len(runs) - WINDOW_RUNS + 1, min(len(runs), 1)))}


@dataclass(frozen=True, slots=True)
class Report:
    """The fields of an article that its independence is decided by."""

    source: str
    kind: str = ""  # of the source
    owner: str = ""
    credit: str = ""  # the agency its text credits
    credited: tuple[str, ...] = ()  # keys of all names it reports after
    affiliations: Affiliations = field(default_factory=dict)
    fingerprints: tuple[int, ...] = ()


def copied_share(left: Report, right: Report) -> float:
    """How much of the shorter text's marks the other text has as well, 0 to 1; 0 when it can be chance."""
    shared = len(set(left.fingerprints) & set(right.fingerprints))
    if shared < SHORT_RUNS:
        return 0.0
    share = shared / min(len(left.fingerprints), len(right.fingerprints))
    return share if shared >= COPIED_RUNS or share >= SHORT_SHARE else 0.0


def credits(report: Report, other: Report) -> bool:
    """Whether the report names the other's outlet as where it has something from."""
    names = {*report.credited, *([outlet_key(report.credit)] if report.credit else [])}
    return other.kind not in PARTIES and not names.isdisjoint(outlet_keys(other.source))


def shared_origin(left: Report, right: Report) -> str:
    """Why two reports do not stand on their own, as a sentence; empty when nothing links them.

    The same whichever is the left one.
    """
    if right.source < left.source:
        left, right = right, left
    share = copied_share(left, right)
    if share >= COPIED_SHARE:
        return f"{left.source} and {right.source} share {share:.0%} of their running text."
    if left.credit and outlet_key(left.credit) == outlet_key(right.credit):
        return f"{left.source} and {right.source} both credit {left.credit}."
    for one, other in ((left, right), (right, left)):
        if credits(one, other):
            return f"{one.source} credits {other.source}."
    if left.owner and left.owner.casefold() == right.owner.casefold():
        return f"{left.source} and {right.source} both belong to {left.owner}."
    return ""


def links_among(reports: Mapping[int, Report]) -> dict[tuple[int, int], str]:
    """Returns a spanning set of dependency edges with their reasons, smaller key first.

    Takes time in proportion to the reports and their marks, where `shared_origin` of all pairs would grow with the
    square of the reports.
    """
    alike: dict[tuple[str, str | int], list[int]] = defaultdict(list)
    for key in sorted(reports):
        report = reports[key]
        for name in outlet_keys(report.source):
            alike["outlet", name].append(key)
        if report.credit:
            alike["credit", outlet_key(report.credit)].append(key)
        if report.owner:
            alike["owner", report.owner.casefold()].append(key)
        for mark in report.fingerprints:
            alike["mark", mark].append(key)
    pairs: Counter[tuple[int, int]] = Counter()
    for (kind, _), keys in alike.items():
        if kind == "mark":
            # In a chain: who copies a passage shares it with the next who has it.
            pairs.update(pairwise(keys))
        elif kind != "outlet":
            pairs.update(dict.fromkeys(pairwise(keys), SHORT_RUNS))
    for key, report in reports.items():
        for name in {*report.credited, *([outlet_key(report.credit)] if report.credit else [])}:
            for other in alike.get(("outlet", name), ()):
                if other != key:
                    pairs[min(key, other), max(key, other)] += SHORT_RUNS
    found = {pair: shared_origin(reports[pair[0]], reports[pair[1]]) for pair, n in pairs.items() if n >= SHORT_RUNS}
    return {pair: reason for pair, reason in found.items() if reason}


def basis(left: Report, right: Report) -> str:
    """SHA-256 in hex over all that decides the dependence of two reports, except their texts, which never change."""
    content = [LINEAGE_VERSION]
    content += [repr((one.source, one.kind, one.owner, one.credit, sorted(one.credited))) for one in (left, right)]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def origin(report: Report) -> str:
    """Whose work the report is when nothing else links it: the credited agency, else the owner, else the outlet."""
    return outlet_key(report.credit or report.owner or report.source)


class Origins:
    """Groups of reports that derive from one another, directly or through others.

    `links` gives for pairs of report keys why they are not independent. Each origin is walked once, however often it
    is asked for, and once more for each report from which ways are asked for.
    """

    def __init__(self, links: Mapping[tuple[int, int], str]) -> None:
        self.links = links
        self._neighbours: dict[int, dict[int, str]] = {}
        for (left, right), reason in links.items():
            self._neighbours.setdefault(left, {})[right] = reason
            self._neighbours.setdefault(right, {})[left] = reason
        self._together: dict[int, frozenset[int]] = {}
        self._first: dict[int, int] = {}
        self._ways: dict[int, dict[int, int]] = {}

    def why(self, left: int, right: int) -> str:
        """The sentences that lead from one report to the other, by the shortest way; empty when nothing does.

        The same whichever is the left one: of the two directions that whose sentences come first.
        """
        direct = self._neighbours.get(left, {}).get(right)
        if direct is not None or left == right or right not in self.together(left):
            return direct or ""
        return " ".join(min(self._sentences(left, right), self._sentences(right, left)))

    def _sentences(self, start: int, end: int) -> list[str]:
        reached = self._ways_from(start)
        steps, here = [], end
        while here != start:
            steps.append(self._neighbours[reached[here]][here])
            here = reached[here]
        return steps[::-1]

    def _ways_from(self, report: int) -> dict[int, int]:
        """Of each report of the origin the one before it on the shortest way from this report."""
        if report not in self._ways:
            reached, waiting = {report: report}, deque([report])
            while waiting:
                here = waiting.popleft()
                # Of ways as short the one whose sentence comes first, whichever report was stored first.
                for there, _ in sorted(self._neighbours[here].items(), key=lambda step: (step[1], step[0])):
                    if there not in reached:
                        reached[there] = here
                        waiting.append(there)
            self._ways[report] = reached
        return self._ways[report]

    def together(self, report: int) -> frozenset[int]:
        """All reports of one origin with this one, itself included."""
        if report not in self._together:
            found, waiting = {report}, [report]
            while waiting:
                new = self._neighbours.get(waiting.pop(), {}).keys() - found
                found |= new
                waiting.extend(new)
            everyone, first = frozenset(found), min(found)
            for one in found:
                self._together[one], self._first[one] = everyone, first
        return self._together[report]

    def first(self, report: int) -> int:
        """The smallest key of the reports of one origin with this one: it stands for the origin."""
        self.together(report)
        return self._first[report]
