"""Comparing claims with those of other sources, and keeping what is found."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

from django.db import transaction

from claims import retrieval
from claims.analysis.comparison import ClaimFeatures
from claims.analysis.glance import may_match
from claims.analysis.matching import COMPARISON_VERSION, judge
from claims.analysis.posted import Posted, read_claims
from claims.analysis.types import Comparison, Relation
from claims.mapping import (
    ENGINE_VERSION,
    GLANCE_FIELDS,
    as_extracted,
    as_glance,
    prepared,
    store_prepared,
    store_readings,
)
from claims.models import Claim, CrossReference, PreparedClaim
from claims.suggestions import refresh_suggestions
from claims.transitions import ending_checks
from sources import origins
from sources.lineage import Origins, shared_origin
from sources.models import SharedOrigin
from sources.origins import outlet_report

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
    changes nothing. Returns how many pairs hold.
    """
    ids = sorted(set(claim_ids))
    linked = {
        (left, right): pk for pk, left, right in CrossReference.objects.touching(ids).values_list("pk", "left", "right")
    }
    # What an older engine kept of a linked claim can't be compared any more, and the link must not be lost for that.
    prepare({*ids, *(side for pair in linked for side in pair)})
    candidates, beyond = pairs_to_compare(ids, linked)
    related = compare_pairs(candidates)
    holding = {(pair.left, pair.right) for pair, _ in related}
    sides = sides_of(side for pair in holding for side in pair)
    article_pairs = {
        (min(left, right), max(left, right))
        for left, right in ((sides[one].article_id, sides[other].article_id) for one, other in holding)
        if left and right
    }
    new_origins = origins.find(article_pairs, articles_around(holding))
    with ending_checks(ids), origins.joined(new_origins):
        known = origins.origins_of(article for pair in article_pairs for article in pair)
        dependent = no_longer_independent(new_origins, known)
        affected = {*ids, *(side for pair in holding | linked.keys() for side in pair)}
        affected |= {side for reference in dependent for side in (reference.left_id, reference.right_id)}
        present = set(Claim.objects.lock(affected))
        CrossReference.objects.filter(pk__in=[pk for pair, pk in linked.items() if pair not in holding]).delete()
        CrossReference.objects.bulk_update(dependent, ["independent", "shared_origin"], batch_size=1000)
        CrossReference.objects.bulk_create(
            [
                cross_reference(pair, found, sides[pair.left], sides[pair.right], known)
                for pair, found in related
                if pair.left in present and pair.right in present
            ],
            update_conflicts=True,
            unique_fields=["left", "right"],
            update_fields=REFERENCE_FIELDS,
            batch_size=1000,
        )
        CrossReference.objects.prune(present)
        count_left_out(ids, holding, beyond)
        refresh_suggestions(present, checked=ids)
    return len(holding)


def articles_around(holding: Collection[tuple[int, int]]) -> Iterable[set[int]]:
    """For each claim of the pairs the articles that report what it says, its own among them.

    Two of them may share an origin although their claims are not linked to each other.
    """
    claims = {side for pair in holding for side in pair}
    around: dict[int, set[int]] = defaultdict(set)
    pairs = {*CrossReference.objects.touching(claims).values_list("left_id", "right_id"), *holding}
    articles = dict(
        Claim.objects.filter(pk__any_of={side for pair in pairs for side in pair}, article__isnull=False).values_list(
            "pk", "article_id"
        )
    )
    for left, right in pairs:
        for own in (left, right):
            if own in claims:
                around[own] |= {articles[side] for side in (left, right) if side in articles}
    return around.values()


def count_left_out(
    ids: Sequence[int], holding: Collection[retrieval.Pair], beyond: Mapping[retrieval.Pair, int]
) -> None:
    """Keep, for the reviewer, how many matches of each claim gave way to stronger ones.

    Where a pair holds that stands for more outlets with the same sentence, these are matches too.
    """
    kept = set(CrossReference.objects.touching(ids).values_list("left_id", "right_id"))
    left_out = Counter(side for pair in holding if pair not in kept for side in pair)
    for (claim, other), count in beyond.items():
        if (min(claim, other), max(claim, other)) in holding:
            left_out[claim] += count
    changed = PreparedClaim.objects.filter(pk__any_of=ids).exclude(left_out=0) | PreparedClaim.objects.filter(
        pk__any_of=[pk for pk in ids if left_out[pk]]
    )
    rows = list(changed.only("left_out"))
    for row in rows:
        row.left_out = left_out[row.pk]
    PreparedClaim.objects.bulk_update(rows, ["left_out"], batch_size=1000)


def pairs_to_compare(
    ids: Sequence[int], linked: Collection[retrieval.Pair]
) -> tuple[list[retrieval.Candidate], dict[retrieval.Pair, int]]:
    """The candidates of these claims and the pairs that are linked already; and how many candidates stand for more."""
    found, beyond = retrieval.candidates(ids)
    missing = sorted(set(linked) - {(pair.left, pair.right) for pair in found})
    return sorted([*found, *retrieval.similarities(missing)]), beyond


def prepare(claim_ids: Collection[int]) -> None:
    """Make claims that this engine has not seen ready for comparison: posted ones, and those of older engines."""
    waiting = list(
        Claim.objects.current()
        .filter(pk__any_of=claim_ids)
        .exclude(prepared__engine_version=ENGINE_VERSION)
        .defer("search")
        .order_by("pk")
    )
    posted = [claim for claim in waiting if claim.start is None]
    found = read_claims([Posted(claim.text, claim.quote, claim.claimant) for claim in posted])
    read = {claim.pk: one for claim, one in zip(posted, found, strict=True)}
    rows = prepared(waiting, [read.get(claim.pk) or as_extracted(claim) for claim in waiting])
    with transaction.atomic():
        # A new version of an article may have retired some of them in the meantime.
        current = set(Claim.objects.current().lock(claim.pk for claim in waiting))
        store_readings([(pk, found) for pk, found in read.items() if pk in current])
        store_prepared([row for row in rows if row.claim_id in current])


def compare_pairs(pairs: Sequence[retrieval.Candidate]) -> list[tuple[retrieval.Candidate, Comparison]]:
    """The pairs that say the same or contradict each other, in the order given.

    Claims of an older engine are passed over: they find their partners when their own turn comes.
    """
    likely = worth_comparing(pairs)
    sides = {side for pair in likely for side in (pair.left, pair.right)}
    features = {
        pk: ClaimFeatures.from_json(stored)
        for pk, stored in PreparedClaim.objects.filter(pk__any_of=sides).values_list("pk", "features")
    }
    judged = (
        (pair, judge(features[pair.left], features[pair.right], similarity=pair.similarity))
        for pair in likely
        if pair.left in features and pair.right in features
    )
    return [(pair, found) for pair, found in judged if found.relation != Relation.NONE]


def worth_comparing(pairs: Sequence[retrieval.Candidate]) -> list[retrieval.Candidate]:
    """The pairs that a first glance does not rule out: about one in six, so that few features are loaded."""
    sides = {side for pair in pairs for side in (pair.left, pair.right)}
    rows = PreparedClaim.objects.filter(pk__any_of=sides, engine_version=ENGINE_VERSION).values_list(
        "pk", *GLANCE_FIELDS
    )
    glances = {pk: as_glance(*columns) for pk, *columns in rows}
    return [
        pair
        for pair in pairs
        if pair.left in glances
        and pair.right in glances
        and may_match(glances[pair.left], glances[pair.right], pair.similarity)
    ]


def sides_of(claim_ids: Iterable[int]) -> dict[int, Claim]:
    """The claims with their outlets, without their texts."""
    claims = Claim.objects.filter(pk__any_of=set(claim_ids)).select_related("source")
    return {claim.pk: claim for claim in claims.only("article", "source__name", "source__kind", "source__owner")}


def no_longer_independent(new: Sequence[SharedOrigin], known: Origins) -> list[CrossReference]:
    """Stored cross-references that were independent until these pairs of articles turned out to share an origin."""
    articles = {article for one in new for article in known.together(one.left_id)}
    references = CrossReference.objects.filter(
        independent=True, left__article__in=articles, right__article__in=articles
    ).select_related("left", "right")
    changed = []
    for reference in references.only("left__article", "right__article"):
        reason = known.why(reference.left.article_id, reference.right.article_id)
        if reason:
            reference.independent, reference.shared_origin = False, reason[:500]
            changed.append(reference)
    return changed


def why_not_independent(found: Comparison, left: Claim, right: Claim, known: Origins) -> str:
    """A sentence, or nothing when the two claims stand on their own."""
    if left.article_id and right.article_id:
        reason = known.why(left.article_id, right.article_id)
    else:
        reason = shared_origin(outlet_report(left.source), outlet_report(right.source))
    if not reason and found.same_utterance:
        reason = f"Both quote the same words of {found.utterance}." if found.utterance else "Both quote the same words."
    return reason[:500]


def cross_reference(
    pair: retrieval.Candidate, found: Comparison, left: Claim, right: Claim, known: Origins
) -> CrossReference:
    """The row for a judged pair, with why the two are not independent."""
    reason = why_not_independent(found, left, right, known)
    return CrossReference(
        left_id=pair.left,
        right_id=pair.right,
        relation=found.relation,
        score=found.score,
        similarity=pair.similarity,
        independent=not reason,
        shared_origin=reason,
        drift=[asdict(change) for change in found.drift],
        features=[asdict(feature) for feature in found.features],
        reasons=list(found.reasons),
        engine_version=COMPARISON_VERSION,
    )
