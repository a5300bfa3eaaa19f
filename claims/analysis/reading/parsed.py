"""A parsed passage as plain lists, one entry a token: what the attribution rules read.

spaCy's tokens are views that cost a call an attribute; the lists are filled once from the document's arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.attrs import DEP, ENT_TYPE, HEAD, LEMMA, POS, SENT_START, TAG
from spacy.tokens import Doc

Span = tuple[int, int]  # tokens, end exclusive


@dataclass(slots=True)
class Parsed:
    """Tokens of a passage with their tree. `left` and `right` are the edges of a token's subtree, inclusive."""

    words: list[str]
    lower: list[str]
    lemma: list[str]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    entity: list[str]
    head: list[int]
    children: list[list[int]]
    left: list[int]
    right: list[int]
    sentence: list[int]  # number of the token's sentence
    sentences: list[Span]
    quotes: list[Span]  # token spans of quotations, marks included, in order
    quote: list[int] = field(default_factory=list)  # number of the token's quotation, -1 outside

    def __len__(self) -> int:
        return len(self.words)


def parsed(doc: Doc, quotes: Sequence[Span]) -> Parsed:
    """The lists for a document; `quotes` are the token spans between quotation marks."""
    size = len(doc)
    words = [token.text for token in doc]
    array = doc.to_array([LEMMA, TAG, POS, DEP, ENT_TYPE, HEAD, SENT_START]).astype("int64", copy=False)
    rows = array.tolist() if size else []
    lemma, tag, pos, dep, entity = _named(doc, [row[:5] for row in rows])
    head = [index + row[5] for index, row in enumerate(rows)]
    children = _children(head)
    left, right = _edges(head, children)
    sentence, sentences = _sentences([row[6] == 1 for row in rows])
    kept = [(start, min(end, size)) for start, end in quotes if start < min(end, size)]
    return Parsed(
        words=words,
        lower=[word.lower() for word in words],
        lemma=[value.lower() for value in lemma],
        tag=tag,
        pos=pos,
        dep=dep,
        entity=entity,
        head=head,
        children=children,
        left=left,
        right=right,
        sentence=sentence,
        sentences=sentences,
        quotes=kept,
        quote=_quotation_numbers(size, kept),
    )


def _named(doc: Doc, rows: Sequence[Sequence[int]]) -> list[list[str]]:
    """The five columns of string keys as strings; each key is looked up once."""
    strings = doc.vocab.strings
    names: dict[int, str] = {0: ""}

    def name(key: int) -> str:
        if key not in names:
            names[key] = strings[key]
        return names[key]

    unsigned = 1 << 64
    columns = [[name(value % unsigned) for value in column] for column in zip(*rows, strict=True)]
    return columns or [[], [], [], [], []]


def _children(head: Sequence[int]) -> list[list[int]]:
    """The dependents of each token, in order."""
    children: list[list[int]] = [[] for _ in head]
    for index, parent in enumerate(head):
        if parent != index:
            children[parent].append(index)
    return children


def _sentences(begins: Sequence[bool]) -> tuple[list[int], list[Span]]:
    """The number of each token's sentence, and the sentences, by whether a token begins one."""
    sentence: list[int] = []
    sentences: list[Span] = []
    for index, first in enumerate(begins):
        if index == 0 or first:
            sentences.append((index, index))
        sentences[-1] = (sentences[-1][0], index + 1)
        sentence.append(len(sentences) - 1)
    return sentence, sentences


def _quotation_numbers(size: int, quotes: Sequence[Span]) -> list[int]:
    """The number of each token's quotation, -1 outside."""
    quote = [-1] * size
    for number, (start, end) in enumerate(quotes):
        quote[start:end] = [number] * (end - start)
    return quote


def _edges(head: list[int], children: list[list[int]]) -> tuple[list[int], list[int]]:
    """Leftmost and rightmost token of every subtree, walked from the roots without recursion."""
    left = list(range(len(head)))
    right = list(range(len(head)))
    order = [index for index, parent in enumerate(head) if parent == index]
    for index in order:  # grows while it is walked
        order.extend(children[index])
    for index in reversed(order):
        parent = head[index]
        left[parent] = min(left[parent], left[index])
        right[parent] = max(right[parent], right[index])
    return left, right
