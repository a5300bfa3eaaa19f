"""Conversion between database rows and the types of the analysis."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from claims.analysis.comparing.prefilter import PrefilterFields
from claims.analysis.types import Attribution, Entity, ExtractedClaim, Mode, Polarity
from claims.models import Claim
from sources.independence.voices import Voice

PREFILTER_FIELDS = ["terms", "quoted", "numbers", "denies", "withdrawn"]
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


def as_voice(claim: Claim) -> Voice:
    """On whose word a claim rests, with what its article tells of that; its source and article must be loaded."""
    article = claim.article
    return Voice(
        claimant=claim.claimant,
        source=claim.source.name,
        kind=claim.source.kind,
        affiliations=article.affiliations if article else {},
        credited=article.credited if article else (),
    )


def reading(claim: ExtractedClaim) -> dict[str, Any]:
    """The columns of READING_FIELDS, from a claim that was read."""
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
    """A stored claim as the analysis sees it; the only place where strings of its columns become enums."""
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


def prefilter_columns(fields: PrefilterFields) -> dict[str, Any]:
    """The columns of PREFILTER_FIELDS by name."""
    return {
        "terms": sorted(fields.terms),
        "quoted": sorted(fields.quoted),
        "numbers": sorted(fields.numbers),
        "denies": fields.denies,
        "withdrawn": fields.withdrawn,
    }


def as_prefilter_fields(
    terms: list[str], quoted: list[str], numbers: list[float], denies: bool, withdrawn: bool
) -> PrefilterFields:
    """The columns of PREFILTER_FIELDS, in their order, as the analysis sees them."""
    return PrefilterFields(
        terms=frozenset(terms),
        quoted=frozenset(quoted),
        numbers=frozenset(numbers),
        denies=denies,
        withdrawn=withdrawn,
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
    """Update the columns of READING_FIELDS of stored claims, given as (id, claim)."""
    rows = [{"id": pk, **reading(found)} for pk, found in readings]
    statement = STORE_READINGS.format(
        assignments=", ".join(f"{name} = read.{name}" for name in READING_FIELDS),
        columns=", ".join(f"{name} {COLUMN_TYPES.get(name, 'text')}" for name in READING_FIELDS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows)])
