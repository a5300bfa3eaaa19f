"""Recording what reviewers decide: verdicts, which alone set a claim's status, and judgements on cross-references."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from claims import asking, events, record, seen
from claims.choices import DECISIONS
from claims.models import Claim, CrossReference, Suggestion
from claims.record_models import RATIONALE_CHARACTERS, Judgement, Verdict
from claims.statements import renew_statements
from claims.suggestions import latest_verdicts, refresh_suggestions
from claims.transitions import VERDICTS, may_move
from factcheck.addresses import check_url
from factcheck.conflicts import again_on_conflict
from sources.reading.text import normalise

DECIDABLE = tuple(value for value, _ in DECISIONS)
MAX_ADDRESS = 2000  # characters
MAX_EVIDENCE = 50
MOST_COVERED = 50  # claims of one decision
HEAVY = ("search", "article__text", "article__fingerprints")


class ReviewError(ValueError):
    """Why a verdict or judgement can't be recorded, as a sentence."""


class ReviewDenied(ReviewError):
    """The person may not review."""


class VersionConflict(ReviewError):
    """Something is new since the reviewer read the claim, which comes with it; the sentence says what."""

    def __init__(self, sentence: str, claim: Claim) -> None:
        super().__init__(sentence)
        self.claim = claim


def check_reviewer(by: User) -> None:
    if not by.has_perm("claims.review_claim"):
        raise ReviewDenied("Only reviewers may record verdicts and judgements.")


def check_evidence(evidence: Sequence[str]) -> list[str]:
    """The addresses without blanks and repeats; raises ReviewError for what is not an address."""
    addresses = list(dict.fromkeys(address.strip() for address in evidence if address.strip()))
    if len(addresses) > MAX_EVIDENCE:
        raise ReviewError(f"A verdict may name {MAX_EVIDENCE} pieces of evidence at most.")
    for address in addresses:
        if len(address) > MAX_ADDRESS:
            raise ReviewError(f"An address may have {MAX_ADDRESS:,} characters at most.")
        try:
            check_url(address)
        except ValidationError:
            raise ReviewError(f"{address[:200]!r} is not a full http or https address.") from None
    return addresses


def check_rationale(rationale: str) -> str:
    """The rationale as it is stored; raises ReviewError for one that is empty or too long."""
    check_rationale_length(rationale)  # before anything that takes longer the more there is
    rationale = normalise(rationale).strip()
    check_rationale_length(rationale)  # a few characters are longer in their normal form
    if not rationale:
        raise ReviewError("Give your reasons: a verdict needs a rationale.")
    return rationale


def check_rationale_length(rationale: str) -> None:
    if len(rationale) > RATIONALE_CHARACTERS:
        raise ReviewError(f"A rationale may have {RATIONALE_CHARACTERS:,} characters at most.")


def check_version(claim: Claim, showing: Mapping[str, Any], expected: str | None) -> None:
    """Raises VersionConflict where what is shown of the claim is not what the reviewer saw."""
    if not expected:
        raise ReviewError("Say which version of the claim you decided on.")
    if (version := seen.version(claim, dict(showing))) != expected:
        raise VersionConflict(seen.news(expected, version), claim)


def claims_as_read(read: Mapping[int, str | None]) -> list[tuple[Claim, dict[str, Any]]]:
    """Lock these claims; returns each with what is shown of it, which is what the reviewer saw, in order of their keys.

    Raises VersionConflict or ReviewError; Claim.DoesNotExist.
    """
    if not 1 <= len(read) <= MOST_COVERED:
        raise ReviewError(f"A decision covers from 1 to {MOST_COVERED} claims.")
    Claim.objects.lock(read)
    rows = Claim.objects.select_related("source", "article", "suggestion").defer(*HEAVY)
    claims = list(rows.filter(pk__any_of=list(read)).order_by("pk"))
    if len(claims) < len(read):
        raise Claim.DoesNotExist
    showing = seen.shown_of(claims)
    for claim in claims:
        check_version(claim, showing[claim.pk], read[claim.pk])
    return [(claim, showing[claim.pk]) for claim in claims]


def checked(
    *, read: Mapping[int, str | None], status: str, rationale: str, evidence: Sequence[str], by: User
) -> tuple[list[tuple[Claim, dict[str, Any]]], dict[str, Any]]:
    """What claims_as_read returns, with the claims locked, and the rationale and evidence as they are stored.

    Raises what record_verdicts raises.
    """
    check_reviewer(by)
    claims = claims_as_read(read)
    if not all(may_move(VERDICTS, claim.status, status) for claim, _ in claims):
        raise ReviewError(f"A verdict is one of {', '.join(DECIDABLE)}, not {status!r}.")
    if asking.of_two_who_disagree(read, by):
        raise ReviewError("You are one of the two who disagree on this claim: a third reviewer decides.")
    return claims, {"rationale": check_rationale(rationale), "evidence": check_evidence(evidence)}


def record_verdict(
    *,
    claim_id: int,
    status: str,
    rationale: str,
    evidence: Sequence[str] = (),
    by: User,
    expected_version: str | None,
    now: datetime,
) -> Verdict:
    """Record what a reviewer decided on one claim; see record_verdicts."""
    [verdict] = record_verdicts(
        read={claim_id: expected_version}, status=status, rationale=rationale, evidence=evidence, by=by, now=now
    )
    return verdict


@again_on_conflict
@transaction.atomic
def record_verdicts(
    *,
    read: Mapping[int, str | None],
    status: str,
    rationale: str,
    evidence: Sequence[str] = (),
    by: User,
    now: datetime,
) -> list[Verdict]:
    """Record what a reviewer decided on some claims at once, with what the reviewer saw: a verdict on each, or none.

    `read` has by claim the version (claims.seen) as the reviewer read it: where it is still the same, what is shown now
    is what was seen. The verdicts come in the order of the claims' keys and have one decision number. Raises
    ReviewDenied, VersionConflict or ReviewError, each with a sentence; Claim.DoesNotExist when one of them is unknown.
    """
    claims, reasons = checked(read=read, status=status, rationale=rationale, evidence=evidence, by=by)
    previous = {one.claim_id: one.hash for one in latest_verdicts(claim.pk for claim, _ in claims if claim.version)}
    decision = record.next_decision()
    before = {claim.pk: claim.status for claim, _ in claims}
    verdicts = []
    for claim, showing in claims:
        verdict = Verdict(
            claim=claim,
            number=claim.version + 1,
            decision=decision,
            status=status,
            reviewer=by,
            decided_at=now,
            seen=showing,
            previous_hash=previous.get(claim.pk, ""),
            **reasons,
        )
        verdict.hash = record.verdict_hash(verdict)
        verdict.save(force_insert=True)
        claim.status, claim.version = status, verdict.number
        claim.save(update_fields=["status", "version"])
        verdicts.append(verdict)
    Suggestion.objects.filter(claim__any_of=list(read)).update(stale_reason="")
    for verdict in verdicts:
        record.append(verdict, [verdict.claim])
    asking.follow(verdicts, now=now)
    events.verdicts_recorded(verdicts, before=before)
    return verdicts


@again_on_conflict
@transaction.atomic
def record_judgement(*, cross_reference_id: int, answer: str, by: User, now: datetime) -> Judgement:
    """Record a reviewer's yes or no to a cross-reference. Earlier answers are kept; the latest counts.

    Raises ReviewDenied or ReviewError with a sentence; CrossReference.DoesNotExist for an unknown one.
    """
    check_reviewer(by)
    if answer not in Judgement.Answer.values:
        raise ReviewError(f"A judgement is {' or '.join(Judgement.Answer.values)}, not {answer!r}.")
    reference = CrossReference.objects.get(pk=cross_reference_id)
    pair = Claim.objects.lock([reference.left_id, reference.right_id])
    if len(pair) < 2:  # a new version of an article has removed one meanwhile, and the link with it
        raise CrossReference.DoesNotExist
    judgement = Judgement.objects.create(
        left_id=reference.left_id, right_id=reference.right_id, answer=answer, reviewer=by, judged_at=now
    )
    CrossReference.objects.filter(pk=reference.pk).update(updated_at=Now())  # clients see the judgement in it
    refresh_suggestions(pair)
    renew_statements(pair)
    claims = Claim.objects.select_related("source", "article").defer(*HEAVY).filter(pk__in=pair).order_by("pk")
    record.append(judgement, claims)
    return judgement
