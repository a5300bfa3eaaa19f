"""What the attribution rules look at, as named yes-or-no features that the table of weights gives a number each.

A feature's name says what it sees: "cue:lemma=say" is the lemma of the token that may be a cue. Nothing here
decides; see attribution.py.
"""

from collections.abc import Sequence

from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.wordlists.cue_words import sense_of_lemma

MAX_SOURCE_NOUNS = 16  # of a cue's sentence, the nearest to the cue, that are looked at as sources
_NO_CUE = frozenset(("DET", "NUM", "PRON", "SPACE", "CCONJ", "SYM", "X", "PART", "INTJ"))
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


def word_at(p: Parsed, index: int) -> str:
    return p.lower[index] if 0 <= index < len(p.lower) else "<edge>"


def tag_at(p: Parsed, index: int) -> str:
    return p.tag[index] if 0 <= index < len(p.tag) else "<edge>"


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


def cheap_cue_features(p: Parsed, index: int) -> list[str]:
    """The four features of a cue that cost least and say most."""
    lemma, tag = p.lemma[index], p.tag[index]
    return ["cue:bias", f"cue:lemma={lemma}", f"cue:lemma,tag={lemma},{tag}", f"cue:tag,dep={tag},{p.dep[index]}"]


def cue_features(p: Parsed, index: int) -> list[str]:
    """Features of the question: is this token the head of a cue?"""
    return [*_cue_word_features(p, index), *_cue_child_features(p, index), *_cue_subject_features(p, index)]


def _cue_word_features(p: Parsed, index: int) -> list[str]:
    """What the token is, and what stands around it."""
    lemma, tag, dep = p.lemma[index], p.tag[index], p.dep[index]
    head = p.head[index]
    head_lemma = p.lemma[head] if head != index else "<root>"
    deps = "+".join(sorted({p.dep[child] for child in p.children[index]}))
    quoted = p.quote[index] >= 0
    sense = sense_of_lemma(lemma) or "-"
    side = _quote_side(p, index, p.sentences[p.sentence[index]])
    return [
        "cue:bias",
        f"cue:lemma={lemma}",
        f"cue:lemma,tag={lemma},{tag}",
        f"cue:lemma,dep={lemma},{dep}",
        f"cue:tag,dep={tag},{dep}",
        f"cue:word={p.lower[index]}",
        f"cue:next={word_at(p, index + 1)}",
        f"cue:before={word_at(p, index - 1)}",
        f"cue:lemma,next={lemma},{word_at(p, index + 1)}",
        f"cue:lemma,before={lemma},{word_at(p, index - 1)}",
        f"cue:tag,next,next2={tag},{tag_at(p, index + 1)},{tag_at(p, index + 2)}",
        f"cue:tag,before={tag},{tag_at(p, index - 1)}",
        f"cue:head={head_lemma},{dep}",
        f"cue:lemma,head={lemma},{head_lemma}",
        f"cue:deps={deps}",
        f"cue:quoted={quoted},{tag[:2]}",
        f"cue:quotes={side},{tag[:2]}",
        f"cue:lemma,quotes={lemma},{side}",
        f"cue:sense={sense},{tag},{dep}",
        f"cue:sense,deps={sense},{tag[:2]},{deps}",
    ]


def _cue_child_features(p: Parsed, index: int) -> list[str]:
    """What depends on the token: particles, objects and clauses, without punctuation."""
    lemma, tag = p.lemma[index], p.tag[index][:2]
    out: list[str] = []
    for child in p.children[index]:
        dep, side = p.dep[child], "L" if child < index else "R"
        if dep == "punct":
            continue
        out.append(f"cue:child={dep},{tag},{side}")
        out.append(f"cue:lemma,child={lemma},{dep}")
        if dep in ("prt", "prep", "mark", "neg", "aux", "advmod", "dobj", "attr", "acomp", "agent", "oprd"):
            out.append(f"cue:childword={dep},{p.lemma[child]}")
        if dep in ("prep", "prt", "dobj", "attr", "acomp"):
            out.append(f"cue:lemma,childword={lemma},{p.lemma[child]}")
        if dep in ("ccomp", "xcomp", "acl", "advcl"):
            mark = next((p.lower[c] for c in p.children[child] if p.dep[c] in ("mark", "aux") and c < child), "-")
            out.append(f"cue:clause={dep},{mark},{side}")
            out.append(f"cue:lemma,clause={lemma},{dep},{mark}")
    return out


def _cue_subject_features(p: Parsed, index: int) -> list[str]:
    """Who or what a verb has as its subject."""
    lemma, tag, dep = p.lemma[index], p.tag[index], p.dep[index]
    subject = subject_of(p, index) if tag[:2] in ("VB", "MD") else -1
    if subject >= 0:
        entity = p.entity[subject] or p.pos[subject]
        return [
            f"cue:subject={p.lemma[subject]}",
            f"cue:subject-entity={entity}",
            f"cue:lemma,subject-entity={lemma},{entity}",
            f"cue:subject-side={'L' if subject < index else 'R'},{dep}",
        ]
    return [f"cue:no-subject={tag},{dep}"] if tag[:2] == "VB" else []


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
        f"ext:{side}:word,further={p.lower[index]},{word_at(p, further)}",
        f"ext:{side}:tag,further={p.tag[index]},{tag_at(p, further)}",
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


def source_candidates(p: Parsed, head: int, cue: Span) -> list[tuple[Span, list[str]]]:
    """Noun phrases of the cue's sentence that may be the source, each with its features."""
    subject = subject_of(p, head)
    nouns = _nouns_by_distance(p, head, subject)
    nearest = _nearest_to_cue(p, nouns, cue)
    out: list[tuple[Span, list[str]]] = []
    seen: set[Span] = set()
    for token in nouns[:MAX_SOURCE_NOUNS]:
        inside_a_name = p.dep[token] == "compound" and abs(token - head) > 3
        if cue[0] <= token < cue[1] or inside_a_name:
            continue
        of_noun = _source_noun_features(p, token, head, subject, nearest)
        side = "L" if token < head else "R"
        for kind, extent in _phrases(p, token, cue, side):
            for span in _without_edge_marks(p, token, extent):
                if span not in seen:
                    seen.add(span)
                    out.append((span, [*of_noun, *_source_extent_features(p, token, span, kind, cue, side)]))
    return out


def _nouns_by_distance(p: Parsed, head: int, subject: int) -> list[int]:
    """Nouns, names and pronouns of the cue's sentence and the cue's subject, the nearest to its head first."""
    low, high = p.sentences[p.sentence[head]]
    nouns = [index for index in range(low, high) if p.pos[index] in _NOMINAL or index == subject]
    return sorted(nouns, key=lambda index: abs(index - head))


def _nearest_to_cue(p: Parsed, nouns: Sequence[int], cue: Span) -> tuple[int, int]:
    """The last noun before the cue and the first behind it, -1 for none; not one inside another's name."""
    before = max((i for i in nouns if i < cue[0] and p.dep[i] not in ("compound", "poss")), default=-1)
    behind = min((i for i in nouns if i >= cue[1] and p.dep[i] != "compound"), default=-1)
    return before, behind


def _source_noun_features(p: Parsed, token: int, head: int, subject: int, nearest: tuple[int, int]) -> list[str]:
    """Features of a possible source's main word, however far its phrase reaches."""
    lemma, tag = p.lemma[head], p.tag[head]
    sense = sense_of_lemma(lemma) or "-"
    side = "L" if token < head else "R"
    way = path(p, token, head)
    entity = p.entity[token] or p.pos[token]
    near = f"{token == nearest[0]},{token == nearest[1]}"
    return [
        f"src:way={way}",
        f"src:lemma,way={lemma},{way}",
        f"src:tag,way={tag},{way}",
        f"src:sense,way={sense},{tag[:2]},{way}",
        f"src:word={p.lower[token]}",
        f"src:entity={entity},{p.dep[token]}",
        f"src:lemma,entity={lemma},{entity}",
        f"src:gap={side},{distance(abs(token - head))}",
        f"src:subject={token == subject},{p.dep[head]}",
        f"src:quoted={p.quote[token] >= 0}",
        f"src:near={near},{tag[:2]}",
        f"src:lemma,near={lemma},{near}",
        f"src:dep,side={p.dep[token]},{side},{tag[:2]}",
    ]


def _without_edge_marks(p: Parsed, token: int, extent: Span) -> list[Span]:
    """The phrase around its main word without punctuation at its ends: one span, two where a comma may belong to it."""
    start, end = extent
    while end > start + 1 and p.words[end - 1] in (",", ";", ":", ".", "–", "—", "-", "(", "“", '"'):
        end -= 1
    while start < token and p.words[start] in (",", "“", '"', ":", "–", "—"):
        start += 1
    # An apposition ends with its comma: "Phil Lovas, the chairman," is one source.
    ends = (end, end + 1) if word_at(p, end) == "," and "," in p.words[start:end] else (end,)
    return [(start, end) for end in ends if start <= token < end]


def _source_extent_features(p: Parsed, token: int, span: Span, kind: str, cue: Span, side: str) -> list[str]:
    """Features of where a possible source begins and ends."""
    start, end = span
    after = word_at(p, end)
    return [
        f"src:kind={kind}",
        f"src:kind,side={kind},{side},{p.entity[token] or p.pos[token]}",
        f"src:kind,after={kind},{after}",
        f"src:after={after},{side}",
        f"src:after-tag={tag_at(p, end)},{p.dep[end] if end < len(p) else ''}",
        f"src:before={word_at(p, start - 1)}",
        f"src:size={distance(end - start)},{side}",
        f"src:first={p.lower[start]}",
        f"src:last={p.tag[end - 1]},{side}",
        f"src:touches={end == cue[0]},{start == cue[1]}",
    ]


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
