"""What the origins of articles mean for the links and suggestions of claims."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from claims.analysis.types import Comparison
from claims.models import Claim, CrossReference
from sources import origins
from sources.lineage import Origins, shared_origin
from sources.models import SharedOrigin
from sources.origins import outlet_report


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


def no_longer_independent(new: Collection[SharedOrigin], known: Origins) -> list[CrossReference]:
    """Stored cross-references that were independent until these pairs of articles turned out to share an origin."""
    articles = {article for one in new for article in known.together(one.left_id)}
    references = CrossReference.objects.filter(
        independent=True, left__article__in=articles, right__article__in=articles
    ).select_related("left", "right")
    changed = []
    for reference in references.only("left__article", "right__article"):
        left, right = reference.left.article_id, reference.right.article_id
        reason = known.why(left, right) if left and right else ""
        if reason:
            reference.independent, reference.shared_origin = False, reason[:500]
            changed.append(reference)
    return changed


def with_fewer_origins(new: Collection[SharedOrigin], known: Origins) -> set[int]:
    """Claims whose evidence comes of fewer origins than before: what they are linked with was joined by these pairs.

    Their links may all stay as they are.
    """
    joined = {article for one in new for article in known.together(one.left_id)}
    if not joined:
        return set()
    added = {(one.left_id, one.right_id) for one in new}
    before = Origins({pair: reason for pair, reason in known.links.items() if pair not in added})
    met: dict[int, set[tuple[int, int]]] = defaultdict(set)  # by claim the origins of the others, as now and as before
    for left, right, left_article, right_article in CrossReference.objects.touching_articles(joined).values_list(
        "left_id", "right_id", "left__article_id", "right__article_id"
    ):
        for claim, article in ((left, right_article), (right, left_article)):
            if article in joined:
                met[claim].add((known.first(article), before.first(article)))
    return {claim for claim, found in met.items() if len(found) > len({now for now, _ in found})}


def why_not_independent(found: Comparison, left: Claim, right: Claim, known: Origins) -> str:
    """A sentence, or nothing when the two claims stand on their own."""
    if left.article_id and right.article_id:
        reason = known.why(left.article_id, right.article_id)
    else:
        reason = shared_origin(outlet_report(left.source), outlet_report(right.source))
    if not reason and found.same_utterance:
        reason = f"Both quote the same words of {found.utterance}." if found.utterance else "Both quote the same words."
    return reason[:500]


def new_among(holding: Collection[tuple[int, int]], articles: Mapping[int, int | None]) -> list[SharedOrigin]:
    """Unsaved rows for articles of these pairs of claims, and around them, that turn out to share an origin."""
    pairs = ((articles[left], articles[right]) for left, right in holding)
    article_pairs = {(min(left, right), max(left, right)) for left, right in pairs if left and right}
    return origins.find(article_pairs, articles_around(holding))
