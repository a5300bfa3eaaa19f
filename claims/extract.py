"""From a stored article to its claims, with everything their comparison will need."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from claims import transitions
from claims.analysis import extraction
from claims.analysis.types import ExtractedClaim
from claims.mapping import ENGINE_VERSION, READING_FIELDS, prepared, reading, remove_prepared, store_prepared
from claims.models import CROSSCHECK_TASK, Claim, CrossReference, Suggestion
from claims.suggestions import refresh_suggestions
from factcheck.doorbell import ring
from sources.models import Article

TEXT_CHANGED = "The article has changed since the verdict: this passage is of an earlier version."
# What a new reading of the same text may renew; the status and version of a claim are not among it.
MACHINE_FIELDS = [
    *READING_FIELDS,
    "text",
    "claimant_start",
    "claimant_end",
    "cue_start",
    "cue_end",
    "published_at",
    "current",
    "check_state",
    "check_priority",
    "run",
    "attempts",
    "lease_until",
    "lease_owner",
    "last_error",
    "updated_at",
]


def extract_article(article_id: int, *, now: datetime) -> int:
    """Find the claims of an article, store them ready for comparison and ask for their cross-check.

    Running it again renews the claims found at the same spans, retires those that are no longer found, and never
    touches a verdict. Returns how many claims the article has.
    """
    article = Article.objects.select_related("source").get(pk=article_id)
    if not article.language.lower().startswith("en"):
        reason = f"The text is in {article.language!r}; claims are found in English only."
        transitions.article_skipped(article, reason, engine_version=ENGINE_VERSION)
        return 0
    found = extraction.extract(article.text, title=article.title).claims
    claims = [unsaved(claim, article=article, now=now) for claim in found]
    rows = prepared(claims, found)
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        spans = {(claim.start, claim.end) for claim in found}
        before = article.claims.filter(start__isnull=False).values_list("pk", "start", "end")
        retire([pk for pk, *span in before if tuple(span) not in spans])
        if article.supersedes_id:
            retire(Claim.objects.filter(article_id=article.supersedes_id).values_list("pk", flat=True))
        current = not Article.objects.filter(supersedes=article).exists()
        for claim in claims:
            claim.current = current
        Claim.objects.bulk_create(
            claims,
            update_conflicts=True,
            unique_fields=["article", "start", "end"],
            update_fields=MACHINE_FIELDS,
            batch_size=500,
        )
        if current:
            for row, claim in zip(rows, claims, strict=True):
                row.claim = claim  # its key is known now
            store_prepared(rows)
        waits = current and bool(claims)
        transitions.article_read(article, waits=waits, engine_version=ENGINE_VERSION)
        if waits:
            ring(CROSSCHECK_TASK)
    return len(claims)


def unsaved(claim: ExtractedClaim, *, article: Article, now: datetime) -> Claim:
    """The row of a claim found in the article."""
    return Claim(
        source=article.source,
        article=article,
        start=claim.start,
        end=claim.end,
        text=claim.text,
        claimant_start=claim.claimant_start,
        claimant_end=claim.claimant_end,
        cue_start=claim.cue_start,
        cue_end=claim.cue_end,
        published_at=article.published_at,
        updated_at=now,
        **reading(claim),
    )


def retire(claim_ids: Iterable[int]) -> None:
    """Take claims out of matching: delete those nobody decided or judged, keep the others as no longer current.

    The claims they were linked to get their suggestions anew, without them.
    """
    ids = Claim.objects.current().lock(claim_ids)
    if not ids:
        return
    references = CrossReference.objects.touching(ids)
    partners = {side for pair in references.values_list("left_id", "right_id") for side in pair} - set(ids)
    references.delete()
    remove_prepared(ids)
    Suggestion.objects.filter(claim__in=ids, claim__version__gt=0).update(stale_reason=TEXT_CHANGED)
    retired = Claim.objects.filter(pk__in=ids)
    retired.update(current=False)
    retired.filter(version=0, judgements_left=None, judgements_right=None).delete()
    refresh_suggestions(partners)
