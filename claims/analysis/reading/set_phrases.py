"""Reporting phrases that are too rare for the weights of attribution, found by rules."""

from collections.abc import Iterator, Sequence

from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.wordlists.cue_words import WORDS

_TEXTS = WORDS["texts"]
_BLAMES = frozenset(("lay", "pin", "place", "put"))
_REACH = 12  # tokens after the object; keeps the search of a long sentence short
_CLAUSES = frozenset(("acl", "relcl"))

DASHES = frozenset(("—", "–", "―", "-", "--"))
_LONGEST_SIGNATURE = 16  # tokens

Phrase = tuple[int, Span, Span | None, tuple[Span, ...]]  # head, cue, source and content


def set_phrases(p: Parsed) -> Iterator[Phrase]:
    """Attributions by a verb with its object: "placed the blame on the operator", "put the number of dead at nine"."""
    for head in range(len(p)):
        if p.lemma[head] not in _BLAMES or p.tag[head][:2] != "VB" or p.quote[head] >= 0:
            continue
        source = next((child for child in p.children[head] if p.dep[child] == "nsubj" and child < head), -1)
        what = next((child for child in p.children[head] if p.dep[child] == "dobj" and child > head), -1)
        if source < 0 or what < 0:
            continue
        said_by = (p.left[source], p.right[source] + 1)
        start = head - 1 if p.dep[head - 1] == "aux" and p.head[head - 1] == head else head
        if p.lemma[what] == "blame":
            places = (place for place, _ in _places(p, head, what) if p.lower[place] in ("on", "upon"))
            if (place := next(places, -1)) >= 0:
                yield head, (start, what + 1), said_by, ((place + 1, p.right[place] + 1),)
        elif (end := figure_given(p, head)) >= 0:
            yield head, (start, head + 1), said_by, ((p.left[what], end),)
    yield from signed_quotation(p)
    yield from named_line(p)


def named_line(p: Parsed) -> Iterator[Phrase]:
    """A passage of an interview that begins with the speaker's name: "Maud Ferrier: “Nobody warned him.”"."""
    for start, end in p.quotes[:1]:
        colon = start - 1
        if not 0 < colon <= _LONGEST_SIGNATURE or p.words[colon] != ":" or not p.words[0][:1].isupper():
            continue
        before = range(colon)
        verbs = any(p.tag[index] in ("VBD", "VBZ", "VBP", "MD") for index in before)
        if not verbs and any(p.pos[index] == "PROPN" for index in before):
            yield colon, (colon, colon + 1), (0, colon), ((start, end),)


def signed_quotation(p: Parsed) -> Iterator[Phrase]:
    """A quotation at the end of a passage whose speaker stands after a dash: "“We closed it.” — Mayor Ida Quill".

    A dash that is written on to the name is one token with it: cue and source are the same token then.
    """
    end = len(p)
    while end and (p.pos[end - 1] == "SPACE" or p.words[end - 1] in (".", ",")):
        end -= 1
    for start, dash in p.quotes[-1:]:
        if not dash < end <= dash + _LONGEST_SIGNATURE or p.words[dash][0] not in DASHES:
            continue
        source = dash + 1 if p.words[dash] in DASHES else dash
        verbs = any(p.tag[index] in ("VBD", "VBZ", "VBP", "MD") for index in range(source, end))
        if source < end and not verbs and p.words[source].lstrip("".join(DASHES))[:1].isupper():
            yield dash, (dash, dash + 1), (source, end), ((start, dash),)


def figure_given(p: Parsed, head: int) -> int:
    """Index after the figure in "put the number of dead at nine"; -1 when the phrase gives no figure."""
    what = next((child for child in p.children[head] if p.dep[child] == "dobj" and child > head), -1)
    if p.lemma[head] != "put" or what < 0:
        return -1
    for place, end in _places(p, head, what):
        if p.lower[place] == "at" and any(p.tag[index] == "CD" for index in range(place, end)):
            return end
    return -1


def _places(p: Parsed, head: int, what: int) -> Iterator[Span]:
    """Prepositions after the object, each with the end of its phrase, whichever noun the parser attaches them to."""
    for place in range(what + 1, min(what + _REACH, p.right[head] + 1)):
        if p.pos[place] == "ADP" and p.right[place] > place:
            yield place, p.right[place] + 1


def text_read_out(p: Parsed, head: int, contents: Sequence[Span]) -> Span | None:
    """The document that a quotation before the verb is from: "'...', read a note that the mission sent"."""
    if not any(end <= head and p.quote[end - 1] >= 0 for _, end in contents):
        return None
    for noun in p.children[head]:
        if noun > head and p.dep[noun] in ("dobj", "nsubj") and p.lemma[noun] in _TEXTS:
            return p.left[noun], p.right[noun] + 1
    return None


def sender_in_clause(p: Parsed, noun: int) -> int:
    """Token of the sender in a relative clause: "a note that the mission passed to others"; -1 without one."""
    for clause in p.children[noun]:
        if clause > noun and p.dep[clause] in _CLAUSES and p.tag[clause] in ("VBD", "VBZ", "VBP", "VBN"):
            inside = p.children[clause]
            # In "a note that accuses the mission" the note itself is the subject.
            sender = next((c for c in inside if p.dep[c] == "nsubj" and p.pos[c] in ("NOUN", "PROPN")), -1)
            if sender > noun and not any(p.dep[c] == "dobj" and p.pos[c] in ("NOUN", "PROPN") for c in inside):
                return sender
    return -1
