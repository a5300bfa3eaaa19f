"""Keeping each claim's suggestion in step with its cross-references, and noticing verdicts that have gone stale."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from claims.analysis import suggestion as analysis
from claims.analysis.matching import COMPARISON_VERSION
from claims.analysis.types import Evidence, Polarity, Relation
from claims.models import Claim, CrossReference, Judgement, Suggestion, Verdict
from sources.lineage import Origins, origin
from sources.origins import origins_of, outlet_report


@transaction.atomic
def refresh_suggestions(claim_ids: Iterable[int]) -> None:
    """Derive the suggestions of these claims from the cross-references that stand now.

    The claims are locked in order of their keys, so that of two workers who add evidence to one claim the later
    sees what the earlier stored.
    """
    ids = sorted(set(claim_ids))
    Claim.objects.lock(ids)
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=ids).defer("search")}
    evidence = evidence_for(claims.keys())
    decided = [pk for pk, claim in claims.items() if claim.version]
    verdicts = {verdict.claim_id: verdict for verdict in latest_verdicts(decided)}
    suggestions = []
    for pk, claim in claims.items():
        found = analysis.suggest(
            attribution=claim.attribution,
            claimant=claim.claimant,
            polarity=claim.polarity,
            hedges=claim.hedges,
            evidence=evidence[pk],
        )
        suggestions.append(
            Suggestion(
                claim=claim,
                status=found.status or "",
                confidence=found.confidence,
                reasons=list(found.reasons),
                stale_reason=stale_reason(found.status or "", claim, verdicts.get(pk)),
                engine_version=COMPARISON_VERSION,
            )
        )
    Suggestion.objects.bulk_create(
        suggestions,
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["status", "confidence", "reasons", "stale_reason", "engine_version", "updated_at"],
        batch_size=1000,
    )


def latest_verdicts(claim_ids: Iterable[int]):
    return Verdict.objects.filter(claim__in=list(claim_ids)).order_by("claim", "-number").distinct("claim")


def stale_reason(suggested: str, claim: Claim, verdict: Verdict | None) -> str:
    """Why the verdict should be looked at again: the evidence now suggests another status than the reviewer saw."""
    if verdict is None:
        return ""
    seen = (verdict.seen.get("suggestion") or {}).get("status", "")
    if suggested in {seen, claim.status}:
        return ""
    now, then = (status or "no status" for status in (suggested, seen))
    return f"New evidence: the suggestion was {then} when the verdict was given, and is {now} today."


def evidence_for(claim_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The cross-references of each claim seen from its own side, the strongest first, without rejected ones."""
    wanted = set(claim_ids)
    judgements = Judgement.objects.filter(Q(left__in=wanted) | Q(right__in=wanted))
    rejected = set(judgements.filter(answer=Judgement.Answer.REJECTED).values_list("left_id", "right_id"))
    references = [
        reference
        for reference in CrossReference.objects.touching(wanted).with_outlets().order_by("-score", "pk")
        if (reference.left_id, reference.right_id) not in rejected
    ]
    known = origins_of(
        side.article_id for reference in references for side in (reference.left, reference.right) if side.article_id
    )
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for reference in references:
        for own, other in ((reference.left, reference.right), (reference.right, reference.left)):
            if own.pk in wanted:
                evidence[own.pk].append(
                    Evidence(
                        relation=Relation(reference.relation),
                        score=reference.score,
                        independent=reference.independent,
                        source=other.source.name,
                        origin=origin_key(other, known),
                        shared_origin=reference.shared_origin,
                        denial=other.polarity == Polarity.DENIES,
                        detail=reference.reasons[0] if reference.reasons else "",
                        meaning_changed=any(change["changes_meaning"] for change in reference.drift),
                    )
                )
    return evidence


def origin_key(claim: Claim, known: Origins) -> str:
    """Equal for claims whose articles share an origin; a claim without article is known by its outlet."""
    if claim.article_id:
        return f"articles {min(known.together(claim.article_id))}"
    return origin(outlet_report(claim.source))
