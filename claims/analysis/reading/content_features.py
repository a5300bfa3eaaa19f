"""Where the content of a cue may begin and end, and what speaks for each stretch, as named features.

A stretch is weighed by its beginning, its end and itself; "none" competes with all of them.
"""

from claims.analysis.reading.attribution_features import distance, path, tag_at, word_at
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.wordlists.cue_words import sense_of_lemma

MAX_STARTS = 14  # positions looked at on one side of a cue
MAX_ENDS = 28
_EDGE_MARKS = (",", ";", ":", "–", "—", "-", "--", "(", ")", "…", "...")
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


def _tops(p: Parsed, low: int, high: int) -> tuple[dict[int, int], dict[int, int]]:
    """For each position the highest token whose subtree begins, or ends, there (within low..high)."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for index in range(low, high):
        if p.dep[index] == "punct":
            continue
        for table, edge in ((starts, p.left[index]), (ends, p.right[index])):
            known = table.get(edge)
            if known is None or p.right[index] - p.left[index] > p.right[known] - p.left[known]:
                table[edge] = index
    return starts, ends


def region(p: Parsed, head: int, cue: Span, side: str) -> Span:
    """Where content on that side of the cue may lie: its sentence, and quotations that reach beyond it."""
    low, high = p.sentences[p.sentence[head]]
    if side == "L":
        high = cue[0]
        for start, end in p.quotes:
            if start < low < end or end == low or end == low - 1:
                low = min(low, start)
        return low, max(low, high)
    low = cue[1]
    for start, end in p.quotes:
        if start < high < end or start == high or (start == high + 1 and start < len(p)):
            high = max(high, end)
    return min(low, high), high


def content_starts(p: Parsed, head: int, cue: Span, side: str) -> list[int]:
    """Positions at which content may begin."""
    low, high = region(p, head, cue, side)
    if low >= high:
        return []
    out = {low}
    opens = {start for start, _ in p.quotes}
    inner = {start + 1 for start, _ in p.quotes}
    for index in range(low, high):
        if (
            index in opens
            or index in inner
            or (index and p.lower[index - 1] in _EDGE_MARKS)
            or (index and p.sentence[index] != p.sentence[index - 1])
        ):
            out.add(index)
    near = [head, *p.children[head], p.head[head], *p.children[p.head[head]]]
    for child in tuple(p.children[head]):
        near.extend(p.children[child])
    for token in near:
        for edge in (p.left[token], token):
            if low <= edge < high:
                out.add(edge)
    kept = sorted(index for index in out if p.words[index] not in (",", ";", ".", ":", ")", "?", "!"))
    if len(kept) > MAX_STARTS:
        # The quotation's own beginnings and what lies nearest to the cue stay.
        anchor = low if side == "R" else high
        kept.sort(key=lambda index: (index not in opens and index != low, abs(index - anchor)))
        kept = sorted(kept[:MAX_STARTS])
    return kept


def content_ends(p: Parsed, head: int, cue: Span, side: str) -> list[int]:
    """Positions before which content may end."""
    low, high = region(p, head, cue, side)
    if low >= high:
        return []
    closes = {end for _, end in p.quotes} | {end - 1 for _, end in p.quotes}
    out: set[int] = {high}
    for index in range(low + 1, high):
        if index in closes or p.lower[index] in _EDGE_MARKS or p.sentence[index] != p.sentence[index - 1]:
            out.add(index)
    chain = [head]
    for token in chain:
        if len(chain) > 160:
            break
        chain.extend(child for child in p.children[token] if p.right[child] >= low)
    up = head
    for _ in range(6):
        chain.append(up)
        chain.extend(p.children[up])
        if p.head[up] == up:
            break
        up = p.head[up]
    for token in chain:
        for edge in (p.right[token] + 1, p.left[token]):
            if low < edge <= high:
                out.add(edge)
    trimmed = set()
    for edge in out:
        while edge > low and p.words[edge - 1] in (",", ";", ":", ".", "–", "—", "--") and p.quote[edge - 1] < 0:
            edge -= 1
        if edge > low:
            trimmed.add(edge)
    kept = sorted(trimmed)
    if len(kept) > MAX_ENDS:
        anchor = cue[0]
        last = kept[-1]
        kept.sort(key=lambda edge: (edge not in closes and edge != last, abs(edge - anchor)))
        kept = sorted(kept[:MAX_ENDS])
    return kept


class ContentView:
    """The features of the contents that one cue may have on one side."""

    def __init__(self, p: Parsed, head: int, cue: Span, side: str) -> None:
        self.p, self.head, self.cue, self.side = p, head, cue, side
        self.low, self.high = region(p, head, cue, side)
        self.lemma = p.lemma[head]
        self.tag = p.tag[head][:2]
        self.sense = sense_of_lemma(self.lemma) or "-"
        self._starts, self._ends = _tops(p, self.low, self.high)
        self._finite = [0]
        for tag in p.tag:
            self._finite.append(self._finite[-1] + (tag in _FINITE))
        self._opens = {start for start, _ in p.quotes}
        self._closes = {end for _, end in p.quotes}
        self.sentence = p.sentences[p.sentence[head]]
        self._ways: dict[int, str] = {}

    def _way(self, token: int) -> str:
        """The way to a token; "-" when there is none. Beginnings, ends and stretches ask for the same ones."""
        if token < 0:
            return "-"
        way = self._ways.get(token)
        if way is None:
            way = self._ways[token] = path(self.p, token, self.head)
        return way

    def none(self) -> list[str]:
        """Features of there being no content on this side."""
        p, side = self.p, self.side
        kinds = sorted(
            {
                p.dep[child]
                for child in p.children[self.head]
                if (child < self.head) == (side == "L")
                and p.dep[child]
                in (
                    "ccomp",
                    "xcomp",
                    "dobj",
                    "prep",
                    "advcl",
                    "acl",
                    "attr",
                    "acomp",
                    "oprd",
                    "nsubjpass",
                    "agent",
                    "parataxis",
                )
            }
        )
        quoted = any(start < self.high and end > self.low for start, end in p.quotes)
        return [
            f"none:{side}",
            f"none:{side}:lemma={self.lemma}",
            f"none:{side}:lemma,dep={self.lemma},{p.dep[self.head]}",
            f"none:{side}:kinds={'+'.join(kinds)}",
            f"none:{side}:lemma,kinds={self.lemma},{'+'.join(kinds)}",
            f"none:{side}:sense,kinds={self.sense},{self.tag},{'+'.join(kinds)}",
            f"none:{side}:quoted={quoted}",
            f"none:{side}:room={distance(self.high - self.low)}",
            f"none:{side}:tag,dep={self.p.tag[self.head]},{p.dep[self.head]}",
            f"none:{side}:next={word_at(p, self.cue[1])}",
        ]

    def start(self, index: int) -> list[str]:
        """Features of content beginning at a token."""
        p, side = self.p, self.side
        top = self._starts.get(index, -1)
        way = self._way(top)
        own = self._way(index)
        gap = index - self.cue[1] if side == "R" else self.cue[0] - index
        if index in self._opens:
            quote = "open"
        elif index - 1 in self._opens:
            quote = "inner"
        else:
            quote = "in" if p.quote[index] >= 0 else "out"
        return [
            f"start:{side}:gap={distance(gap)},{self.tag}",
            f"start:{side}:way={way}",
            f"start:{side}:lemma,way={self.lemma},{way}",
            f"start:{side}:sense,way={self.sense},{self.tag},{way}",
            f"start:{side}:own={own}",
            f"start:{side}:word={p.lower[index]}",
            f"start:{side}:tag={p.tag[index]},{self.tag}",
            f"start:{side}:before={word_at(p, index - 1)}",
            f"start:{side}:before-tag={tag_at(p, index - 1)},{p.tag[index]}",
            f"start:{side}:lemma,word={self.lemma},{p.lower[index]}",
            f"start:{side}:quote={quote}",
            f"start:{side}:edge={index == self.low},{index == self.sentence[0]},{way}",
            f"start:{side}:lemma,edge={self.lemma},{index == self.low}",
            f"start:{side}:words={p.lower[index]},{word_at(p, index + 1)}",
            f"start:{side}:tags={tag_at(p, index - 1)},{p.tag[index]},{tag_at(p, index + 1)}",
        ]

    def end(self, edge: int) -> list[str]:
        """Features of content ending before a token."""
        p, side = self.p, self.side
        last = edge - 1
        top = self._ends.get(last, -1)
        way = self._way(top)
        if edge in self._closes:
            quote = "close"
        elif edge + 1 in self._closes:
            quote = "inner"
        else:
            quote = "in" if p.quote[last] >= 0 else "out"
        rest = self.high - edge
        after = next(
            (p.lower[k] for k in range(edge, min(edge + 3, len(p))) if p.tag[k] not in (",", ":", "``", "''")), "<edge>"
        )
        following = p.dep[edge] if edge < len(p) else "<edge>"
        top_next = self._starts.get(edge, -1)
        way_next = self._way(top_next)
        beyond = self._way_beyond(edge)
        gap = self.cue[0] - edge if side == "L" else 0
        return [
            f"end:{side}:way={way}",
            f"end:{side}:lemma,way={self.lemma},{way}",
            f"end:{side}:sense,way={self.sense},{self.tag},{way}",
            f"end:{side}:tag={p.tag[last]}",
            f"end:{side}:word={p.lower[last]}",
            f"end:{side}:next={word_at(p, edge)}",
            f"end:{side}:next-tag={tag_at(p, edge)},{following}",
            f"end:{side}:next-way={way_next}",
            f"end:{side}:next-way,word={way_next},{word_at(p, edge)}",
            f"end:{side}:after={after}",
            f"end:{side}:quote={quote},{tag_at(p, edge)}",
            f"end:{side}:rest={distance(rest)}",
            f"end:{side}:gap={distance(gap)}",
            f"end:{side}:limits={edge >= self.sentence[1]},{rest <= 1},{way}",
            f"end:{side}:dep={p.dep[last]},{following}",
            f"end:{side}:next-tags={tag_at(p, edge)},{tag_at(p, edge + 1)},{tag_at(p, edge + 2)}",
            f"end:{side}:beyond={word_at(p, edge)},{beyond}",
            f"end:{side}:sense,beyond={self.sense},{beyond}",
        ]

    def _way_beyond(self, edge: int) -> str:
        """The way to what follows a comma or a conjunction."""
        for index in range(edge, min(edge + 3, len(self.p))):
            if self.p.pos[index] in ("PUNCT", "CCONJ"):
                continue
            top = self._starts.get(index, index)
            return self._way(top)
        return "-"

    def _subject(self, start: int) -> bool:
        """Whether a stretch that begins here begins with a subject or the word that opens a clause."""
        top = self._starts.get(start, start)
        return self.p.dep[top] in ("nsubj", "nsubjpass", "expl") or self.p.dep[start] == "mark"

    def pair(self, start: int, edge: int) -> list[str]:
        """Features of the stretch as a whole."""
        p, side = self.p, self.side
        opened = p.quote[start] if start in self._opens else -1
        closed = p.quote[edge - 1] if edge in self._closes else -1
        if opened >= 0 and opened == closed:
            balance = "whole"
        elif p.quote[start] == p.quote[edge - 1]:
            balance = "same" if p.quote[start] >= 0 else "none"
        else:
            balance = f"{opened >= 0},{closed >= 0},{p.quote[start] >= 0},{p.quote[edge - 1] >= 0}"
        top, end_top = self._starts.get(start, -2), self._ends.get(edge - 1, -1)
        if top == end_top:
            kind = self._way(top)
        elif top >= 0 and end_top >= 0 and p.left[end_top] <= start and start <= end_top:
            kind = "cut:" + p.dep[end_top]
        elif top >= 0 and end_top >= 0 and p.right[top] >= edge - 1:
            kind = "short:" + p.dep[top] + "," + p.dep[end_top]
        else:
            kind = "loose"
        size = distance(edge - start)
        verbs = self._finite[edge] - self._finite[start]
        finite = f"{min(verbs, 2)},{self._subject(start)}"
        return [
            f"pair:{side}:balance={balance}",
            f"pair:{side}:kind={kind}",
            f"pair:{side}:lemma,kind={self.lemma},{kind}",
            f"pair:{side}:sense,kind={self.sense},{self.tag},{kind}",
            f"pair:{side}:size={size},{self.tag}",
            f"pair:{side}:lemma,size={self.lemma},{size}",
            f"pair:{side}:finite={finite},{self.sense},{self.tag}",
            f"pair:{side}:finite,way={finite},{kind}",
        ]
