"""Hostile text made fit to show: marked passages, and characters that the eye would miss.

Nothing here builds HTML out of text but through Django's escaping.
"""

import heapq
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# What a reader can't see, and what makes a line read otherwise than it is stored. The joiner U+200D stays:
# emoji need it.
UNSEEN = re.compile(
    r"([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff])"
)
CONTEXT_CHARACTERS = 1_500  # on each side of a span, where a paragraph has no end


def visible(text: object) -> SafeString:
    """The text escaped, with every unseen character replaced by a small label that names it."""
    parts = UNSEEN.split(str(text))
    if len(parts) == 1:
        return format_html("{}", parts[0])
    return format_html_join("", "{}", ((unseen(part) if at % 2 else part,) for at, part in enumerate(parts)))


def without_unseen(text: str) -> str:
    return UNSEEN.sub("", text)


def unseen(character: str) -> SafeString:
    name = unicodedata.name(character, "control character").lower()
    return format_html('<span class="unseen" title="{}">U+{}</span>', name, f"{ord(character):04X}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same spans. `inner` is the index of the shortest span over it, None without."""

    start: int
    text: str
    inner: int | None
    depth: int  # how many spans cover it
    starting: tuple[int, ...]  # indexes of the spans that begin here, longest first


def cut(text: str, spans: Sequence[tuple[int, int]], *, start: int = 0, end: int | None = None) -> list[Piece]:
    """Cut `text[start:end]` where the spans (end-exclusive code point offsets) begin and end.

    Spans may overlap, nest, or reach outside; the pieces put together always give `text[start:end]`.
    Takes n log n steps for n spans.
    """
    end = len(text) if end is None else min(end, len(text))
    clipped = [(index, max(left, start), min(right, end)) for index, (left, right) in enumerate(spans)]
    clipped = [(index, left, right) for index, left, right in clipped if left < right]
    beginning: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    ending: dict[int, int] = defaultdict(int)
    for index, left, right in clipped:
        beginning[left].append((right - left, index, right))
        ending[right] += 1
    pieces: list[Piece] = []
    open_spans: list[tuple[int, int, int]] = []  # a heap, the shortest first; ended ones leave when they surface
    depth = 0
    for here, there in pairwise(sorted({start, end, *beginning, *ending})):
        starting = sorted(beginning.get(here, ()), reverse=True)
        for span in starting:
            heapq.heappush(open_spans, span)
        depth += len(starting) - ending.get(here, 0)
        while open_spans and open_spans[0][2] <= here:
            heapq.heappop(open_spans)
        inner = open_spans[0][1] if open_spans else None
        pieces.append(Piece(here, text[here:there], inner, depth, tuple(index for _, index, _ in starting)))
    return pieces


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the paragraphs that hold `text[start:end]`, cut short where they are very long."""
    before = text.rfind("\n\n", 0, start)
    after = text.find("\n\n", end)
    left = before + 2 if before >= 0 else 0
    right = after if after >= 0 else len(text)
    return max(left, start - CONTEXT_CHARACTERS), min(right, end + CONTEXT_CHARACTERS)
