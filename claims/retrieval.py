"""Which stored claims may say the same as a claim. Nothing is judged here."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy

from claims.models import PreparedClaim
from claims.vectors import stored_vectors

CANDIDATES = 25  # different sentences that a claim is compared with
# One sentence may stand in thousands of outlets; as many of them as this are compared with it.
PER_SENTENCE = 25
# One outlet's repetitions add nothing; more of them than this make room for other outlets.
PER_SOURCE = 3
# Sentences looked at beyond those asked for, as some are the claim's own outlet's.
SPARE = 8
# Where they are not enough, four times as many are looked at, and again, up to this many.
DEEPEST = 3_000


Pair = tuple[int, int]


class Candidate(NamedTuple):
    """A pair to compare, in canonical order, with the cosine of the two sentence vectors (-1 to 1)."""

    left: int
    right: int
    similarity: float


def candidate(one: int, other: int, similarity: float) -> Candidate:
    return Candidate(min(one, other), max(one, other), similarity)


class Sentence(NamedTuple):
    """A stored sentence near to a claim's, with claims of other sources that consist of it, by source."""

    similarity: float
    claims: list[int]
    beyond: int  # how many more claims of other sources consist of it


class Said(NamedTuple):
    source: int
    claim: int


def nearest(claim_ids: Collection[int], *, limit: int) -> dict[int, list[Sentence]]:
    """For each claim the `limit` nearest sentences that other sources say, the nearest first.

    Of one source PER_SOURCE claims are taken.
    """
    own = {claim: (source, vector) for claim, source, vector in _vectors_of(claim_ids)}
    found: dict[int, list[Sentence]] = {claim: [] for claim in claim_ids}
    depth = limit + SPARE
    with stored_vectors.in_step() as stored:
        waiting = sorted(own)
        while waiting:
            rows, similarities = stored.nearest(stored.positions(numpy.array([own[pk][1] for pk in waiting])), depth)
            vectors = stored.keys[rows]
            said = _said(numpy.unique(vectors))
            exhausted = depth >= min(len(stored), DEEPEST)
            again = []
            for claim, near, similar in zip(waiting, vectors.tolist(), similarities.tolist(), strict=True):
                sentences = _of_others(
                    own[claim][0], [(said[vector], one) for vector, one in zip(near, similar, strict=True)]
                )
                found[claim] = list(islice(sentences, limit))
                if len(found[claim]) < limit and not exhausted:
                    again.append(claim)
            waiting, depth = again, min(4 * depth, DEEPEST)
    return found


def _vectors_of(claim_ids: Collection[int]) -> Iterable[tuple[int, int, int]]:
    """(claim, source, vector) of prepared claims."""
    return PreparedClaim.objects.filter(pk__any_of=claim_ids).values_list("pk", "source_id", "vector_id")


def _said(vectors: numpy.ndarray) -> Mapping[int, list[Said]]:
    """By vector the claims that consist of such a sentence, in the order of their sources."""
    said = defaultdict(list)
    rows = PreparedClaim.objects.filter(vector__any_of=vectors.tolist(), repeats=False)
    for vector, *one in rows.values_list("vector_id", "source_id", "pk"):
        said[vector].append(Said(*one))
    for claims in said.values():
        claims.sort()
    return said


def _of_others(source: int, near: Iterable[tuple[Sequence[Said], float]]) -> Iterable[Sentence]:
    """The sentences that sources but `source` say, each with the first claims of sources not yet met too often."""
    count: Counter[int] = Counter()
    for said, similarity in near:
        others = [one for one in said if one.source != source]
        kept = []
        for one in others[:PER_SENTENCE]:
            count[one.source] += 1
            if count[one.source] <= PER_SOURCE:
                kept.append(one.claim)
        if kept:
            yield Sentence(similarity, kept, max(0, len(others) - PER_SENTENCE))


def candidates(claim_ids: Collection[int], *, limit: int = CANDIDATES) -> tuple[list[Candidate], dict[Pair, int]]:
    """The claims of other sources that consist of the nearest sentences; each pair once, in order.

    Of a sentence that more outlets print than PER_SENTENCE the second value says how many are passed over, by (claim,
    a candidate that stands for them).
    """
    found: dict[Pair, Candidate] = {}
    beyond: dict[Pair, int] = {}
    for claim, sentences in nearest(claim_ids, limit=limit).items():
        for sentence in sentences:
            if sentence.beyond:
                beyond[claim, sentence.claims[0]] = sentence.beyond
            for other in sentence.claims:
                pair = candidate(claim, other, sentence.similarity)
                found[pair.left, pair.right] = pair
    return sorted(found.values()), beyond


def similarities(pairs: Collection[Pair]) -> list[Candidate]:
    """The given pairs with their similarity, but for claims that are no longer prepared."""
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
