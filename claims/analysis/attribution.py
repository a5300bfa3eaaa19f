"""Who says what in a parsed passage: cue, claimant's words and content, read off the dependency tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claims.analysis.cues import NOMINAL, VAGUE, VAGUE_PARTICIPLES, Sense, sense

Span = tuple[int, int]  # tokens, end exclusive


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying. Spans count tokens of the passage; `source` is None when nobody is named."""

    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    sense: Sense
    negated: bool = False
    vague: bool = False


def attributions(doc: Doc, quoted: Sequence[Span]) -> list[Attribution]:
    """All attributions of a passage, in text order. `quoted` are the token spans between quotation marks."""
    inside = [False] * len(doc)
    for start, end in quoted:
        for index in range(start, min(end, len(doc))):
            inside[index] = True
    found: list[Attribution] = []
    for token in doc:
        if inside[token.i]:
            continue
        one = _from_verb(doc, token, quoted) if token.pos_ in ("VERB", "AUX") else _from_other(doc, token)
        if one is not None and one.content:
            found.append(one)
    return found


def _from_verb(doc: Doc, verb: Token, quoted: Sequence[Span]) -> Attribution | None:
    lemma = verb.lemma_.lower()
    kind = sense(lemma)
    if lemma == "accord":
        return _according(doc, verb)
    if kind is None:
        return None
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)
    source = _source(verb, passive)
    vague = False
    if source is None and (passive or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "ROOT", "conj"))):
        if lemma not in VAGUE_PARTICIPLES:
            return None
        vague = True
    content = _content(doc, verb, kind, quoted, passive or vague)
    if not content:
        return None
    negated = any(child.dep_ == "neg" for child in verb.children)
    return Attribution(_cue(verb), source, content, kind, negated, vague)


def _cue(verb: Token) -> Span:
    start = end = verb.i
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass", "neg") and child.i < verb.i:
            start = min(start, child.i)
        if child.dep_ == "prt" and child.i == verb.i + 1:
            end = child.i
        if child.dep_ == "advmod" and child.i == verb.i - 1:
            start = min(start, child.i)
    return start, end + 1


def _subtree(token: Token) -> Span:
    return token.left_edge.i, token.right_edge.i + 1


def _source(verb: Token, passive: bool) -> Span | None:
    for child in verb.children:
        if child.dep_ == "agent":
            for pobj in child.children:
                if pobj.dep_ == "pobj":
                    return _subtree(pobj)
    if passive:
        return None
    for child in verb.children:
        if child.dep_ in ("nsubj", "csubj") and child.pos_ != "SCONJ":
            return _noun(child)
    head = verb.head
    if verb.dep_ in ("conj", "advcl", "xcomp", "acl", "pcomp", "prep", "ccomp") and head.i != verb.i:
        if verb.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return _noun(head, before=verb.i)
        if head.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
            if any(child.dep_ == "auxpass" for child in head.children) and verb.dep_ != "conj":
                return None
            return _source(head, False)
    return None


def _noun(noun: Token, before: int | None = None) -> Span:
    """The noun phrase: for a relative pronoun its antecedent; without trailing clauses."""
    if noun.tag_ in ("WP", "WDT") and noun.head.dep_ == "relcl":
        antecedent = noun.head.head
        return antecedent.left_edge.i, min(antecedent.right_edge.i + 1, max(noun.i, antecedent.i + 1))
    start, end = _subtree(noun)
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("relcl", "acl"):
            end = min(end, child.left_edge.i)
    if before is not None:
        end = min(end, before)
    while end - 1 > noun.i and noun.doc[end - 1].is_punct:
        end -= 1
    return start, max(end, noun.i + 1)


def _content(doc: Doc, verb: Token, kind: Sense, quoted: Sequence[Span], passive: bool) -> tuple[Span, ...]:
    sentence = verb.sent
    complements = [
        child
        for child in verb.children
        if child.dep_ in ("ccomp", "xcomp") or (child.dep_ == "advcl" and child.i > verb.i and child.tag_ == "VB")
    ]
    if kind in (Sense.DENY, Sense.ACCUSE, Sense.DIRECT, Sense.DESCRIBE) and not (
        complements and complements[0].i < verb.i
    ):
        spans = [
            _subtree(child)
            for child in verb.children
            if child.dep_ in ("dobj", "ccomp", "xcomp", "oprd", "prep", "nsubjpass", "dative")
            and (child.i > verb.i or child.dep_ == "nsubjpass")
            and not (child.dep_ == "prep" and child.lower_ in ("in", "on", "at", "during", "after", "before", "by"))
        ]
        if spans:
            return (_trim(doc, (min(s for s, _ in spans), max(e for _, e in spans))),)
        return ()
    if complements:
        best = max(complements, key=lambda child: child.right_edge.i - child.left_edge.i)
        start, end = _subtree(best)
        if start < verb.i < end:
            end = verb.i if best.i < verb.i else end
        return (_trim(doc, (start, end)),)
    near = [
        span
        for span in quoted
        if span[0] >= sentence.start - 1 and span[1] <= sentence.end + 1 and span[1] - span[0] > 1
    ]
    if near:
        return (min(near, key=lambda span: min(abs(span[0] - verb.i), abs(span[1] - verb.i))),)
    if kind is Sense.SAY:
        objects = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass") and child.i != verb.i]
        if objects and not passive:
            return (_trim(doc, _subtree(objects[0])),)
        if passive and verb.dep_ == "acl":
            return (_trim(doc, (verb.i + 1, verb.right_edge.i + 1)),)
    if passive:
        return (_trim(doc, (verb.i + 1, verb.right_edge.i + 1)),) if verb.right_edge.i > verb.i else ()
    return ()


def _trim(doc: Doc, span: Span) -> Span:
    start, end = span
    while start < end and (doc[start].is_punct and doc[start].text not in '“"‘(') or doc[start].is_space:
        start += 1
        if start >= end:
            return span
    while end > start + 1 and (doc[end - 1].text in ",;:–—-." or doc[end - 1].is_space):
        end -= 1
    return start, end


def _according(doc: Doc, verb: Token) -> Attribution | None:
    to = next((child for child in verb.children if child.lower_ == "to"), None)
    if to is None:
        return None
    name = next((child for child in to.children if child.dep_ == "pobj"), None)
    if name is None:
        return None
    return Attribution((verb.i, to.i + 1), _subtree(name), _around(doc, verb, _subtree(verb)), Sense.SAY)


def _around(doc: Doc, token: Token, hole: Span) -> tuple[Span, ...]:
    """The clause around an adjunct, without it."""
    head = token.head
    while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
        head = head.head
    start, end = _subtree(head)
    parts = [part for part in ((start, min(hole[0], end)), (max(hole[1], start), end)) if part[1] - part[0] > 1]
    return tuple(_trim(doc, part) for part in parts)


def _from_other(doc: Doc, token: Token) -> Attribution | None:
    lemma = token.lemma_.lower()
    if lemma == "according":
        return _according(doc, token)
    if token.pos_ == "ADV" and lemma in VAGUE:
        return Attribution(
            (token.i, token.i + 1), None, _around(doc, token, (token.i, token.i + 1))[-1:], Sense.SAY, vague=True
        )
    if token.pos_ == "NOUN" and lemma in NOMINAL and token.dep_ not in ("dobj", "nsubjpass"):
        for child in token.children:
            if (child.dep_ == "acl" and any(c.lower_ == "that" for c in child.children)) or (
                child.dep_ == "prep" and child.lower_ == "of" and any(c.dep_ == "pcomp" for c in child.children)
            ):
                owner = next((c for c in token.children if c.dep_ == "poss"), None)
                return Attribution(
                    (token.i, token.i + 1),
                    _subtree(owner) if owner else None,
                    (_trim(doc, _subtree(child)),),
                    Sense.SAY,
                )
    return None
