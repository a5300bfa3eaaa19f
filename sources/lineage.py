"""Which article leans on which: copied running text, agency credits, common owners. No database in here."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

# Eight words in a row are rarely the same by chance; of every window of 12 such runs one is kept, so that any
# shared passage of 19 words leaves a common mark (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003).
RUN_WORDS = 8
WINDOW_RUNS = 12
COPIED_SHARE = 0.25

WORD = re.compile(r"\w+")


def fingerprints(text: str) -> list[int]:
    """Marks of the running text, ascending and without repeats: 32-bit hashes of chosen runs of words."""
    words = WORD.findall(text.casefold())
    runs = [zlib.crc32(" ".join(words[at : at + RUN_WORDS]).encode()) for at in range(len(words) - RUN_WORDS + 1)]
    return sorted(
        {min(runs[at : at + WINDOW_RUNS]) for at in range(max(len(runs) - WINDOW_RUNS + 1, min(len(runs), 1)))}
    )


def shared_share(left: Sequence[int], right: Sequence[int]) -> float:
    """How much of the shorter text's marks the other text has as well, 0 to 1."""
    if not left or not right:
        return 0.0
    return len(set(left) & set(right)) / min(len(set(left)), len(set(right)))


@dataclass(frozen=True, slots=True)
class Report:
    """An article as the question of independence sees it."""

    source: str
    owner: str = ""
    credit: str = ""  # the agency its text credits
    fingerprints: tuple[int, ...] = ()


def same_name(left: str, right: str) -> bool:
    return bool(left) and left.casefold() == right.casefold()


def origin(report: Report) -> str:
    """Whose work the report is: the credited agency, else the owner, else the outlet. Equal keys, one origin."""
    return (report.credit or report.owner or report.source).casefold()


def shared_origin(left: Report, right: Report) -> str:
    """Why two reports do not stand on their own, as a sentence; empty when nothing links them."""
    share = shared_share(left.fingerprints, right.fingerprints)
    if share >= COPIED_SHARE:
        return f"{left.source} and {right.source} share {share:.0%} of their running text."
    if same_name(left.credit, right.credit):
        return f"Both credit {left.credit}."
    if same_name(left.credit, right.source):
        return f"{left.source} credits {right.source}."
    if same_name(right.credit, left.source):
        return f"{right.source} credits {left.source}."
    if same_name(left.owner, right.owner):
        return f"Both belong to {left.owner}."
    return ""
