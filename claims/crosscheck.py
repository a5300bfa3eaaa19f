"""Comparing claims with those of other sources, and keeping what is found."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Q

from claims import retrieval
from claims.analysis import comparison, encoder
from claims.analysis.comparison import ClaimFeatures
from claims.analysis.extraction import EXTRACTION_VERSION, read_claim
from claims.analysis.matching import COMPARISON_VERSION, compare
from claims.analysis.types import Comparison, Relation
from claims.mapping import READING_FIELDS, as_extracted, embedding_text, reading
from claims.models import CheckState, Claim, CrossReference
from claims.suggestions import refresh_suggestions, report_of
from factcheck.doorbell import ring
from sources.lineage import Report, shared_origin
from sources.models import Article, ArticleState

CROSSCHECK_TASK = "claims.crosscheck_claims"
ENGINE_VERSION = f"extraction {EXTRACTION_VERSION}, comparison {COMPARISON_VERSION}"
REFERENCE_FIELDS = [
    "relation",
    "score",
    "similarity",
    "independent",
    "shared_origin",
    "drift",
    "features",
    "reasons",
    "engine_version",
    "updated_at",
]


def crosscheck_claims(claim_ids: Sequence[int]) -> int:
    """Compare claims with their candidates, store the cross-references and renew all suggestions they touch.

    A pair already linked is always compared again, so a link that no longer holds is removed. Running it twice
    changes nothing. Returns how many pairs are linked.
    """
    ids = sorted(set(claim_ids))
    prepare(ids)
    pairs = {(pair.left, pair.right): pair for pair in retrieval.candidates(ids)}
    linked = set(CrossReference.objects.touching(ids).values_list("left_id", "right_id"))
    missing = sorted(linked - pairs.keys())
    pairs |= {
        (pair.left, pair.right): pair
        for pair in retrieval.pairs([left for left, _ in missing], [right for _, right in missing])
    }
    references = compare_pairs(sorted(pairs.values()))
    holding = {(reference.left_id, reference.right_id) for reference in references}
    with transaction.atomic():
        affected = set(ids) | {side for pair in holding | linked for side in pair}
        present = set(
            Claim.objects.select_for_update(no_key=True)
            .filter(pk__in=affected)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        for left, right in sorted(linked - holding):
            CrossReference.objects.filter(left=left, right=right).delete()
        CrossReference.objects.bulk_create(
            [one for one in references if one.left_id in present and one.right_id in present],
            update_conflicts=True,
            unique_fields=["left", "right"],
            update_fields=REFERENCE_FIELDS,
            batch_size=1000,
        )
        refresh_suggestions(present)
        Claim.objects.filter(pk__in=ids).update(
            check_state=CheckState.DONE, lease_until=None, attempts=0, last_error=""
        )
        finish_articles(ids)
    return len(holding)


def prepare(claim_ids: Sequence[int]) -> None:
    """Read, describe and encode claims that this engine has not seen: posted ones, and those of older engines."""
    waiting = list(
        Claim.objects.filter(pk__in=claim_ids)
        .filter(Q(features=None) | ~Q(engine_version=ENGINE_VERSION))
        .order_by("pk")
    )
    extracted = [
        read_claim(claim.text, quote=claim.quote, claimant=claim.claimant)
        if claim.start is None
        else as_extracted(claim)
        for claim in waiting
    ]
    vectors = encoder.encode([embedding_text(found) for found in extracted])
    for claim, found, vector in zip(waiting, extracted, vectors, strict=True):
        if claim.start is None:
            for name, value in reading(found).items():
                setattr(claim, name, value)
        published_on = claim.published_at.date() if claim.published_at else None
        claim.features = comparison.describe(found, published_on=published_on).to_json()
        claim.embedding = vector
        claim.engine_version = ENGINE_VERSION
    Claim.objects.bulk_update(waiting, [*READING_FIELDS, "features", "embedding", "engine_version"], batch_size=500)


def compare_pairs(pairs: Sequence[retrieval.Candidate]) -> list[CrossReference]:
    """Unsaved cross-references for the pairs that say the same or contradict each other."""
    sides = {side for pair in pairs for side in (pair.left, pair.right)}
    features = {
        pk: ClaimFeatures.from_json(stored)
        for pk, stored in Claim.objects.filter(pk__in=sides, current=True).values_list("pk", "features")
        if stored
    }
    related = []
    for pair in pairs:
        if pair.left in features and pair.right in features:
            found = compare(features[pair.left], features[pair.right], similarity=pair.similarity)
            if found.relation is not Relation.NONE:
                related.append((pair, found))
    reports = reports_of({side for pair, _ in related for side in (pair.left, pair.right)})
    return [cross_reference(pair, found, reports[pair.left], reports[pair.right]) for pair, found in related]


def reports_of(claim_ids: Iterable[int]) -> dict[int, Report]:
    claims = (
        Claim.objects.filter(pk__in=list(claim_ids))
        .select_related("source", "article")
        .only("source__name", "source__owner", "article__credit", "article__fingerprints")
    )
    return {claim.pk: report_of(claim) for claim in claims}


def cross_reference(pair: retrieval.Candidate, found: Comparison, left: Report, right: Report) -> CrossReference:
    """The row for a judged pair, with why the two are not independent."""
    shared = shared_origin(left, right)
    if not shared and found.same_utterance:
        shared = f"Both quote the same words of {found.utterance}." if found.utterance else "Both quote the same words."
    return CrossReference(
        left_id=pair.left,
        right_id=pair.right,
        relation=found.relation,
        score=found.score,
        similarity=pair.similarity,
        independent=not shared,
        shared_origin=shared[:500],
        drift=[asdict(change) for change in found.drift],
        features=[asdict(feature) for feature in found.features],
        reasons=list(found.reasons),
        engine_version=COMPARISON_VERSION,
    )


def finish_articles(claim_ids: Sequence[int]) -> None:
    """Articles none of whose claims await a cross-check any more are cross-checked."""
    Article.objects.filter(state=ArticleState.EXTRACTED, claims__in=claim_ids).exclude(
        claims__in=Claim.objects.due()
    ).update(state=ArticleState.CROSSCHECKED)


def retry(claim_ids: Iterable[int]) -> int:
    """Check failed claims again, from the first attempt on; returns how many."""
    failed = Claim.objects.filter(pk__in=list(claim_ids), check_state=CheckState.FAILED)
    ids = list(failed.values_list("pk", flat=True))
    with transaction.atomic():
        failed.update(check_state=CheckState.DUE, attempts=0, lease_until=None, last_error="")
        ring(CROSSCHECK_TASK, ids)
    return len(ids)
