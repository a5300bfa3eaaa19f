"""Suggestions of claims, derived from their cross-references, and marks on verdicts that have gone stale."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from claims import events
from claims.analysis import suggestion as analysis
from claims.analysis.types import Attribution, Evidence, Polarity, Relation
from claims.analysis.types import Suggestion as Suggested
from claims.choices import CheckState
from claims.mapping import as_voice
from claims.models import Claim, CrossReference, PreparedClaim, Suggestion
from claims.perspective import SeenReference, seen_from_left, seen_from_right
from claims.record_models import Judgement, Verdict
from claims.seen import latest_judgements
from claims.staleness import changed_since, linked_since
from claims.transitions import checks_done
from sources.independence.lineage import Origins, origin
from sources.independence.voices import origins_among
from sources.origins import origins_of, outlet_report

COUNTED = ("outlets", "origins", "contradicting")
WRITTEN = ("status", "strength", "confidence", *COUNTED, "reasons", "stale_reason", "engine_version")


@transaction.atomic
def refresh_suggestions(claim_ids: Iterable[int], *, checked: Collection[int] = ()) -> None:
    """Derive the suggestions of these claims from the cross-references that stand now.

    It also ends the cross-check of the claims `checked` that this process still holds; each row of a claim is written
    once.

    The claims are locked in order of their keys, so that of two workers who add evidence to one claim the later
    sees what the earlier stored.
    """
    ids = sorted(set(claim_ids))
    Claim.objects.lock(ids)
    changes = differing(ids)
    changed = [new for _, new in changes]
    Suggestion.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=[*WRITTEN, "updated_at"],
        batch_size=1000,
    )
    events.suggestions_renewed(changes)
    # Clients that ask for what was updated since see the claims whose suggestion is another now.
    renewed = {one.claim_id for one in changed}
    ended = set(Claim.objects.held().filter(pk__any_of=checked).values_list("pk", flat=True)) if checked else set()
    if others := renewed - ended:
        Claim.objects.filter(pk__any_of=others).update(updated_at=Now())
    if ended:
        checks_done(ended, renewed=renewed)


def differing(claim_ids: Collection[int]) -> list[tuple[Suggestion | None, Suggestion]]:
    """Of those of these claims whose stored suggestion differs or is missing: that one, and the unsaved new one."""
    stored = {one.claim_id: one for one in Suggestion.objects.filter(claim__any_of=claim_ids)}
    return [
        (old, new)
        for new in derive(claim_ids)
        if (old := stored.get(new.claim_id)) is None
        or any(getattr(old, field) != getattr(new, field) for field in WRITTEN)
    ]


def derive(claim_ids: Collection[int]) -> Iterator[Suggestion]:
    """The suggestions that follow from what is stored now, unsaved."""
    rows = (
        Claim.objects.filter(pk__any_of=claim_ids)
        .select_related("article")
        .only(
            *("attribution", "claimant", "polarity", "hedges", "status", "version"),
            *("text", "quote", "current", "article__current"),
        )
    )
    claims = {claim.pk: claim for claim in rows}
    prepared = PreparedClaim.objects.filter(pk__any_of=claim_ids).filter(Q(left_out__gt=0) | Q(more_outlets__gt=0))
    unlisted = {pk: (left, more) for pk, left, more in prepared.values_list("pk", "left_out", "more_outlets")}
    evidence = evidence_for(claims.keys())
    verdicts = {one.claim_id: one for one in latest_verdicts(pk for pk, claim in claims.items() if claim.version)}
    judged = judged_since(verdicts)
    for pk, claim in claims.items():
        left_out, more_outlets = unlisted.get(pk, (0, 0))
        found = suggest(claim, evidence[pk], unlisted=left_out + more_outlets)
        yield Suggestion(
            claim=claim,
            status=found.status or "",
            strength=found.strength or "",
            confidence=found.confidence,
            **dict(zip(COUNTED, analysis.tally(evidence[pk]), strict=True)),
            reasons=[*found.reasons, *unlisted_reasons(left_out, more_outlets)],
            stale_reason=stale_reason(found.status or "", claim, verdicts.get(pk), judged.get(pk, ""), evidence[pk]),
            engine_version=analysis.SUGGESTION_VERSION,
        )


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """A claim whose stored suggestion (None: it has none) is not what follows from what is stored beside it."""

    claim: int
    stored: str | None
    derived: str


def out_of_step(*, repair: bool = False, decided: bool = False, slice_size: int = 500) -> Iterator[OutOfStep]:
    """The claims whose suggestion is not in step with their cross-references, in order of their keys.

    All suggestions, or those of `decided` claims, are derived anew, a slice at a time. Workers may be at work: what
    differs is looked at a second time with the claims locked, so that nothing is named that was only being written.
    """
    claims = Claim.objects.current().filter(Q(check_state=CheckState.DONE) | Q(suggestion__isnull=False))
    claims = claims.filter(version__gt=0) if decided else claims
    last = 0
    while ids := list(claims.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:slice_size]):
        last = ids[-1]
        suspects = [one.claim_id for _, one in differing(ids)]
        if not suspects:
            continue
        with transaction.atomic():
            kept = set(Claim.objects.current().lock(suspects))
            stored = dict(Suggestion.objects.filter(claim__any_of=kept).values_list("claim", "status"))
            differ = [one for _, one in differing(sorted(kept))]
            found = [OutOfStep(one.claim_id, stored.get(one.claim_id), one.status) for one in differ]
            if repair:
                refresh_suggestions(one.claim for one in found)
        yield from found


def suggest(claim: Claim, evidence: Sequence[Evidence], *, unlisted: int = 0) -> Suggested:
    """What the analysis suggests for a stored claim: the words of its columns become enums here."""
    return analysis.suggest(
        attribution=Attribution(claim.attribution),
        claimant=claim.claimant,
        polarity=Polarity(claim.polarity),
        hedges=claim.hedges,
        evidence=evidence,
        unlisted=unlisted,
    )


def unlisted_reasons(left_out: int, more_outlets: int) -> list[str]:
    """Sentences on the matches that the page does not list."""
    reasons = []
    if more_outlets:
        print_it = "1 more outlet prints" if more_outlets == 1 else f"{more_outlets} more outlets print"
        reasons.append(f"{print_it} a sentence that is linked here, and are not listed.")
    if left_out:
        matches, why = f"{left_out} more matches are", "their sources have stronger ones"
        if left_out == 1:
            matches, why = "1 more match is", "its source has stronger ones"
        reasons.append(f"{matches} not listed: {why}, or there are more than can be read.")
    return reasons


def latest_verdicts(claim_ids: Iterable[int]) -> QuerySet[Verdict]:
    return Verdict.objects.filter(claim__in=list(claim_ids)).order_by("claim", "-number").distinct("claim")


def judged_since(verdicts: Mapping[int, Verdict]) -> dict[int, str]:
    """By claim the latest judgement on its links after its verdict, as the start of a sentence."""
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


def stale_reason(
    suggested: str, claim: Claim, verdict: Verdict | None, judged: str, evidence: Sequence[Evidence]
) -> str:
    """Why the verdict is stale, as sentences: the article's words or the evidence changed; empty when it is not."""
    if verdict is None:
        return ""
    changed = changed_since(claim, verdict)
    if not claim.current:  # compared with nothing any more, so its evidence says nothing
        return changed
    return " ".join(filter(None, [changed, new_evidence(suggested, claim, verdict, judged, evidence)]))


def new_evidence(suggested: str, claim: Claim, verdict: Verdict, judged: str, evidence: Sequence[Evidence]) -> str:
    """That the evidence suggests another status than the reviewer saw, in sentences; empty when it does not.

    The first say what is new: who judged a link, and which outlets the reviewer did not see.
    """
    seen = (verdict.seen.get("suggestion") or {}).get("status", "")
    if suggested in {seen, claim.status}:
        return ""
    strong = [one for one in evidence if analysis.counts(one)]
    changes = [f"{judged}." if judged else "", linked_since(verdict, strong)]
    why = " ".join(filter(None, changes)) or "The evidence is weighed otherwise."
    then = f"The suggestion was “{seen}”" if seen else "Nothing was suggested"
    now = f"it is “{suggested}” now" if suggested else "nothing is suggested now"
    return f"{why} {then} when the verdict was given; {now}."


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
    seen_by: dict[int, list[SeenReference]] = defaultdict(list)
    for reference in references:
        for seen in (seen_from_left(reference), seen_from_right(reference)):
            if seen.claim.pk in wanted:
                seen_by[seen.claim.pk].append(seen)
    return defaultdict(list, {claim: list(as_evidence(seen, known)) for claim, seen in seen_by.items()})


def as_evidence(references: Sequence[SeenReference], known: Origins) -> Iterator[Evidence]:
    """The cross-references of one claim as the analysis sees them, those that rest on one word with one origin."""
    keys = origins_among(
        [(one.reference.relation, origin_key(one.other, known), as_voice(one.other)) for one in references]
    )
    for seen, key in zip(references, keys, strict=True):
        reference = seen.reference
        yield Evidence(
            relation=Relation(reference.relation),
            score=reference.score,
            independent=reference.independent,
            source=seen.other.source.name,
            origin=key,
            shared_origin=reference.shared_origin,
            denial=seen.other.polarity == Polarity.DENIES,
            detail=reference.reasons[0] if reference.reasons else "",
            meaning_changed=any(change["changes_meaning"] for change in reference.drift),
            claimant=seen.other.claimant,
        )


def origin_key(claim: Claim, known: Origins) -> str:
    """Equal for claims whose articles share an origin; a claim without article is known by its outlet."""
    if claim.article_id:
        return f"articles {known.first(claim.article_id)}"
    return origin(outlet_report(claim.source))
