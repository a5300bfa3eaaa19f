"""Between a claim as the analysis sees it and its rows."""

import hashlib
import json
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from claims.analysis import comparison, encoder
from claims.analysis.extraction import EXTRACTION_VERSION
from claims.analysis.matching import COMPARISON_VERSION
from claims.analysis.types import Entity, ExtractedClaim
from claims.models import Claim, PreparedClaim

ENGINE_VERSION = f"extraction {EXTRACTION_VERSION}, comparison {COMPARISON_VERSION}, {encoder.ENCODER_VERSION}"
# Only workers import this: the web needs no models.
encoder.keep_model_in(settings.HOME / "models")

PREPARED_FIELDS = ["source", "features", "embedding", "engine_version", "text_sha256", "repeats"]

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


def reading(claim: ExtractedClaim) -> dict:
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
    """The stored claim as the analysis sees it."""
    return ExtractedClaim(
        start=claim.start or 0,
        end=claim.end or len(claim.text),
        text=claim.text,
        mode=claim.mode,
        attribution=claim.attribution,
        polarity=claim.polarity,
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
    texts = [one.in_context for one in found]
    vectors = encoder.encode(texts)
    return [
        PreparedClaim(
            claim=claim,
            source_id=claim.source_id,
            features=comparison.describe(
                one, published_on=claim.published_at.date() if claim.published_at else None
            ).to_json(),
            embedding=vector,
            engine_version=ENGINE_VERSION,
            text_sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        )
        for claim, one, text, vector in zip(claims, found, texts, vectors, strict=True)
    ]


def store_prepared(rows: Sequence[PreparedClaim]) -> None:
    """Write the rows; of one source's equal texts the first alone is searched for.

    Two transactions that store the first two at once may leave both in the search, which does no harm.
    """
    first: dict[tuple[int, str], int] = {}
    stored = PreparedClaim.objects.filter(text_sha256__in={row.text_sha256 for row in rows}, repeats=False)
    for source, text, claim in stored.values_list("source_id", "text_sha256", "claim_id"):
        first[source, text] = min(claim, first.get((source, text), claim))
    for row in sorted(rows, key=lambda row: row.claim_id):
        row.repeats = first.setdefault((row.source_id, row.text_sha256), row.claim_id) != row.claim_id
    PreparedClaim.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["claim"], update_fields=PREPARED_FIELDS, batch_size=500
    )


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
    SELECT min(claim_id) FROM claims_preparedclaim
    WHERE (source_id, text_sha256) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
    GROUP BY source_id, text_sha256
    HAVING bool_and(repeats)
)
"""


def remove_prepared(claim_ids: Sequence[int]) -> None:
    """Delete the rows of these claims; where others repeat them, the next takes their place in the search."""
    rows = PreparedClaim.objects.filter(pk__in=claim_ids)
    firsts = list(rows.filter(repeats=False).values_list("source_id", "text_sha256"))
    rows.delete()
    if firsts:
        with connection.cursor() as cursor:
            cursor.execute(PROMOTE, [[source for source, _ in firsts], [text for _, text in firsts]])
