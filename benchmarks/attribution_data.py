"""Reads PolNeAR as the evaluation folder holds it: whole articles with spans, and sentences as tokens with labels."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from claims.analysis.reading.language_model import session
from claims.analysis.reading.parsed import Parsed, Span, parsed
from claims.analysis.reading.quotations import quotations

PARTS = ("source", "cue", "content")
_PARAGRAPH = re.compile(r"\S[^\n]*")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "`": "‘", "--": "–"}


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated attribution, as token spans of its passage. Parts in other passages are left out, and counted."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A parsed paragraph or sentence with what the annotators marked in it."""

    article: int
    parsed: Parsed
    gold: tuple[Gold, ...] = ()
    labelled: frozenset[tuple[str, int, int]] = frozenset()


def articles(path: Path) -> Iterator[Passage]:
    """The paragraphs of attribution.{train,dev}.jsonl."""
    with reading() as language:
        for number, line in enumerate(path.open(encoding="utf-8")):
            yield from _passages(language, number, json.loads(line))


def _passages(language: Language, number: int, row: dict) -> Iterator[Passage]:
    text = row["text"]
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    quotes = quotations(text, paragraphs)
    for start, end in paragraphs:
        doc = language(text[start:end])
        inside = [(quote.start - start, quote.end - start) for quote in quotes if start <= quote.start < end]
        gold = []
        for attribution in row["attributions"]:
            spans = {part: tuple(_tokens(doc, attribution[part], start, end)) for part in PARTS}
            elsewhere = sum(len(attribution[part]) - len(spans[part]) for part in PARTS)
            if spans["cue"] or spans["content"]:
                gold.append(Gold(**spans, elsewhere=elsewhere))
        yield Passage(number, parsed(doc, _quoted(doc, inside)), tuple(gold))


def _tokens(doc: Doc, spans: list[list[int]], start: int, end: int) -> Iterator[Span]:
    for low, high in spans:
        if start <= low and high <= end:
            span = doc.char_span(low - start, high - start, alignment_mode="contract")
            span = span or doc.char_span(low - start, high - start, alignment_mode="expand")
            if span:
                yield span.start, span.end


def _quoted(doc: Doc, spans: list[Span]) -> list[Span]:
    found = (doc.char_span(low, min(high, len(doc.text)), alignment_mode="expand") for low, high in spans)
    return [(span.start, span.end) for span in found if span is not None]


def sentences(path: Path) -> Iterator[Passage]:
    """The rows of attribution_sentences.dev.jsonl, each on its own; Penn Treebank tokens become plain text first."""
    with reading() as language:
        for number, line in enumerate(path.open(encoding="utf-8")):
            row = json.loads(line)
            words, spaces = plain(row["tokens"])
            doc = Doc(language.vocab, words=words, spaces=spaces)
            for _, component in language.pipeline:
                doc = component(doc)
            inside = [(quote.start, quote.end) for quote in quotations(doc.text, [(0, len(doc.text))])]
            yield Passage(number, parsed(doc, _quoted(doc, inside)), labelled=frozenset(labelled_spans(row["labels"])))


def labelled_spans(labels: list[str]) -> Iterator[tuple[str, int, int]]:
    """(part, start, end) of each B-, I- run."""
    start = 0
    while start < len(labels):
        end = start + 1
        if labels[start].startswith("B-"):
            part = labels[start][2:]
            while end < len(labels) and labels[end] == f"I-{part}":
                end += 1
            yield part, start, end
        start = end


def plain(tokens: list[str]) -> tuple[list[str], list[bool]]:
    """The tokens as a page would print them, and whether a space follows each.

    The data writes closing marks where opening ones belong; whether a mark opens is told by those before it and,
    for the first of an odd number, by what follows it.
    """
    words = [_BRACKETS.get(token, token) for token in tokens]
    marks = [index for index, token in enumerate(tokens) if token in ("``", "''")]
    is_open = False
    for count, index in enumerate(marks):
        following = tokens[index + 1] if index + 1 < len(tokens) else "."
        odd = (len(marks) - count) % 2 == 1 and count == 0
        starts = index == 0 or (tokens[index - 1] in (",", ":") and following[:1].isupper())
        closes = is_open or (tokens[index] != "``" and ((odd and not starts) or following in (".", ",")))
        if index == len(tokens) - 1 and tokens[index] != "``":
            closes = True
        words[index] = "”" if closes else "“"
        is_open = not closes
    spaces = [
        bool(following)
        and word not in ("“", "(", "‘", "[", "$")
        and following not in ("”", ")", "]", ",", ".", ";", ":", "!", "?", "%", "’", "n't", "n’t")
        and following[0] not in "'’"
        and (word + following).lower() not in ("cannot", "gonna", "gotta")
        for word, following in zip(words, [*words[1:], ""], strict=True)
    ]
    return words, spaces


@contextmanager
def reading() -> Iterator[Language]:
    """The language model for as long as passages are read."""
    with session() as language:
        yield language
