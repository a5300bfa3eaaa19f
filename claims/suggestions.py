"""Keeping each claim's suggestion in step with its cross-references, and noticing verdicts that have gone stale."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models.functions import Now

from claims.analysis import suggestion as analysis
from claims.analysis.types import Evidence, Polarity, Relation
from claims.models import Claim, CrossReference, Judgement, PreparedClaim, Suggestion, Verdict
from claims.perspective import seen_from_left, seen_from_right
from claims.seen import latest_judgements
from claims.transitions import checks_done
from sources.lineage import Origins, origin
from sources.origins import origins_of, outlet_report

WRITTEN = ("status", "confidence", "reasons", "stale_reason", "engine_version")


@transaction.atomic
def refresh_suggestions(claim_ids: Iterable[int], *, checked: Collection[int] = ()) -> None:
    """Derive the suggestions of these claims from the cross-references that stand now.

    The cross-check of the claims `checked` is over with it; each row of a claim is written once.

    The claims are locked in order of their keys, so that of two workers who add evidence to one claim the later
    sees what the earlier stored.
    """
    ids = sorted(set(claim_ids))
    Claim.objects.lock(ids)
    rows = Claim.objects.filter(pk__any_of=ids).only(
        "attribution", "claimant", "polarity", "hedges", "status", "version"
    )
    claims = {claim.pk: claim for claim in rows}
    left_out = dict(PreparedClaim.objects.filter(pk__any_of=ids, left_out__gt=0).values_list("pk", "left_out"))
    evidence = evidence_for(claims.keys())
    decided = [pk for pk, claim in claims.items() if claim.version]
    verdicts = {verdict.claim_id: verdict for verdict in latest_verdicts(decided)}
    judged = judged_since(verdicts)
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
            stale_reason=stale_reason(found.status or "", claim, verdicts.get(pk), judged.get(pk, "")),
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
    if others := renewed - set(checked):
        Claim.objects.filter(pk__any_of=others).update(updated_at=Now())
    if checked:
        checks_done(checked, renewed=renewed)


def left_out_reason(count: int) -> list[str]:
    if not count:
        return []
    matches = "1 more match is" if count == 1 else f"{count} more matches are"
    return [f"{matches} not listed: their sources have stronger ones, or there are more than anybody could read."]


def latest_verdicts(claim_ids: Iterable[int]):
    return Verdict.objects.filter(claim__in=list(claim_ids)).order_by("claim", "-number").distinct("claim")


def judged_since(verdicts: Mapping[int, Verdict]) -> dict[int, str]:
    """For each claim what reviewers said of its links after its verdict, the latest, as the start of a sentence."""
    if not verdicts:
        return {}
    found = {}
    for judgement in latest_judgements(verdicts).select_related("reviewer", "left__source", "right__source"):
        word = "rejected" if judgement.answer == Judgement.Answer.REJECTED else "confirmed"
        for claim, other in ((judgement.left, judgement.right), (judgement.right, judgement.left)):
            verdict = verdicts.get(claim.pk)
            if verdict and judgement.judged_at > verdict.decided_at:
                found[claim.pk] = f"{judgement.reviewer.get_username()} {word} the link to {other.source.name}"
    return found


def stale_reason(suggested: str, claim: Claim, verdict: Verdict | None, judged: str) -> str:
    """Why the verdict should be looked at again: the reviewer saw another claimant, or another suggestion."""
    if verdict is None:
        return ""
    claimant = verdict.seen.get("claim", {}).get("claimant", claim.claimant)
    if claimant != claim.claimant:
        now, then = (f"“{name}”" if name else "nobody" for name in (claim.claimant, claimant))
        return (
            f"The claim is read otherwise now: the claimant was {then} when the verdict was given, and is {now} today."
        )
    seen = (verdict.seen.get("suggestion") or {}).get("status", "")
    if suggested in {seen, claim.status}:
        return ""
    now, then = (status or "no status" for status in (suggested, seen))
    return f"{judged or 'New evidence'}: the suggestion was {then} when the verdict was given, and is {now} today."


def evidence_for(claim_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The cross-references of each claim seen from its own side, the strongest first, without rejected ones."""
    wanted = set(claim_ids)
    rejected = {
        (judgement.left_id, judgement.right_id)
        for judgement in latest_judgements(wanted)
        if judgement.answer == Judgement.Answer.REJECTED
    }
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
