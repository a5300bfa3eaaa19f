"""Retrieval of the stored claims whose sentences are nearest to a claim's. Nothing is compared here."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy

from claims.analysis.types import CANDIDATES, MAX_PER_SOURCE
from claims.models import PreparedClaim
from claims.vectors import stored_vectors

# One sentence may stand in thousands of outlets; as many of them as this are compared with it.
PER_SENTENCE = 25
# Sentences looked at for each one asked for: some are the claim's own outlet's, and of what lies beyond the list some
# claims have this one in theirs.
LOOKED_AT = 8
# Where they are not enough, four times as many are looked at, and again, up to this many.
DEEPEST = 3_000
EVERYTHING = -1.0  # the reach of a claim whose list is not full: whatever comes is in it

Pair = tuple[int, int]


class Candidate(NamedTuple):
    """A pair to compare, in canonical order, with the cosine of the two vectors in their articles (-1 to 1)."""

    left: int
    right: int
    similarity: float


def candidate(one: int, other: int, similarity: float) -> Candidate:
    return Candidate(min(one, other), max(one, other), similarity)


class Sentence(NamedTuple):
    """A stored sentence near to a claim's, with claims of other sources that consist of it, by source."""

    similarity: float
    claims: list[int]
    more_claims: int  # how many more claims of other sources consist of it


class Occurrence(NamedTuple):
    """A stored claim that consists of a sentence. `order_key` is a hash of its content, independent of when it came."""

    order_key: int
    source: int
    claim: int
    reach: float | None  # similarity of the last sentence on its own list; None when it has none yet
    sentence: int  # key of its own words, which may stand in other articles and so have other vectors


@dataclass(slots=True)
class Neighbourhood:
    """The nearest sentences of a claim, and the reverse neighbours: claims off its list that may have it on theirs.

    Both follow from what is stored, in whatever order it came.
    """

    sentences: list[Sentence] = field(default_factory=list)
    full: bool = False  # as many different sentences as were asked for
    reach: float = EVERYTHING
    reverse_neighbours: list[tuple[int, float]] = field(default_factory=list)  # claim and similarity

    def listed(self) -> dict[int, float]:
        """The claims on the list with their similarities."""
        return {claim: sentence.similarity for sentence in self.sentences for claim in sentence.claims}


def nearest(claim_ids: Collection[int], *, limit: int) -> dict[int, list[Sentence]]:
    """For each claim the `limit` nearest sentences that other sources say, the nearest first.

    Of one source at most MAX_PER_SOURCE claims are taken: its repetitions add nothing.
    """
    return {claim: around.sentences for claim, around in neighbourhoods(claim_ids, limit=limit).items()}


def neighbourhoods(claim_ids: Collection[int], *, limit: int = CANDIDATES) -> dict[int, Neighbourhood]:
    """The neighbourhood of each of these claims; that of a claim that is not prepared is empty."""
    own = {
        claim: (source, vector, order_key)
        for claim, source, vector, order_key in PreparedClaim.objects.filter(pk__any_of=claim_ids).values_list(
            "pk", "source_id", "vector_id", "order_key"
        )
    }
    found = {claim: Neighbourhood() for claim in claim_ids}
    depth = limit * LOOKED_AT
    with stored_vectors.in_step() as stored:
        waiting = sorted(own)
        while waiting:
            rows, similarities = stored.nearest(stored.positions(numpy.array([own[pk][1] for pk in waiting])), depth)
            vectors = stored.keys[rows]
            occurrences = _occurrences(numpy.unique(vectors))
            exhausted = depth >= min(len(stored), DEEPEST)
            again = []
            for claim, near, similar in zip(waiting, vectors.tolist(), similarities.tolist(), strict=True):
                source, _, order_key = own[claim]
                sentences = [
                    (one, occurrences[vector])
                    for vector, one in zip(near, similar, strict=True)
                    if vector in occurrences
                ]
                # Ties are broken by the content, not by the order of arrival.
                sentences.sort(key=lambda one: (-one[0], one[1][0].order_key))
                found[claim] = _around(source, order_key, sentences, limit)
                if not found[claim].full and not exhausted:
                    again.append(claim)
            waiting, depth = again, min(4 * depth, DEEPEST)
    return found


def _vectors_of(claim_ids: Collection[int]) -> Iterable[tuple[int, int, int]]:
    """(claim, source, vector) of prepared claims."""
    return PreparedClaim.objects.filter(pk__any_of=claim_ids).values_list("pk", "source_id", "vector_id")


def _occurrences(vectors: numpy.ndarray) -> Mapping[int, list[Occurrence]]:
    """The claims of each vector, in the order of their keys."""
    occurrences = defaultdict(list)
    rows = PreparedClaim.objects.filter(vector__any_of=vectors.tolist(), repeats=False)
    columns = rows.values_list("vector_id", "order_key", "source_id", "pk", "reach", "sentence_key")
    for vector, order_key, source, claim, reach, sentence in columns:
        # A former engine gave no key: what it prepared counts as a sentence of its own.
        occurrences[vector].append(Occurrence(order_key, source, claim, reach, sentence or -claim))
    for claims in occurrences.values():
        if len(claims) > 1:
            claims.sort(key=_place)
    return occurrences


def _place(one: Occurrence) -> tuple[int, int]:
    return one.order_key, one.claim


def _around(
    source: int, order_key: int, near: Iterable[tuple[float, Sequence[Occurrence]]], limit: int
) -> Neighbourhood:
    """The neighbourhood made of `near`, (similarity, occurrences) of sentences, without claims of `source`.

    Of each sentence the claims whose keys are next to `order_key` are taken; one that stands in several articles
    counts once. A claim off the list is a reverse neighbour where its own list may reach as far as this claim.
    """
    count: Counter[int] = Counter()
    different: Counter[int] = Counter()  # the sentences listed, with the number of claims taken of each
    around = Neighbourhood()
    for similarity, occurrences in near:
        if len(occurrences) == 1 and len(different) == limit:  # as most are
            [one] = occurrences
            if one.reach is not None and similarity >= one.reach and one.source != source:
                around.reverse_neighbours.append((one.claim, similarity))
            continue
        others = sum(one.source != source for one in occurrences)
        if not others:
            continue
        next_to = _next_to(order_key, occurrences, source, 2 * PER_SENTENCE)
        kept: list[int] = []
        if len(different) < limit:
            for one in next_to[:PER_SENTENCE]:
                count[one.source] += 1
                if count[one.source] <= MAX_PER_SOURCE and different[one.sentence] < PER_SENTENCE:
                    different[one.sentence] += 1
                    kept.append(one.claim)
            if kept:
                around.sentences.append(Sentence(similarity, kept, max(0, others - PER_SENTENCE)))
        taken = set(kept)
        around.reverse_neighbours += [
            (one.claim, similarity)
            for one in next_to
            if one.reach is not None and similarity >= one.reach and one.claim not in taken
        ]
    around.full = len(different) == limit
    if around.full:
        around.reach = around.sentences[-1].similarity
    return around


def _next_to(order_key: int, occurrences: Sequence[Occurrence], source: int, count: int) -> list[Occurrence]:
    """Up to `count` claims of other sources, those with the nearest keys first.

    So each of thousands that consist of one sentence is compared with a few, and none with all of them.
    """
    if len(occurrences) <= count:
        others = [one for one in occurrences if one.source != source]
        return sorted(others, key=lambda one: (abs(one.order_key - order_key), one.order_key, one.claim))
    found: list[Occurrence] = []
    above = bisect_left(occurrences, order_key, key=lambda one: one.order_key)
    below = above - 1
    while len(found) < count and (above < len(occurrences) or below >= 0):
        up = occurrences[above].order_key - order_key if above < len(occurrences) else None
        down = order_key - occurrences[below].order_key if below >= 0 else None
        if down is None or (up is not None and up < down):
            one, above = occurrences[above], above + 1
        else:
            one, below = occurrences[below], below - 1
        if one.source != source:
            found.append(one)
    return found


def similarities(pairs: Collection[Pair]) -> list[Candidate]:
    """The given pairs with their similarity, without pairs of which a claim is no longer prepared."""
    if not pairs:  # as of every claim that is checked for the first time
        return []
    sides = numpy.array(list(pairs), dtype=numpy.int64)
    vectors = {claim: vector for claim, _, vector in _vectors_of(sides.ravel().tolist())}
    sides = sides[numpy.isin(sides, list(vectors)).all(axis=1)]
    with stored_vectors.in_step() as stored:
        left, right = (
            stored.positions(numpy.array([vectors[pk] for pk in side], numpy.int64)) for side in sides.T.tolist()
        )
        return sorted(map(candidate, *sides.T.tolist(), stored.similarities(left, right).tolist()))
