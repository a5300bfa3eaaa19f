"""Between a claim as the analysis sees it and its rows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy
import psycopg
from django.conf import settings
from django.db import connection, transaction
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from claims.analysis import comparison, encoder
from claims.analysis.comparison import FEATURES_VERSION
from claims.analysis.extraction import EXTRACTION_VERSION
from claims.analysis.glance import Glance
from claims.analysis.matching import COMPARISON_VERSION
from claims.analysis.types import Attribution, Entity, ExtractedClaim, Mode, Polarity
from claims.models import Claim, PreparedClaim, SentenceVector

# Only workers import this: the web needs no models.
encoder.keep_model_in(settings.HOME / "models")

# Of all that a prepared claim and its links come from: where one of these is raised, claims are prepared anew.
VERSIONS = {
    "extraction": EXTRACTION_VERSION,
    "features": FEATURES_VERSION,
    "comparison": COMPARISON_VERSION,
    "encoder": encoder.ENCODER_VERSION,
}


def engine_version(versions: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


ENGINE_VERSION = engine_version(VERSIONS)

GLANCE_FIELDS = ["terms", "quoted", "numbers", "denies", "withdrawn"]
PREPARED_FIELDS = ["source", "vector", *GLANCE_FIELDS, "features", "engine_version", "order_key", "repeats"]

READING_FIELDS = [
    "quote",
    "mode",
    "attribution",
    "claimant",
    "claimant_words",
    "cue",
    "polarity",
    "context",
    "hedges",
    "entities",
    "checkworthiness",
    "checkworthiness_reasons",
]


def reading(claim: ExtractedClaim) -> dict[str, Any]:
    """The columns of READING_FIELDS: what reading the claim's words says of it."""
    return {
        "quote": claim.quote,
        "mode": claim.mode,
        "attribution": claim.attribution,
        "claimant": claim.claimant[:300],
        "claimant_words": claim.claimant_words[:300],
        "cue": claim.cue[:200],
        "polarity": claim.polarity,
        "context": claim.context,
        "hedges": list(claim.hedges),
        "entities": [[entity.text, entity.label] for entity in claim.entities],
        "checkworthiness": claim.checkworthiness,
        "checkworthiness_reasons": list(claim.checkworthiness_reasons),
    }


def as_extracted(claim: Claim) -> ExtractedClaim:
    """The stored claim as the analysis sees it: the words of the columns become enums here, and nowhere else."""
    return ExtractedClaim(
        start=claim.start or 0,
        end=claim.end or len(claim.text),
        text=claim.text,
        mode=Mode(claim.mode),
        attribution=Attribution(claim.attribution),
        polarity=Polarity(claim.polarity),
        quote=claim.quote,
        claimant=claim.claimant,
        claimant_words=claim.claimant_words,
        claimant_start=claim.claimant_start,
        claimant_end=claim.claimant_end,
        cue=claim.cue,
        cue_start=claim.cue_start,
        cue_end=claim.cue_end,
        context=claim.context,
        hedges=tuple(claim.hedges),
        entities=tuple(Entity(text, label) for text, label in claim.entities),
    )


def prepared(claims: Sequence[Claim], found: Sequence[ExtractedClaim]) -> list[PreparedClaim]:
    """Unsaved rows with the features and sentence vectors of claims, as they were read."""
    texts = list(dict.fromkeys(one.in_context for one in found))
    vectors = dict(zip(texts, encoder.encode(texts).astype(numpy.float16), strict=True))
    rows = []
    for claim, one in zip(claims, found, strict=True):
        vector = vectors[one.in_context]
        published_on = claim.published_at.date() if claim.published_at else None
        features = comparison.describe(one, published_on=published_on)
        rows.append(
            PreparedClaim(
                claim=claim,
                source_id=claim.source_id,
                vector=SentenceVector(key=vector_key(vector), embedding=HalfVector(vector)),
                **glance_columns(features.glance),
                features=features.to_json(),
                engine_version=ENGINE_VERSION,
                order_key=order_key(claim),
            )
        )
    return rows


def order_key(claim: Claim) -> int:
    """A number drawn from what the claim is, 0 to 2 ** 62: ties between claims are broken by it, whenever they came."""
    article = claim.article
    said = (claim.start, claim.text, claim.client_quote, claim.client_claimant, claim.published_at)
    content = (claim.source.slug, article.text_sha256 if article else "", *said)
    return int.from_bytes(hashlib.blake2b(repr(content).encode(), digest_size=8).digest()) >> 2


def glance_columns(glance: Glance) -> dict[str, Any]:
    """The columns of GLANCE_FIELDS."""
    return {
        "terms": sorted(glance.terms),
        "quoted": sorted(glance.quoted),
        "numbers": sorted(glance.numbers),
        "denies": glance.denies,
        "withdrawn": glance.withdrawn,
    }


def as_glance(terms: list[str], quoted: list[str], numbers: list[float], denies: bool, withdrawn: bool) -> Glance:
    """The columns of GLANCE_FIELDS, in their order, as the analysis sees them."""
    return Glance(
        terms=frozenset(terms),
        quoted=frozenset(quoted),
        numbers=frozenset(numbers),
        denies=denies,
        withdrawn=withdrawn,
    )


def vector_key(vector: numpy.ndarray) -> UUID:
    """A key that equal vectors share."""
    return UUID(bytes=hashlib.blake2b(vector.tobytes(), digest_size=16).digest())


def store_prepared(rows: Sequence[PreparedClaim]) -> None:
    """Write the rows with their vectors; of one source's equal vectors the one of the lowest key alone is searched for.

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


VECTORS_LOCK = 7_415_002  # of PostgreSQL, held from a vector's number to its commit
STORE_VECTOR = "INSERT INTO claims_sentencevector (key, embedding) VALUES (%s, %b)"


@transaction.atomic
def store_vectors(vectors: Mapping[UUID, HalfVector]) -> dict[UUID, int]:
    """Write vectors that are not stored yet; returns the numbers of all, by key.

    One transaction at a time, so that numbers rise in the order of commits: a worker that knows all vectors up to a
    number has missed none below it. In binary: writing 384 numbers in digits and reading them took longer than all
    else about storing a claim.
    """
    connection.ensure_connection()
    if connection.connection.adapters.types.get("halfvec") is None:  # once a connection: it asks the database
        register_vector(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VECTORS_LOCK])
    stored = SentenceVector.objects.filter(key__any_of=vectors).values_list("key", "pk")
    ids = dict(stored)
    new = sorted(vectors.keys() - ids.keys())
    if new:
        with psycopg.Cursor(connection.connection) as cursor:  # Django's own writes all values as text
            cursor.executemany(STORE_VECTOR, [(key, vectors[key]) for key in new])
        ids.update(stored.filter(key__any_of=new))
    return ids


# One statement for a batch: Django's bulk_update writes a CASE for each row and column, which took longer than the
# comparison itself.
STORE_READINGS = """
UPDATE claims_claim AS claim SET {assignments}
FROM jsonb_to_recordset(%s) AS read (id bigint, {columns})
WHERE claim.id = read.id
"""
COLUMN_TYPES = {"hedges": "jsonb", "entities": "jsonb", "checkworthiness_reasons": "jsonb", "checkworthiness": "float8"}


def store_readings(readings: Sequence[tuple[int, ExtractedClaim]]) -> None:
    """Write what reading their words says of stored claims."""
    rows = [{"id": pk, **reading(found)} for pk, found in readings]
    statement = STORE_READINGS.format(
        assignments=", ".join(f"{name} = read.{name}" for name in READING_FIELDS),
        columns=", ".join(f"{name} {COLUMN_TYPES.get(name, 'text')}" for name in READING_FIELDS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows)])


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


REMOVE_UNUSED = """
DELETE FROM claims_sentencevector AS vector
WHERE NOT EXISTS (SELECT FROM claims_preparedclaim AS claim WHERE claim.vector_id = vector.id)
"""


def remove_unused_vectors() -> int:
    """Delete vectors that no claim has any more, left by retired claims and former encoders; returns how many.

    A worker that stores a claim with one of them at this very moment finds it gone and tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute(REMOVE_UNUSED)
        return int(cursor.rowcount)
