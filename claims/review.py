"""The one door to a claim's status: a reviewer's verdicts, and judgements on cross-references."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import QuerySet

from claims.analysis.types import Status
from claims.models import Claim, CrossReference, Judgement, Suggestion, Verdict
from claims.states import DECISIONS
from claims.suggestions import refresh_suggestions
from factcheck.conflicts import again_on_conflict
from sources.text import normalise

DECIDABLE = tuple(value for value, _ in DECISIONS)
# From any status to any decision, the same one too: a verdict renewed on new evidence is a verdict of its own.
TRANSITIONS: dict[str, tuple[str, ...]] = {status.value: DECIDABLE for status in Status}
MAX_EVIDENCE = 50
check_url = URLValidator(schemes=["http", "https"])


class ReviewError(ValueError):
    """Why a verdict or judgement can't be recorded, as a sentence."""


class ReviewDenied(ReviewError):
    """The person may not review."""


class VersionConflict(ReviewError):
    """Somebody else decided after the reviewer read the claim."""


def check_reviewer(by: User) -> None:
    if not by.has_perm("claims.review_claim"):
        raise ReviewDenied("Only reviewers may record verdicts and judgements.")


def check_evidence(evidence: Sequence[str]) -> list[str]:
    """The addresses without blanks and repeats; raises ReviewError for what is not an address."""
    addresses = list(dict.fromkeys(address.strip() for address in evidence if address.strip()))
    if len(addresses) > MAX_EVIDENCE:
        raise ReviewError(f"A verdict may name {MAX_EVIDENCE} pieces of evidence at most.")
    for address in addresses:
        try:
            check_url(address)
        except ValidationError:
            raise ReviewError(f"{address[:200]!r} is not a full http or https address.") from None
    return addresses


@again_on_conflict
@transaction.atomic
def record_verdict(
    *,
    claim_id: int,
    status: str,
    rationale: str,
    evidence: Sequence[str] = (),
    by: User,
    expected_version: int | None,
    now: datetime,
) -> Verdict:
    """Record what a reviewer decided on a claim, with what the reviewer saw.

    `expected_version` is the version of the claim that the reviewer read. Raises ReviewDenied, VersionConflict or
    ReviewError, each with a sentence; Claim.DoesNotExist for an unknown claim.
    """
    check_reviewer(by)
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
    if expected_version is None:
        raise ReviewError("Say which version of the claim you decided on.")
    if expected_version != claim.version:
        raise VersionConflict("Somebody else decided on this claim after you read it. Read it again, then decide.")
    if status not in TRANSITIONS[claim.status]:
        raise ReviewError(f"A verdict is one of {', '.join(DECIDABLE)}, not {status!r}.")
    rationale = normalise(rationale).strip()
    if not rationale:
        raise ReviewError("Give your reasons: a verdict needs a rationale.")
    previous = claim.verdicts.order_by("-number").first()
    verdict = Verdict(
        claim=claim,
        number=claim.version + 1,
        status=status,
        rationale=rationale,
        evidence=check_evidence(evidence),
        reviewer=by,
        decided_at=now,
        seen=seen_by_reviewer(claim),
        previous_hash=previous.hash if previous else "",
    )
    verdict.hash = verdict_hash(verdict)
    verdict.save(force_insert=True)
    claim.status, claim.version = status, verdict.number
    claim.save(update_fields=["status", "version", "updated_at"])
    Suggestion.objects.filter(claim=claim).update(stale_reason="")
    return verdict


def seen_by_reviewer(claim: Claim) -> dict:
    """The evidence on the claim's page at this moment, for the record."""
    suggestion = Suggestion.objects.filter(claim=claim).first()
    references = CrossReference.objects.touching([claim.pk]).order_by("pk")
    return {
        "text_sha256": hashlib.sha256(claim.text.encode()).hexdigest(),
        "suggestion": suggestion
        and {
            "status": suggestion.status,
            "confidence": suggestion.confidence,
            "reasons": suggestion.reasons,
            "engine_version": suggestion.engine_version,
        },
        "cross_references": [
            {
                "left": reference.left_id,
                "right": reference.right_id,
                "relation": reference.relation,
                "score": reference.score,
                "independent": reference.independent,
            }
            for reference in references
        ],
    }


def verdict_hash(verdict: Verdict) -> str:
    """SHA-256 over everything the verdict says and the hash before it, in hex."""
    content = {
        "claim": verdict.claim_id,
        "number": verdict.number,
        "status": verdict.status,
        "rationale": verdict.rationale,
        "evidence": verdict.evidence,
        "reviewer": verdict.reviewer_id,
        "decided_at": verdict.decided_at.astimezone(UTC).isoformat(),
        "seen": verdict.seen,
        "previous_hash": verdict.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_verdicts(verdicts: QuerySet[Verdict]) -> Iterator[Verdict]:
    """Those whose hash or place after the one before is not right, claim by claim; `verdicts` holds whole claims.

    The latest verdicts of a claim can vanish without a trace in the hashes, so what the claim says of itself is
    looked at too.
    """
    ordered = verdicts.select_related("claim").defer("claim__search", "claim__text").order_by("claim", "number")
    previous: Verdict | None = None
    for verdict in ordered.iterator(chunk_size=1000):
        if previous and previous.claim_id != verdict.claim_id:
            yield from cut_short(previous)
            previous = None
        number, link = (previous.number + 1, previous.hash) if previous else (1, "")
        if (verdict.number, verdict.previous_hash, verdict.hash) != (number, link, verdict_hash(verdict)):
            yield verdict
        previous = verdict
    if previous:
        yield from cut_short(previous)


def cut_short(last: Verdict) -> Iterator[Verdict]:
    if (last.claim.version, last.claim.status) != (last.number, last.status):
        yield last


@again_on_conflict
@transaction.atomic
def record_judgement(*, cross_reference_id: int, answer: str, by: User, now: datetime) -> Judgement:
    """Record a reviewer's yes or no to a cross-reference; a later answer replaces an earlier one.

    Raises ReviewDenied or ReviewError with a sentence; CrossReference.DoesNotExist for an unknown one.
    """
    check_reviewer(by)
    if answer not in Judgement.Answer.values:
        raise ReviewError(f"A judgement is {' or '.join(Judgement.Answer.values)}, not {answer!r}.")
    reference = CrossReference.objects.get(pk=cross_reference_id)
    judgement, _ = Judgement.objects.update_or_create(
        left_id=reference.left_id,
        right_id=reference.right_id,
        defaults={"answer": answer, "reviewer": by, "judged_at": now},
    )
    refresh_suggestions([reference.left_id, reference.right_id])
    return judgement
