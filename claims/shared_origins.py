"""Effects of shared origins of articles on the links and suggestions of claims."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from claims.analysis.types import Comparison
from claims.mapping import as_voice
from claims.models import Claim, CrossReference
from sources import origins
from sources.independence.lineage import Origins, shared_origin
from sources.independence.naming import named
from sources.independence.voices import ONE_WORD, one_voice
from sources.models import SharedOrigin
from sources.origins import outlet_report

# Begin why two claims are not independent though their articles are.
SAME_WORDS = "Both quote the same words"
OF_CLAIMS = (SAME_WORDS, ONE_WORD)


@dataclass(frozen=True, slots=True)
class Effects:
    """What shared origins that were found or removed change: stored links whose reason is another one now, claims
    to check again, and claims (those included) whose evidence may count for more or fewer origins.
    """

    links: list[CrossReference]
    again: set[int]
    claims: set[int]


def effects(new: Collection[SharedOrigin], old: origins.Changes, known: Origins) -> Effects:
    """The effects of new and removed pairs of articles that share an origin; nothing is stored."""
    changed, again = of_other_reason(old.articles, known)
    links = [*no_longer_independent(new, known), *changed]
    return Effects(links, again, again | with_fewer_origins(new, known) | with_other_origins(old, known))


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
    """Stored cross-references between articles that stood on their own until these pairs turned out to share an origin.

    Those whose claims rest on one word or quote the same words are among them: that their articles share an origin
    tells more.
    """
    articles = {article for one in new for article in known.together(one.left_id)}
    of_claims = Q(*(("shared_origin__startswith", words) for words in OF_CLAIMS), _connector=Q.OR)
    references = CrossReference.objects.filter(
        Q(independent=True) | of_claims, left__article__in=articles, right__article__in=articles
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
    """Claims whose evidence has fewer origins than before, since these pairs joined origins of their linked claims.

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


def of_other_reason(article_ids: Iterable[int], known: Origins) -> tuple[list[CrossReference], set[int]]:
    """Stored cross-references between these articles whose reason changed, and claims to check again.

    To check again are claims of articles that share no origin any more: only a comparison tells whether two claims
    quote the same words. What two claims have in common of themselves stays.
    """
    articles = {other for one in article_ids for other in known.together(one)}
    references = CrossReference.objects.filter(
        independent=False, left__article__any_of=articles, right__article__any_of=articles
    ).select_related("left", "right")
    changed, again = [], set()
    for reference in references.only("shared_origin", "left__article", "right__article"):
        left, right = reference.left.article_id, reference.right.article_id
        reason = known.why(left, right)[:500] if left and right else ""
        if not reason and not reference.shared_origin.startswith(OF_CLAIMS):
            again.add(reference.left_id)
        elif reason and reason != reference.shared_origin:
            reference.shared_origin = reason
            changed.append(reference)
    return changed, again


def with_other_origins(changes: origins.Changes, known: Origins) -> set[int]:
    """Claims whose evidence may come of more origins than before, since these pairs were removed."""
    parted = {other for row in changes.gone for one in (row.left_id, row.right_id) for other in known.together(one)}
    if not parted:
        return set()
    touching = CrossReference.objects.touching_articles(parted).values_list("left_id", "right_id")
    return {side for pair in touching for side in pair}


def why_not_independent(found: Comparison, left: Claim, right: Claim, known: Origins) -> str:
    """A sentence, or nothing when the two claims stand on their own.

    What their articles have in common goes first, then their words, then on whose word they rest.
    """
    if left.article_id and right.article_id:
        reason = known.why(left.article_id, right.article_id)
    else:
        reason = shared_origin(outlet_report(left.source), outlet_report(right.source))
    if not reason and found.same_utterance:
        reason = f"{SAME_WORDS} of {named(found.utterance)}." if found.utterance else f"{SAME_WORDS}."
    return (reason or one_voice(as_voice(left), as_voice(right)))[:500]


def articles_of(claim_ids: Iterable[int]) -> dict[int, int]:
    """The articles of these claims, without those that have none."""
    rows = Claim.objects.filter(pk__any_of=set(claim_ids), article__isnull=False)
    return dict(rows.values_list("pk", "article_id"))


def new_among(holding: Collection[tuple[int, int]], articles: Mapping[int, int]) -> list[SharedOrigin]:
    """Unsaved rows for articles of these pairs of claims, and around them, that turn out to share an origin."""
    pairs = ((articles.get(left), articles.get(right)) for left, right in holding)
    article_pairs = {(min(left, right), max(left, right)) for left, right in pairs if left and right}
    return origins.find(article_pairs, articles_around(holding))
