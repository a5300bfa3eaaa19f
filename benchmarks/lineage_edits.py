"""Edited copies of an article, as newsrooms make them: cut, reordered, given a new lead, lightly rewritten."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sources.reading.layout import BlockKind, blocks

# A lead paragraph, and the words that stand in where the table has no synonym, come from the other text.
Edit = Callable[[str, str, Random], str]

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\")")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_SYNONYMS = {
    "said": "stated",
    "told": "informed",
    "says": "states",
    "announced": "declared",
    "reported": "related",
    "also": "too",
    "but": "yet",
    "and": "plus",
    "the": "this",
    "a": "one",
    "an": "one",
    "about": "around",
    "after": "following",
    "before": "ahead of",
    "because": "since",
    "while": "whereas",
    "in": "within",
    "of": "from",
    "on": "upon",
    "for": "to the benefit of",
    "by": "through",
    "to": "towards",
    "that": "which",
    "many": "numerous",
    "some": "several",
    "people": "persons",
    "officials": "authorities",
    "government": "administration",
    "country": "nation",
    "police": "officers",
    "company": "firm",
    "began": "started",
    "end": "finish",
    "help": "aid",
    "show": "indicate",
    "killed": "slain",
    "hurt": "injured",
    "near": "close to",
    "big": "large",
    "small": "minor",
    "new": "fresh",
    "old": "former",
    "year": "twelve months",
    "day": "date",
    "week": "seven days",
    "would": "was to",
    "will": "is to",
    "must": "has to",
    "not": "never",
    "very": "highly",
    "only": "merely",
    "now": "currently",
    "still": "even now",
    "against": "opposed to",
    "between": "among",
    "during": "throughout",
    "more": "further",
    "most": "nearly all",
    "first": "initial",
    "last": "final",
}


@dataclass(frozen=True)
class Copy:
    edit: str
    original: str
    text: str


def paragraphs(text: str) -> list[str]:
    """The running text's paragraphs; headlines, bylines and page furniture left out."""
    return [text[block.start : block.end] for block in blocks(text) if block.kind is BlockKind.BODY]


def cut(share: float) -> Edit:
    """Keep this share of the sentences, at least one, in their order."""

    def edit(text: str, other: str, random: Random) -> str:
        sentences = [
            (number, sentence)
            for number, paragraph in enumerate(paragraphs(text))
            for sentence in _SENTENCE_END.split(paragraph)
        ]
        kept = set(random.sample(range(len(sentences)), max(1, round(share * len(sentences)))) if sentences else ())
        left: dict[int, list[str]] = {}
        for at, (number, sentence) in enumerate(sentences):
            if at in kept:
                left.setdefault(number, []).append(sentence)
        return "\n\n".join(" ".join(paragraph) for paragraph in left.values())

    return edit


def reorder(text: str, other: str, random: Random) -> str:
    parts = paragraphs(text)
    return "\n\n".join(random.sample(parts, len(parts)))


def new_lead(text: str, other: str, random: Random) -> str:
    return "\n\n".join([*paragraphs(other)[:1], *paragraphs(text)[1:]])


def rewrite(share: float) -> Edit:
    """Change this share of the words outside quotation marks: by a synonym, else by a word of the other text."""

    def edit(text: str, other: str, random: Random) -> str:
        strange = _WORD.findall(other)

        def word(found: re.Match[str]) -> str:
            if random.random() >= share:
                return found.group()
            return _SYNONYMS.get(found.group().casefold()) or random.choice(strange)

        return "\n\n".join(
            "".join(part if at % 2 else _WORD.sub(word, part) for at, part in enumerate(_QUOTED.split(paragraph)))
            for paragraph in paragraphs(text)
        )

    return edit


def chain(*edits: Edit) -> Edit:
    def edit(text: str, other: str, random: Random) -> str:
        for one in edits:
            text = one(text, other, random)
        return text

    return edit


def quotations_only(text: str, other: str, random: Random) -> str:
    """The other text with all quotations of this one: reporting the same words is no copying."""
    quotations = [part for paragraph in paragraphs(text) for part in _QUOTED.split(paragraph)[1::2]]
    return "\n\n".join([*paragraphs(other), *quotations])


COPYING: dict[str, Edit] = {
    "three in four sentences kept": cut(0.75),
    "half of the sentences kept": cut(0.5),
    "three in ten sentences kept": cut(0.3),
    "paragraphs in another order": reorder,
    "lead from another article": new_lead,
    "one word in ten changed": rewrite(0.1),
    "one word in five changed": rewrite(0.2),
    "three words in ten changed": rewrite(0.3),
    "half kept, other order, other lead": chain(cut(0.5), reorder, new_lead),
    "half kept, one word in ten changed": chain(cut(0.5), rewrite(0.1)),
    "half kept, other order and lead, one in ten changed": chain(cut(0.5), reorder, new_lead, rewrite(0.1)),
}
NOT_COPYING: dict[str, Edit] = {"its quotations in another article": quotations_only}


def copies(texts: Sequence[tuple[str, Sequence[str]]], edits: Mapping[str, Edit], times: int) -> list[Copy]:
    """Each text edited in each way, `times` times over; beside each stand the unrelated texts that edits draw on."""
    made = []
    for name, edit in edits.items():
        for at, (text, others) in enumerate(texts):
            for turn in range(times):
                random = Random(f"{name} {at} {turn}")
                made.append(Copy(name, text, edit(text, random.choice(others), random)))
    return made
