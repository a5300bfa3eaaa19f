"""What a reviewer is shown of a claim: in words, for the record, and as a version that changes with them.

The page and the API hand the version out and get it back with the decision. If it still is the same, then what stands
now is what the reviewer saw, and is recorded as seen.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from claims.models import Claim, CrossReference
from claims.perspective import seen_from_claim
from claims.record_models import Judgement
from factcheck.shortening import shortened

IN_WORDS = 50  # cross-references that are shown, and kept, in words; what is beyond is kept in figures
IN_FIGURES = 450
TEXT_CHARACTERS, REASON_CHARACTERS, REASONS = 1_000, 300, 10
HASH_CHARACTERS = 12
UNREAD = frozenset({"engine_version", "article", "start", "end"})
# What may be new since a claim was read, in the order of the parts of its version, as the start of a sentence.
NEWS = {
    "verdicts": "Somebody else decided on this claim",
    "claim": "The claim changed",
    "suggestion": "The suggestion changed",
    "cross_references": "The cross-references changed",
    "judgements": "A link was confirmed or rejected",
}


Word = TypeVar("Word", bound=Model)


def canonical(value: Any) -> bytes:
    """One way to write a value as JSON, for hashes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sentences(reasons: Iterable[str]) -> list[str]:
    return [shortened(reason, REASON_CHARACTERS) for reason in list(reasons)[:REASONS]]


def in_words(claim: Claim) -> dict[str, Any]:
    """A claim as it is shown, with its outlet and article, which it brings along."""
    return {
        "id": claim.pk,
        "text": shortened(claim.text, TEXT_CHARACTERS),
        "text_sha256": sha256(claim.text),
        "source": {"id": claim.source_id, "name": claim.source.name},
        "quote": shortened(claim.quote, TEXT_CHARACTERS),
        "claimant": claim.claimant,
        "attribution": claim.attribution,
        "mode": claim.mode,
        "polarity": claim.polarity,
        "article": claim.article_id,
        "start": claim.start,
        "end": claim.end,
        "published_at": claim.published_at.isoformat() if claim.published_at else None,
    }


def shown(claim: Claim) -> dict[str, Any]:
    """All that stands on the page of a claim, which comes with its source and its suggestion. Bounded in size."""
    return shown_of([claim])[claim.pk]


def shown_of(claims: Sequence[Claim]) -> dict[int, dict[str, Any]]:
    """The same for several claims, by their keys, in two queries."""
    ids = {claim.pk for claim in claims}
    most = IN_WORDS + IN_FIGURES
    rows = (
        CrossReference.objects.touching(ids)
        .select_related("left__source", "right__source")
        .only(*REFERENCE_COLUMNS)
        .order_by("-score", "pk")[: most * len(ids)]
    )
    links, judgements = defaultdict(list), defaultdict(list)
    for row in rows:
        for pk in {row.left_id, row.right_id} & ids:
            links[pk].append(row)
    for judgement in latest_judgements(ids).select_related("reviewer"):
        for pk in {judgement.left_id, judgement.right_id} & ids:
            judgements[pk].append(judgement)
    return {claim.pk: _shown(claim, links[claim.pk][:most], judgements[claim.pk][:IN_FIGURES]) for claim in claims}


def _shown(claim: Claim, links: Sequence[CrossReference], judgements: Sequence[Judgement]) -> dict[str, Any]:
    suggestion = getattr(claim, "suggestion", None)
    return {
        "claim": in_words(claim) | {"current": claim.current},
        "suggestion": suggestion
        and {
            "status": suggestion.status,
            "strength": suggestion.strength,
            "confidence": suggestion.confidence,
            "reasons": sentences(suggestion.reasons),
            "stale_reason": suggestion.stale_reason,
            "engine_version": suggestion.engine_version,
        },
        "cross_references": [reference_in_words(row, claim) for row in links[:IN_WORDS]],
        "more_cross_references": [[row.left_id, row.right_id, row.relation, row.score] for row in links[IN_WORDS:]],
        "judgements": [
            {
                "id": judgement.pk,
                "left": judgement.left_id,
                "right": judgement.right_id,
                "answer": judgement.answer,
                "reviewer": judgement.reviewer.get_username(),
            }
            for judgement in judgements
        ],
    }


SIDE_COLUMNS = (
    "text",
    "quote",
    "claimant",
    "attribution",
    "mode",
    "polarity",
    "article",
    "start",
    "end",
    "published_at",
    "source__name",
)
REFERENCE_COLUMNS = (
    "relation",
    "score",
    "independent",
    "shared_origin",
    "reasons",
    "drift",
    *(f"{side}__{column}" for side in ("left", "right") for column in SIDE_COLUMNS),
)


def reference_in_words(row: CrossReference, claim: Claim) -> dict[str, Any]:
    return {
        "left": row.left_id,
        "right": row.right_id,
        "relation": row.relation,
        "score": row.score,
        "independent": row.independent,
        "shared_origin": row.shared_origin,
        "meaning_changed": any(change["changes_meaning"] for change in row.drift),
        "reasons": sentences(row.reasons),
        "other": in_words(seen_from_claim(row, claim.pk).other),
    }


def latest_judgements(claim_ids: Iterable[int]) -> QuerySet[Judgement]:
    """The latest judgement on each pair with one of these claims on either side."""
    return latest_of_each_pair(Judgement.objects.all(), claim_ids)


def latest_of_each_pair(words: QuerySet[Word], claim_ids: Iterable[int]) -> QuerySet[Word]:
    """Of reviewers' words on pairs of claims the latest on each pair with one of these claims on either side."""
    ids = list(claim_ids)
    touching = words.filter(Q(left__any_of=ids) | Q(right__any_of=ids))
    return touching.order_by("left", "right", "-pk").distinct("left", "right")


def version(claim: Claim, showing: dict[str, Any] | None = None) -> str:
    """What a decision on the claim must name: the number of verdicts and a hash of each thing that may be new."""
    showing = showing or shown(claim)
    links = [one | {"other": what_is_read(one["other"])} for one in showing["cross_references"]]
    parts = (
        what_is_read(showing["claim"]),
        showing["suggestion"] and what_is_read(showing["suggestion"]),
        [links, showing["more_cross_references"]],
        showing["judgements"],
    )
    hashes = (hashlib.sha256(canonical(part)).hexdigest()[:HASH_CHARACTERS] for part in parts)
    return "-".join([str(claim.version), *hashes])


def versions(claims: Sequence[Claim]) -> dict[int, str]:
    """The versions of several claims by their keys, in two queries."""
    showing = shown_of(claims)
    return {claim.pk: version(claim, showing[claim.pk]) for claim in claims}


def what_is_read(words: dict[str, Any]) -> dict[str, Any]:
    """The value without engine versions and places in the article, which no reviewer decides on."""
    return {name: value for name, value in words.items() if name not in UNREAD}


def news(read: str, now: str) -> str:
    """A sentence on what is new between two versions of a claim."""
    then, today = read.split("-"), now.split("-")
    if len(then) != len(today):
        return "This is no version of the claim. Read it again, then decide."
    changed = [words for words, one, other in zip(NEWS.values(), then, today, strict=True) if one != other]
    said = changed[0] + "".join(f", {words[0].lower()}{words[1:]}" for words in changed[1:])
    return f"{said} after you read it. Read it again, then decide."
