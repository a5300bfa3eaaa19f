"""What the attribution rules look at, as named yes-or-no features that the table of weights gives a number each.

A feature's name says what it sees: "cue:lemma=say" is the lemma of the token that may be a cue. Nothing here
decides; see attribution.py.
"""

from claims.analysis.parsed import Parsed, Span
from claims.analysis.senses import sense_of_lemma

MAX_STARTS = 14
MAX_ENDS = 28
_CLOSED = ("“", "”", '"', "‘", "’", "'", "``", "''")
_EDGE_MARKS = (",", ";", ":", "–", "—", "-", "--", "(", ")", "…", "...")
_NO_CUE = frozenset(("DET", "NUM", "PRON", "SPACE", "CCONJ", "SYM", "X", "PART", "INTJ"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))


def may_be_cue(p: Parsed, index: int) -> bool:
    """Whether a token is looked at as a cue at all."""
    pos = p.pos[index]
    if pos == "PUNCT":
        return p.words[index] == ":"
    return pos not in _NO_CUE


def distance(number: int) -> str:
    """Token distances in steps that grow."""
    if number < 4:
        return str(number)
    return "4-6" if number < 7 else "7-12" if number < 13 else "13-25" if number < 26 else "26+"


def _word(p: Parsed, index: int) -> str:
    return p.lower[index] if 0 <= index < len(p) else "<edge>"


def _tag(p: Parsed, index: int) -> str:
    return p.tag[index] if 0 <= index < len(p) else "<edge>"


def _quote_side(p: Parsed, index: int, sentence: Span) -> str:
    """Where quotations lie in the token's sentence, seen from the token."""
    low = max(0, sentence[0] - 1)
    high = min(len(p), sentence[1] + 1)
    before = next(
        (str(min(3, index - k)) for k in range(index - 1, max(low, index - 12) - 1, -1) if p.quote[k] >= 0), ""
    )
    after = next((str(min(3, k - index)) for k in range(index + 1, min(high, index + 12)) if p.quote[k] >= 0), "")
    return f"{before}|{after}"


def subject_of(p: Parsed, index: int) -> int:
    """The token that governs the subject of a verb: its own, or the one it shares as a conjunct or complement."""
    current = index
    for _ in range(4):
        for child in p.children[current]:
            if p.dep[child] in ("nsubj", "nsubjpass", "csubj"):
                return child
        if p.dep[current] in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp") and p.head[current] != current:
            current = p.head[current]
        elif p.dep[current] == "acl":
            return p.head[current]
        else:
            break
    return -1


def cue_features(p: Parsed, index: int) -> list[str]:
    """Features of the question: is this token the head of a cue?"""
    lemma, tag, dep = p.lemma[index], p.tag[index], p.dep[index]
    head = p.head[index]
    head_lemma = p.lemma[head] if head != index else "<root>"
    sentence = p.sentences[p.sentence[index]]
    deps = sorted({p.dep[child] for child in p.children[index]})
    quoted = p.quote[index] >= 0
    sense = sense_of_lemma(lemma) or "-"
    side = _quote_side(p, index, sentence)
    out = [
        "cue:bias",
        f"cue:lemma={lemma}",
        f"cue:lemma,tag={lemma},{tag}",
        f"cue:lemma,dep={lemma},{dep}",
        f"cue:tag,dep={tag},{dep}",
        f"cue:word={p.lower[index]}",
        f"cue:next={_word(p, index + 1)}",
        f"cue:before={_word(p, index - 1)}",
        f"cue:lemma,next={lemma},{_word(p, index + 1)}",
        f"cue:lemma,before={lemma},{_word(p, index - 1)}",
        f"cue:tag,next,next2={tag},{_tag(p, index + 1)},{_tag(p, index + 2)}",
        f"cue:tag,before={tag},{_tag(p, index - 1)}",
        f"cue:head={head_lemma},{dep}",
        f"cue:lemma,head={lemma},{head_lemma}",
        f"cue:deps={'+'.join(deps)}",
        f"cue:quoted={quoted},{tag[:2]}",
        f"cue:quotes={side},{tag[:2]}",
        f"cue:lemma,quotes={lemma},{side}",
        f"cue:sense={sense},{tag},{dep}",
        f"cue:sense,deps={sense},{tag[:2]},{'+'.join(deps)}",
    ]
    for child in p.children[index]:
        child_dep = p.dep[child]
        if child_dep == "punct":
            continue
        out.append(f"cue:child={child_dep},{tag[:2]},{'L' if child < index else 'R'}")
        out.append(f"cue:lemma,child={lemma},{child_dep}")
        if child_dep in ("prt", "prep", "mark", "neg", "aux", "advmod", "dobj", "attr", "acomp", "agent", "oprd"):
            out.append(f"cue:childword={child_dep},{p.lemma[child]}")
            if child_dep in ("prep", "prt", "dobj", "attr", "acomp"):
                out.append(f"cue:lemma,childword={lemma},{p.lemma[child]}")
        if child_dep in ("ccomp", "xcomp", "acl", "advcl"):
            mark = next((p.lower[c] for c in p.children[child] if p.dep[c] in ("mark", "aux") and c < child), "-")
            out.append(f"cue:clause={child_dep},{mark},{'L' if child < index else 'R'}")
            out.append(f"cue:lemma,clause={lemma},{child_dep},{mark}")
    subject = subject_of(p, index) if tag[:2] in ("VB", "MD") else -1
    if subject >= 0:
        entity = p.entity[subject]
        out.append(f"cue:subject={p.lemma[subject]}")
        out.append(f"cue:subject-entity={entity or p.pos[subject]}")
        out.append(f"cue:lemma,subject-entity={lemma},{entity or p.pos[subject]}")
        out.append(f"cue:subject-side={'L' if subject < index else 'R'},{dep}")
    elif tag[:2] == "VB":
        out.append(f"cue:no-subject={tag},{dep}")
    return out


def extend_features(p: Parsed, head: int, index: int, side: str) -> list[str]:
    """Features of the question: does the cue with this head take in the token next to it?"""
    lemma = p.lemma[head]
    parent = p.head[index]
    relation = "child" if parent == head else "head" if p.head[head] == index else "other"
    step = distance(abs(index - head))
    further = index + (1 if side == "R" else -1)
    return [
        f"ext:{side}:{step}",
        f"ext:{side}:dep={p.dep[index]},{relation}",
        f"ext:{side}:tag={p.tag[index]},{relation}",
        f"ext:{side}:word={p.lower[index]},{relation}",
        f"ext:{side}:lemma,word={lemma},{p.lower[index]}",
        f"ext:{side}:lemma,tag={lemma},{p.tag[index]}",
        f"ext:{side}:word,further={p.lower[index]},{_word(p, further)}",
        f"ext:{side}:tag,further={p.tag[index]},{_tag(p, further)}",
        f"ext:{side}:dep,headtag={p.dep[index]},{p.tag[head]},{step}",
        f"ext:{side}:quoted={p.quote[index] >= 0}",
    ]


def path(p: Parsed, index: int, cue: int) -> str:
    """The way through the tree from the cue to a token: ">" to a child, "<" to a parent; "far" beyond four steps."""
    down: list[str] = []
    current = index
    ancestors: dict[int, int] = {}
    up = cue
    for steps in range(4):
        ancestors[up] = steps
        if p.head[up] == up:
            break
        up = p.head[up]
    for _ in range(4):
        if current in ancestors:
            rise = ancestors[current]
            climbed = []
            walker = cue
            for _ in range(rise):
                climbed.append("<" + p.dep[walker])
                walker = p.head[walker]
            return "".join(climbed) + "".join(reversed(down)) or "self"
        down.append(">" + p.dep[current])
        if p.head[current] == current:
            break
        current = p.head[current]
    return "far"


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
        if index in opens or index in inner or (index and p.lower[index - 1] in _EDGE_MARKS):
            out.add(index)
        elif index and p.sentence[index] != p.sentence[index - 1]:
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
        self._starts, self._ends = _tops(p, *self._window())
        self._finite = [0]
        for tag in p.tag:
            self._finite.append(self._finite[-1] + (tag in _FINITE))
        self._opens = {start for start, _ in p.quotes}
        self._closes = {end for _, end in p.quotes}
        self.sentence = p.sentences[p.sentence[head]]

    def _window(self) -> Span:
        return self.low, self.high

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
            f"none:{side}:next={_word(p, self.cue[1])}",
        ]

    def start(self, index: int) -> list[str]:
        """Features of content beginning at a token."""
        p, side = self.p, self.side
        top = self._starts.get(index, -1)
        way = path(p, top, self.head) if top >= 0 else "-"
        own = path(p, index, self.head)
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
            f"start:{side}:before={_word(p, index - 1)}",
            f"start:{side}:before-tag={_tag(p, index - 1)},{p.tag[index]}",
            f"start:{side}:lemma,word={self.lemma},{p.lower[index]}",
            f"start:{side}:quote={quote}",
            f"start:{side}:edge={index == self.low},{index == self.sentence[0]},{way}",
            f"start:{side}:lemma,edge={self.lemma},{index == self.low}",
            f"start:{side}:words={p.lower[index]},{_word(p, index + 1)}",
            f"start:{side}:tags={_tag(p, index - 1)},{p.tag[index]},{_tag(p, index + 1)}",
        ]

    def end(self, edge: int) -> list[str]:
        """Features of content ending before a token."""
        p, side = self.p, self.side
        last = edge - 1
        top = self._ends.get(last, -1)
        way = path(p, top, self.head) if top >= 0 else "-"
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
        way_next = path(p, top_next, self.head) if top_next >= 0 else "-"
        gap = self.cue[0] - edge if side == "L" else 0
        return [
            f"end:{side}:way={way}",
            f"end:{side}:lemma,way={self.lemma},{way}",
            f"end:{side}:sense,way={self.sense},{self.tag},{way}",
            f"end:{side}:tag={p.tag[last]}",
            f"end:{side}:word={p.lower[last]}",
            f"end:{side}:next={_word(p, edge)}",
            f"end:{side}:next-tag={_tag(p, edge)},{following}",
            f"end:{side}:next-way={way_next}",
            f"end:{side}:next-way,word={way_next},{_word(p, edge)}",
            f"end:{side}:after={after}",
            f"end:{side}:quote={quote},{_tag(p, edge)}",
            f"end:{side}:rest={distance(rest)}",
            f"end:{side}:gap={distance(gap)}",
            f"end:{side}:limits={edge >= self.sentence[1]},{rest <= 1},{way}",
            f"end:{side}:dep={p.dep[last]},{following}",
            f"end:{side}:next-tags={_tag(p, edge)},{_tag(p, edge + 1)},{_tag(p, edge + 2)}",
            f"end:{side}:beyond={_word(p, edge)},{self._way_beyond(edge)}",
            f"end:{side}:sense,beyond={self.sense},{self._way_beyond(edge)}",
        ]

    def _way_beyond(self, edge: int) -> str:
        """The way to what follows a comma or a conjunction."""
        for index in range(edge, min(edge + 3, len(self.p))):
            if self.p.pos[index] in ("PUNCT", "CCONJ"):
                continue
            top = self._starts.get(index, index)
            return path(self.p, top, self.head)
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
            kind = path(p, top, self.head)
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


def source_candidates(p: Parsed, head: int, cue: Span) -> list[tuple[Span, list[str]]]:
    """Noun phrases of the cue's sentence that may be the source, each with its features."""
    low, high = p.sentences[p.sentence[head]]
    lemma, tag = p.lemma[head], p.tag[head]
    sense = sense_of_lemma(lemma) or "-"
    out: list[tuple[Span, list[str]]] = []
    seen: set[Span] = set()
    subject = subject_of(p, head)
    tokens = [index for index in range(low, high) if p.pos[index] in _NOMINAL or (index == subject)]
    tokens.sort(key=lambda index: abs(index - head))
    near_left = max((i for i in tokens if i < cue[0] and p.dep[i] not in ("compound", "poss")), default=-1)
    near_right = min((i for i in tokens if i >= cue[1] and p.dep[i] not in ("compound",)), default=-1)
    for token in tokens[:16]:
        if cue[0] <= token < cue[1]:
            continue
        if p.dep[token] == "compound" and abs(token - head) > 3:
            continue
        side = "L" if token < head else "R"
        way = path(p, token, head)
        quoted = p.quote[token] >= 0
        base = [
            f"src:way={way}",
            f"src:lemma,way={lemma},{way}",
            f"src:tag,way={tag},{way}",
            f"src:sense,way={sense},{tag[:2]},{way}",
            f"src:word={p.lower[token]}",
            f"src:entity={p.entity[token] or p.pos[token]},{p.dep[token]}",
            f"src:lemma,entity={lemma},{p.entity[token] or p.pos[token]}",
            f"src:gap={side},{distance(abs(token - head))}",
            f"src:subject={token == subject},{p.dep[head]}",
            f"src:quoted={quoted}",
            f"src:near={token == near_left},{token == near_right},{tag[:2]}",
            f"src:lemma,near={lemma},{token == near_left},{token == near_right}",
            f"src:dep,side={p.dep[token]},{side},{tag[:2]}",
        ]
        for kind, (start, end) in _phrases(p, token, cue, side):
            while end > start + 1 and p.words[end - 1] in (",", ";", ":", ".", "–", "—", "-", "(", "“", '"'):
                end -= 1
            while start < token and p.words[start] in (",", "“", '"', ":", "–", "—"):
                start += 1
            # An apposition ends with its comma: "Phil Lovas, the chairman," is one source.
            commas = {end, end + 1} if _word(p, end) == "," and "," in p.words[start:end] else {end}
            for end in sorted(commas):
                if (start, end) in seen or not start <= token < end:
                    continue
                seen.add((start, end))
                after = _word(p, end)
                out.append(
                    (
                        (start, end),
                        [
                            *base,
                            f"src:kind={kind}",
                            f"src:kind,side={kind},{side},{p.entity[token] or p.pos[token]}",
                            f"src:kind,after={kind},{after}",
                            f"src:after={after},{side}",
                            f"src:after-tag={_tag(p, end)},{p.dep[end] if end < len(p) else ''}",
                            f"src:before={_word(p, start - 1)}",
                            f"src:size={distance(end - start)},{side}",
                            f"src:first={p.lower[start]}",
                            f"src:last={p.tag[end - 1]},{side}",
                            f"src:touches={end == cue[0]},{start == cue[1]}",
                        ],
                    )
                )
    return out


def no_source_features(p: Parsed, head: int, cue: Span) -> list[str]:
    """Features of the cue having no source in its sentence."""
    lemma, tag, dep = p.lemma[head], p.tag[head], p.dep[head]
    subject = subject_of(p, head)
    passive = any(p.dep[child] in ("auxpass", "nsubjpass") for child in p.children[head])
    return [
        "nosrc:bias",
        f"nosrc:lemma={lemma}",
        f"nosrc:tag,dep={tag},{dep}",
        f"nosrc:passive={passive},{tag}",
        f"nosrc:lemma,passive={lemma},{passive}",
        f"nosrc:subject={subject >= 0},{tag[:2]}",
        f"nosrc:quoted={p.quote[head] >= 0}",
    ]


def _phrases(p: Parsed, token: int, cue: Span, side: str) -> list[tuple[str, Span]]:
    """The extents a noun phrase with this head may have."""
    low, high = p.left[token], p.right[token] + 1
    if low <= cue[0] < high:  # the phrase's tree holds the cue: keep to its own side
        if cue[0] > token:
            high = cue[0]
        else:
            low = cue[1]
    found = [("full", (low, high))]
    cuts = sorted(
        (p.left[child], p.dep[child])
        for child in p.children[token]
        if child > token
        and p.dep[child]
        in ("relcl", "acl", "appos", "prep", "conj", "cc", "punct", "advcl", "advmod", "npadvmod", "dep", "nummod")
    )
    cuts += [
        (p.left[k], "inner") for k in range(token + 1, min(high, token + 40)) if p.dep[k] in ("relcl", "acl", "advcl")
    ]
    for at, dep in cuts[:10]:
        if token < at < high:
            found.append((f"to-{dep}", (low, at)))
    start = token
    while (
        start > low and p.head[start - 1] == token and p.dep[start - 1] in ("compound", "poss", "amod", "nummod", "det")
    ):
        start -= 1
    if start != low:
        found.append(("from-modifiers", (start, high)))
    found.append(("bare", (start, token + 1)))
    if token < cue[0] and cue[0] != high and cue[0] - start < 40:
        found.append(("to-cue", (low, cue[0])))
    above = p.head[p.head[token]]
    if p.dep[token] == "pobj" and p.lower[p.head[token]] == "of" and above != token and cue[0] > token:
        found.append(("whole-of", (p.left[above], high)))
    return found
