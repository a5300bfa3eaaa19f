"""Labelled pairs of statements that the pair reader and the combination with the exact checks are fitted on.

Every pair has a group that no split may cut: a dossier, a contrast set, a written event.
"""

import json
import math
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import contrast_sets
from benchmarks.dossier_findings import Collection, Measured, candidates, read, same_dossier
from benchmarks.dossier_labels import LabelledDossier
from benchmarks.dossier_scores import labels_of, meant
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import in_order, needs_reading
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity, Relation
from claims.analysis.vectors.encoder import encode

CORROBORATES, DISPUTES, NEITHER = range(3)
OF_RELATION = {"corroborates": CORROBORATES, "disputes": DISPUTES, "none": NEITHER}
OF_PUBLIC = {"entails": CORROBORATES, "contradicts": DISPUTES, "neutral": NEITHER}
FOLDS = 4
LEFT_OUT = ("sick",)  # CC BY-NC-SA: not for weights that ship
WRITTEN = Path(__file__).parent / "statements"
EVENTS = Path(__file__).parent / "events"
OF_FACT = {CORROBORATES: 9, DISPUTES: 8}  # most pairs of one fact
NEAR_NEITHER = 45  # pairs of two facts of an event
SHARPNESS = 7.0  # of how much more often those are drawn that are alike
BARE = 0.25  # share of the pairs that are read without their claimants
LONGEST_PUBLIC = 300  # characters of a public pair: longer ones cost the most and teach the least


@dataclass(frozen=True)
class Example:
    """Two statements as the pair reader reads them, with the right answer."""

    left: str
    right: str
    answer: int


@dataclass(frozen=True)
class Written:
    """A statement somebody wrote with a label, and who is said to say it."""

    text: str
    claimant: str = ""
    denies: bool = False
    quote: bool = False

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Written":
        return cls(row["text"], row.get("claimant", ""), bool(row.get("denies")), bool(row.get("quote")))

    def claim(self) -> ExtractedClaim:
        """The statement as if it had been read in an article."""
        mode = Mode.NARRATOR if not self.claimant else Mode.DIRECT if self.quote else Mode.INDIRECT
        return ExtractedClaim(
            start=0,
            end=len(self.text),
            text=self.text,
            mode=mode,
            attribution=Attribution.NAMED if self.claimant else Attribution.NONE,
            polarity=Polarity.DENIES if self.denies else Polarity.ASSERTS,
            quote=self.text if self.quote else "",
            claimant=self.claimant,
            claimant_words=self.claimant,
        )

    def as_read(self, *, bare: bool = False) -> str:
        """What the pair reader is given; `bare` leaves the claimant out, which a denial can't do without."""
        if bare and not self.denies:
            return " ".join(self.text.split())
        return describe(self.claim()).statement


def fold_of(group: str) -> int:
    """The fold that a contrast set or dossier is left out of."""
    return zlib.crc32(group.encode()) % FOLDS


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def public_pairs(path: Path) -> list[Example]:
    """The public sentence pairs (see docs/licences.md), in one order, without those that are not for us or long."""
    rows = list(read_lines(path))
    random.Random(1).shuffle(rows)
    return [
        Example(row["premise"], row["hypothesis"], OF_PUBLIC[row["label"]])
        for row in rows
        if row["set"] not in LEFT_OUT and len(row["premise"]) + len(row["hypothesis"]) < LONGEST_PUBLIC
    ]


def written_events(folder: Path = WRITTEN) -> list[dict[str, Any]]:
    """The events of training/statements/README.md."""
    return [event for path in sorted(folder.glob("*.jsonl")) for event in read_lines(path)]


class WrittenPair(NamedTuple):
    left: Written
    right: Written
    answer: int


def kept_out(event: dict[str, Any]) -> bool:
    """Whether a written event is one of the twelfth part that the combination is fitted on, not the reader before."""
    return zlib.crc32(event["id"].encode()) % 12 == 5


def written_pairs(
    events: Sequence[dict[str, Any]], chance: random.Random, *, same: int = 8, opposite: int = 10, apart: int = 10
) -> list[WrittenPair]:
    """Draw pairs of each fact: at most so many of each sort, and some of two facts and of two events."""
    pairs: list[WrittenPair] = []

    def add(left: dict[str, Any], right: dict[str, Any], answer: int) -> None:
        pairs.append(WrittenPair(Written.of(left), Written.of(right), answer))

    def draw(found: list[tuple[Any, Any]], most: int, answer: int) -> None:
        for left, right in chance.sample(found, min(most, len(found))):
            add(left, right, answer)

    for event in events:
        facts = event["facts"]
        tension = {tuple(sorted(pair)) for pair in event.get("tension", [])}
        for place, fact in enumerate(facts):
            says = [*fact["same"], {"text": fact["core"]}]
            contradicts = fact["opposite"]
            grouped = [one for one in contradicts if one.get("group") and not one.get("denies")]
            draw([(one, other) for index, one in enumerate(says) for other in says[:index]], same, CORROBORATES)
            alike = [
                (one, other)
                for index, one in enumerate(grouped)
                for other in grouped[:index]
                if one["group"] == other["group"]
            ]
            draw(alike, 3, CORROBORATES)
            draw([(one, other) for one in says for other in contradicts], opposite, DISPUTES)
            draw([(one, other) for one in says for other in fact["apart"]], apart, NEITHER)
            others = [
                other
                for index, other in enumerate(facts)
                if index != place and tuple(sorted((index, place))) not in tension
            ]
            for _ in range(5 if others else 0):
                other = chance.choice(others)
                wide = chance.random() < 0.5
                rest = [*other["same"], *other["apart"], *other["opposite"]] if wide else other["same"]
                add(chance.choice(says), chance.choice(rest), NEITHER)
        another = chance.choice(events)
        for _ in range(4 if another is not event else 0):
            ours, theirs = chance.choice(facts), chance.choice(another["facts"])
            add(chance.choice(ours["same"]), chance.choice([*theirs["same"], *theirs["opposite"]]), NEITHER)
    return pairs


def kept_out_pairs() -> list[WrittenPair]:
    """The pairs of the statements that are kept out (`kept_out`), in one order."""
    return written_pairs([one for one in written_events() if kept_out(one)], random.Random(4), same=15, opposite=15)


def written_examples(events: Sequence[dict[str, Any]], chance: random.Random) -> list[Example]:
    """The pairs of `written_pairs` as they are read, a third of them without their claimants."""
    return [
        Example(left.as_read(bare=bare), right.as_read(bare=bare), answer)
        for left, right, answer in written_pairs(events, chance)
        for bare in (chance.random() < 0.35,)
    ]


def outlets_events(folder: Path = EVENTS) -> list[dict[str, Any]]:
    """The events of training/events/README.md."""
    return [event for path in sorted(folder.glob("*.jsonl")) for event in read_lines(path)]


def events_vectors(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The unit vectors of all claims by their texts, as outlets_pairs asks for."""
    texts = list(
        dict.fromkeys(claim["text"] for event in events for outlet in event["outlets"] for claim in outlet["claims"])
    )
    return dict(zip(texts, encode(texts), strict=True))


def outlets_pairs(event: dict[str, Any], chance: random.Random, vectors: Mapping[str, Any]) -> list[Example]:
    """Draw pairs of claims of different outlets on one event.

    Of each fact so many that agree and that differ; of the pairs of two facts NEAR_NEITHER, those alike in meaning
    by `vectors` (unit vectors by text) more often.
    """
    claims = [(outlet["name"], claim) for outlet in event["outlets"] for claim in outlet["claims"]]
    unsure = {frozenset(pair) for pair in event.get("unsure", [])}
    linked: dict[tuple[str, int], list[tuple[Any, Any, int]]] = defaultdict(list)
    apart = []
    for (ours, one), (theirs, other) in combinations(claims, 2):
        if ours == theirs:
            continue
        if one["fact"] and one["fact"] == other["fact"]:
            answer = CORROBORATES if one["side"] == other["side"] else DISPUTES
            linked[one["fact"], answer].append((one, other, answer))
        elif frozenset((one["fact"], other["fact"])) not in unsure:
            apart.append((one, other, NEITHER))
    drawn = [
        pair for (_, answer), pairs in linked.items() for pair in chance.sample(pairs, min(len(pairs), OF_FACT[answer]))
    ]
    weights = [math.exp(SHARPNESS * float(vectors[one["text"]] @ vectors[other["text"]])) for one, other, _ in apart]
    # Efraimidis and Spirakis 2006: a weighted sample without replacement.
    keys = [chance.random() ** (1 / weight) for weight in weights]
    drawn += [apart[place] for place in sorted(range(len(apart)), key=keys.__getitem__)[-NEAR_NEITHER:]]
    return [
        Example(Written.of(one).as_read(bare=bare), Written.of(other).as_read(bare=bare), answer)
        for one, other, answer in drawn
        for bare in (chance.random() < BARE,)
    ]


@dataclass(frozen=True)
class ContrastRow:
    group: str
    kind: str
    anchor: Written
    other: Written
    answer: int

    def example(self) -> Example:
        return Example(self.anchor.as_read(), self.other.as_read(), self.answer)


def contrast_rows(paths: Iterable[Path]) -> Iterator[ContrastRow]:
    for one in contrast_sets.load(list(paths)):
        anchor, other = (Written(said.text, said.claimant, quote=said.quoted) for said in (one.anchor, one.other))
        yield ContrastRow(one.set_id, one.kind, anchor, other, OF_RELATION[one.relation])


@dataclass(frozen=True)
class DossierRow:
    """Two claims found in articles of different outlets, by their places in the collection."""

    group: str  # slug of the dossier; "" for claims of two dossiers
    pair: Measured
    answer: int
    corroborates_scored: bool  # whether "corroborates" would count as right or wrong
    disputes_scored: bool


def candidate_rows(dossiers: Sequence[LabelledDossier]) -> tuple[Collection, list[DossierRow]]:
    """The pairs that a cross-check of all these dossiers together would give the pair reader to read, labelled."""
    collection = read(dossiers)
    found = [
        pair
        for pair in candidates(collection)
        if needs_reading(in_order(collection.features[pair.left], collection.features[pair.right], *pair[2:]))
    ]
    return collection, labelled_rows(dossiers, collection, found)


def labelled_rows(
    dossiers: Sequence[LabelledDossier], collection: Collection, pairs: Iterable[Measured]
) -> list[DossierRow]:
    """The pairs with the right answers; of two dossiers none is right."""
    by_slug = {one.slug: one for one in dossiers}
    names = [labels_of(by_slug[found.dossier], found) for found in collection.claims]
    rows = []
    for pair in pairs:
        left, right = pair.left, pair.right
        if not same_dossier(collection, left, right):
            rows.append(DossierRow("", pair, NEITHER, True, True))
            continue
        dossier = by_slug[collection.claims[left].dossier]
        same = meant(dossier, names, left, right, Relation.CORROBORATES)
        opposite = meant(dossier, names, left, right, Relation.DISPUTES)
        answer = CORROBORATES if same.right else DISPUTES if opposite.right else NEITHER
        rows.append(DossierRow(dossier.slug, pair, answer, same.scored, opposite.scored))
    return rows
