"""Keeping each claim's suggestion in step with its cross-references, and noticing verdicts that have gone stale."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from claims.analysis import suggestion as analysis
from claims.analysis.types import Evidence, Polarity, Relation
from claims.models import Claim, CrossReference, Judgement, PreparedClaim, Suggestion, Verdict
from claims.perspective import seen_from_left, seen_from_right
from claims.transitions import checks_done
from factcheck.work.holder import holder
from sources.lineage import Origins, origin
from sources.origins import origins_of, outlet_report

WRITTEN = ("status", "confidence", "reasons", "stale_reason", "engine_version")


@transaction.atomic
def refresh_suggestions(claim_ids: Iterable[int], *, checked: Collection[int] = ()) -> None:
    """Derive the suggestions of these claims from the cross-references that stand now.

    The cross-check of the claims `checked` is over with it, where it is still in this process's hands; each row of a
    claim is written once.

    The claims are locked in order of their keys, so that of two workers who add evidence to one claim the later
    sees what the earlier stored.
    """
    ids = sorted(set(claim_ids))
    Claim.objects.lock(ids)
    rows = Claim.objects.filter(pk__any_of=ids).only(
        "attribution", "claimant", "polarity", "hedges", "status", "version", "lease_owner"
    )
    claims = {claim.pk: claim for claim in rows}
    left_out = dict(PreparedClaim.objects.filter(pk__any_of=ids, left_out__gt=0).values_list("pk", "left_out"))
    evidence = evidence_for(claims.keys())
    decided = [pk for pk, claim in claims.items() if claim.version]
    verdicts = {verdict.claim_id: verdict for verdict in latest_verdicts(decided)}
    stored = {one.claim_id: one for one in Suggestion.objects.filter(claim__any_of=ids)}
    changed = []
    for pk, claim in claims.items():
        found = analysis.suggest(
            attribution=claim.attribution,
            claimant=claim.claimant,
            polarity=claim.polarity,
            hedges=claim.hedges,
            evidence=evidence[pk],
        )
        new = Suggestion(
            claim=claim,
            status=found.status or "",
            confidence=found.confidence,
            reasons=[*found.reasons, *left_out_reason(left_out.get(pk, 0))],
            stale_reason=stale_reason(found.status or "", claim, verdicts.get(pk)),
            engine_version=analysis.SUGGESTION_VERSION,
        )
        old = stored.get(pk)
        if old is None or any(getattr(old, field) != getattr(new, field) for field in WRITTEN):
            changed.append(new)
    Suggestion.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=[*WRITTEN, "updated_at"],
        batch_size=1000,
    )
    # Clients that ask for what was updated since see the claims whose suggestion is another now.
    renewed = {one.claim_id for one in changed}
    ended = {pk for pk in checked if pk in claims and claims[pk].lease_owner == holder.owner}
    if others := renewed - ended:
        Claim.objects.filter(pk__any_of=others).update(updated_at=Now())
    if ended:
        checks_done(ended, renewed=renewed)


def left_out_reason(count: int) -> list[str]:
    if not count:
        return []
    matches = "1 more match is" if count == 1 else f"{count} more matches are"
    return [f"{matches} not listed: their sources have stronger ones, or there are more than anybody could read."]


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
    judgements = Judgement.objects.filter(Q(left__any_of=wanted) | Q(right__any_of=wanted))
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
        for seen in (seen_from_left(reference), seen_from_right(reference)):
            if seen.claim.pk in wanted:
                evidence[seen.claim.pk].append(
                    Evidence(
                        relation=Relation(reference.relation),
                        score=reference.score,
                        independent=reference.independent,
                        source=seen.other.source.name,
                        origin=origin_key(seen.other, known),
                        shared_origin=reference.shared_origin,
                        denial=seen.other.polarity == Polarity.DENIES,
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
