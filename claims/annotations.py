"""Claims as W3C Web Annotations: where in an article a claim stands, for whatever shows or stores notes on pages."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest, Least, Substr

from claims.claim_review import moment
from claims.export import slices
from claims.querysets import ClaimQuerySet

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters before and behind, which tell apart words that an article has twice
# PostgreSQL counts from 1. `start` and `end` are offsets from 0, the second after the last character.
COLUMNS: dict[str, Any] = {
    "pk": F("pk"),
    "text": F("text"),
    "start": F("start"),
    "end": F("end"),
    "status": F("status"),
    "claimant": F("claimant"),
    "created_at": F("created_at"),
    "updated_at": F("updated_at"),
    "article": F("article_id"),
    "url": F("article__url"),
    "prefix": Substr("article__text", Greatest(F("start") - AROUND + 1, Value(1)), Least(F("start"), Value(AROUND))),
    "suffix": Substr("article__text", F("end") + 1, AROUND),
}


def as_annotations(
    claims: ClaimQuerySet, *, claim_address: Callable[[int], str], article_address: Callable[[int], str]
) -> Iterator[str]:
    """An AnnotationPage of those of these claims that have a place in an article."""
    yield json.dumps({"@context": CONTEXT, "type": "AnnotationPage"})[:-1] + ', "items": ['
    names = [f"annotation_{name}" for name in COLUMNS]
    rows = claims.filter(start__isnull=False).annotate(**dict(zip(names, COLUMNS.values(), strict=True)))
    separator = ""
    for found in slices(rows, *names):
        for values in found:
            row = dict(zip(COLUMNS, values, strict=True))
            item = annotation(row, claim_address(row["pk"]), article_address(row["article"]))
            yield separator + json.dumps(item)
            separator = ","
    yield "]}"


def annotation(row: dict[str, Any], address: str, article: str) -> dict[str, Any]:
    """The claim's words in the page of the outlet, and its offsets in the article as it is stored here."""
    quoted = {"type": "TextQuoteSelector", "exact": row["text"], "prefix": row["prefix"], "suffix": row["suffix"]}
    placed = {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]}
    words = [("tagging", row["status"]), *([("identifying", row["claimant"])] if row["claimant"] else [])]
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "assessing",
        "created": moment(row["created_at"]),
        "modified": moment(row["updated_at"]),
        "body": [{"type": "TextualBody", "purpose": purpose, "value": value} for purpose, value in words],
        "target": [
            *([{"source": row["url"], "selector": quoted}] if row["url"] else []),
            {"source": article, "selector": [placed, quoted]},
        ],
    }
