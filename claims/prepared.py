"""Claims made ready for comparison: their features and vectors, and which of them the search finds."""

import hashlib
from collections.abc import Sequence

import numpy
from django.conf import settings
from django.db import connection
from pgvector import HalfVector

from claims.analysis.comparing import claim_features
from claims.analysis.types import VECTOR_DIMENSIONS, ExtractedClaim
from claims.analysis.vectors import encoder
from claims.analysis.vectors.in_article import beginning, in_article
from claims.analysis.vectors.model_files import keep_models_in
from claims.analysis.vectors.packed import packed
from claims.engine_version import ENGINE_VERSION
from claims.mapping import PREFILTER_FIELDS, prefilter_columns
from claims.models import Claim, PreparedClaim, SentenceVector
from claims.vector_store import store_vectors, vector_key

# Only workers import this: the web needs no models.
keep_models_in(settings.HOME / "models")

PREPARED_FIELDS = [
    "source",
    "vector",
    *PREFILTER_FIELDS,
    "features",
    "meaning",
    "beginning",
    "sentence_key",
    "engine_version",
    "order_key",
    "repeats",
]


def prepared(claims: Sequence[Claim], found: Sequence[ExtractedClaim]) -> list[PreparedClaim]:
    """Unsaved rows with the features and vectors of claims, as they were read; their articles must be loaded."""
    starts = [beginning_of(claim) for claim in claims]
    texts = list(dict.fromkeys([*(one.in_context for one in found), *filter(None, starts)]))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))
    vectors[""] = numpy.zeros(VECTOR_DIMENSIONS, numpy.float32)
    own = numpy.array([vectors[one.in_context] for one in found]).reshape(-1, VECTOR_DIMENSIONS)
    beginnings = numpy.array([vectors[start] for start in starts]).reshape(-1, VECTOR_DIMENSIONS)
    moved = in_article(own, beginnings)
    rows = []
    columns = moved.astype(numpy.float16), packed(own), packed(beginnings)
    for claim, one, vector, meaning, start in zip(claims, found, *columns, strict=True):
        published_on = claim.published_at.date() if claim.published_at else None
        features = claim_features.describe(one, published_on=published_on)
        rows.append(
            PreparedClaim(
                claim=claim,
                source_id=claim.source_id,
                vector=SentenceVector(key=vector_key(vector), embedding=HalfVector(vector)),
                **prefilter_columns(features.prefilter),
                features=features.to_json(),
                meaning=meaning,
                beginning=start if claim.article else b"",
                sentence_key=hash_of(one.in_context),
                engine_version=ENGINE_VERSION,
                order_key=order_key(claim),
            )
        )
    return rows


def order_key(claim: Claim) -> int:
    """Hash of the claim's content, 0 to 2 ** 62, by which ties are broken whatever the order of arrival."""
    article = claim.article
    said = (claim.start, claim.text, claim.client_quote, claim.client_claimant, claim.published_at)
    return hash_of(repr((claim.source.slug, article.text_sha256 if article else "", *said)))


def hash_of(text: str) -> int:
    """0 to 2 ** 62."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 2


def beginning_of(claim: Claim) -> str:
    """How the claim's article begins, "" without one. The query may give it as `article_beginning`."""
    if claim.article is None:
        return ""
    given = getattr(claim, "article_beginning", None)
    return beginning(claim.article.title, claim.article.text if given is None else given)


def store_prepared(rows: Sequence[PreparedClaim]) -> None:
    """Write the rows with their vectors; of equal vectors of one source only that of the lowest key is searched.

    Two transactions that store the first two at once may leave both in the search, which does no harm.
    """
    ids = store_vectors({row.vector.key: row.vector.embedding for row in rows})
    for row in rows:
        row.vector_id = ids[row.vector.key]
    own = {row.claim_id for row in rows}
    first: dict[tuple[int, int], tuple[int, int]] = {}
    stored = PreparedClaim.objects.filter(vector__any_of=ids.values(), repeats=False)
    met = [one for one in stored.values_list("source_id", "vector_id", "order_key", "claim_id") if one[3] not in own]
    for source, vector, *place in [*met, *((row.source_id, row.vector_id, *_place(row)) for row in rows)]:
        key = (source, vector)
        first[key] = min(first.get(key, (place[0], place[1])), (place[0], place[1]))
    for row in rows:
        row.repeats = first[row.source_id, row.vector_id] != _place(row)
    give_way = [claim for source, vector, key, claim in met if first[source, vector] != (key, claim)]
    if give_way:
        PreparedClaim.objects.filter(pk__any_of=give_way).update(repeats=True)
    PreparedClaim.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["claim"], update_fields=PREPARED_FIELDS, batch_size=500
    )


def _place(row: PreparedClaim) -> tuple[int, int]:
    return row.order_key, row.claim_id


PROMOTE = """
UPDATE claims_preparedclaim SET repeats = false WHERE claim_id IN (
    SELECT (array_agg(claim_id ORDER BY order_key, claim_id))[1] FROM claims_preparedclaim
    WHERE (source_id, vector_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
    GROUP BY source_id, vector_id
    HAVING bool_and(repeats)
)
"""


def remove_prepared(claim_ids: Sequence[int]) -> None:
    """Delete the rows of these claims; where others repeat them, the next takes their place in the search."""
    rows = PreparedClaim.objects.filter(pk__in=claim_ids)
    firsts = list(rows.filter(repeats=False).values_list("source_id", "vector_id"))
    rows.delete()
    if firsts:
        with connection.cursor() as cursor:
            cursor.execute(PROMOTE, [[source for source, _ in firsts], [vector for _, vector in firsts]])
