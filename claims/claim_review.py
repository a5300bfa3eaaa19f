"""Decided claims as schema.org ClaimReview, for search engines and other desks.

No ratingValue: the three statuses are no scale of truth. Dates move only with what a person decided.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from django.conf import settings

from claims.analysis.types import Attribution, Relation
from claims.models import Claim, CrossReference
from claims.record_models import Judgement, Verdict
from claims.seen import latest_judgements
from factcheck.shortening import shortened
from sources.models import Source

CONTEXT = "https://schema.org"
CLAIM_CHARACTERS = 74  # search engines show fewer than 75
BODIES = {"ORG", "GPE", "NORP"}
SIDE_COLUMNS = (
    *("published_at", "source__name", "source__domain", "article__url", "article__title", "article__published_at"),
    *("current",),
)


def documents(claims: Sequence[Claim], *, address: Callable[[int], str]) -> dict[int, dict[str, Any]]:
    """By primary key the ClaimReview of each of these claims that was decided. Three queries for all.

    The claims come with their source and article; `address` gives the URL of a claim's review by its primary key.
    """
    decided = [claim for claim in claims if claim.version]
    ids = [claim.pk for claim in decided]
    verdicts: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in Verdict.objects.filter(claim__any_of=ids).defer("seen").order_by("claim", "number"):
        verdicts[verdict.claim_id].append(verdict)
    repeated = who_says_the_same(ids)
    return {
        claim.pk: document(claim, verdicts[claim.pk], repeated[claim.pk], url=address(claim.pk)) for claim in decided
    }


def document(claim: Claim, verdicts: Sequence[Verdict], repeated: Iterable[Claim], *, url: str) -> dict[str, Any]:
    first, last = verdicts[0], verdicts[-1]
    found = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": url,
        "url": url,
        "datePublished": moment(first.decided_at),
        "dateModified": moment(last.decided_at),
        "author": publisher(),
        "claimReviewed": shortened(" ".join(claim.text.split()), CLAIM_CHARACTERS),
        "reviewRating": {"@type": "Rating", "alternateName": last.get_status_display()},
        "reviewBody": last.rationale,
        "citation": list(last.evidence),
        "itemReviewed": reviewed(claim, repeated),
        "correction": [
            correction(before, after) for before, after in pairwise(verdicts) if before.status != after.status
        ],
    }
    return {name: value for name, value in found.items() if value != []}


def reviewed(claim: Claim, repeated: Iterable[Claim]) -> dict[str, Any]:
    """The claim with where it appeared: once for each publisher, the earliest first."""
    by_publisher: dict[int, Claim] = {}
    for one in sorted([claim, *repeated], key=said_at):
        by_publisher.setdefault(one.source_id, one)
    by_publisher[claim.source_id] = claim
    in_order = sorted(by_publisher.values(), key=said_at)
    found: dict[str, Any] = {"@type": "Claim", "text": claim.text}
    author = author_of(claim)
    if author:
        found["author"] = author
    if claim.published_at:
        found["datePublished"] = moment(claim.published_at)
    found["appearance"] = [appearance(one) for one in in_order]
    if in_order[0].published_at:
        found["firstAppearance"] = appearance(in_order[0])
    return found


def author_of(claim: Claim) -> dict[str, Any] | None:
    """Who asserts it: the claimant, or the outlet in its own voice; nobody where the article hides who it is."""
    if claim.attribution == Attribution.NONE:
        return organisation(claim.source)
    if not claim.claimant or claim.attribution in {Attribution.ANONYMOUS, Attribution.VAGUE}:
        return None
    if claim.attribution == Attribution.ROLE:
        return {"@type": "Person", "jobTitle": claim.claimant}
    body = any(text in claim.claimant and label in BODIES for text, label in claim.entities)
    return {"@type": "Organization" if body else "Person", "name": claim.claimant}


def appearance(claim: Claim) -> dict[str, Any]:
    article = claim.article
    found: dict[str, Any] = {"@type": "NewsArticle" if article else "CreativeWork"}
    if article and article.url:
        found["url"] = article.url
    if article and article.title:
        found["headline"] = article.title
    if claim.published_at:
        found["datePublished"] = moment(claim.published_at)
    return found | {"publisher": organisation(claim.source)}


def organisation(source: Source) -> dict[str, Any]:
    found = {"@type": "Organization", "name": source.name}
    return found | {"url": f"https://{source.domain}/"} if source.domain else found


def publisher() -> dict[str, Any]:
    """Who publishes the reviews, by the settings."""
    found = {"@type": "Organization", "name": settings.PUBLISHER_NAME}
    return found | {"url": settings.PUBLISHER_URL} if settings.PUBLISHER_URL else found


def correction(before: Verdict, after: Verdict) -> dict[str, Any]:
    text = f"Changed from {before.get_status_display().lower()} to {after.get_status_display().lower()}."
    return {"@type": "CorrectionComment", "text": text, "datePublished": moment(after.decided_at)}


def who_says_the_same(claim_ids: Sequence[int]) -> Mapping[int, list[Claim]]:
    """By claim those of other sources that say the same, as far as no reviewer has said otherwise."""
    rejected = {
        (one.left_id, one.right_id) for one in latest_judgements(claim_ids) if one.answer == Judgement.Answer.REJECTED
    }
    links = (
        CrossReference.objects.touching(claim_ids)
        .filter(relation=Relation.CORROBORATES)
        .select_related("left__source", "left__article", "right__source", "right__article")
        .only(*(f"{side}__{name}" for side in ("left", "right") for name in SIDE_COLUMNS))
    )
    wanted, found = set(claim_ids), defaultdict(list)
    for link in links:
        if (link.left_id, link.right_id) in rejected:
            continue
        for one, other in ((link.left, link.right), (link.right, link.left)):
            if one.pk in wanted and other.current:
                found[one.pk].append(other)
    return found


def said_at(claim: Claim) -> tuple[bool, float, int]:
    """Sorts by the time of publication; claims without one come last."""
    return (claim.published_at is None, claim.published_at.timestamp() if claim.published_at else 0, claim.pk)


def moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
