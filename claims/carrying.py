"""Carrying an article's claims over to its newest text: a claim keeps its id through all versions.

New claims are created; claims that are gone and that nobody decided or judged are deleted; the rest move with their
verdicts, judgements, cross-references and suggestion, and are checked again where their features or vector changed.
"""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from claims import shared_origins
from claims.analysis.comparing.editions import Found, Stored, align
from claims.analysis.types import ExtractedClaim
from claims.choices import CheckPriority, CheckState
from claims.engine_version import ENGINE_VERSION
from claims.mapping import READING_FIELDS, reading
from claims.models import Claim, CrossReference, PreparedClaim
from claims.prepared import remove_prepared, store_prepared
from claims.statements import renew_statements
from claims.suggestions import refresh_suggestions
from claims.transitions import ask_for_checks
from factcheck.batches import at_once_or_singly
from sources import origins
from sources.models import Article

logger = logging.getLogger(__name__)

# What a claim is in a text; its status and version are not among it.
PLACE_FIELDS = [
    *READING_FIELDS,
    "article",
    "text",
    "start",
    "end",
    "claimant_start",
    "claimant_end",
    "cue_start",
    "cue_end",
    "published_at",
    "current",
]
AGAIN_FIELDS = ["check_state", "check_priority", "run", "attempts", "lease_until", "lease_owner", "last_error"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim found in the newest text, with all that its comparison needs; both rows are unsaved."""

    found: ExtractedClaim
    claim: Claim
    prepared: PreparedClaim


@dataclass(frozen=True, slots=True)
class Carried:
    """`due` are the claims to check, `refused` those that the tables would not take, each with the reason."""

    due: tuple[int, ...]
    refused: tuple[tuple[ExtractedClaim, str], ...]


def carry_over(article: Article, ready: Sequence[Ready], *, now: datetime) -> Carried:
    """Make these the claims of the article, which is locked and the current version at its address.

    Locks the claims of all its versions and those linked to what is gone, once, in the order of their keys.
    """
    versions = Article.objects.versions_of(article)
    own = list(Claim.objects.filter(article__in=versions).defer("search").order_by("pk"))
    stored = {claim.pk: claim for claim in own if claim.start is not None}
    editions = align([as_stored(claim, article) for claim in stored.values()], [as_found(one.found) for one in ready])
    gone = set(editions.gone)
    linked = partners(gone)
    Claim.objects.lock({*(claim.pk for claim in own), *linked})
    # A client's claim is no sentence of the text: it belongs to the article in whatever version.
    Claim.objects.filter(article__in=versions, start=None).exclude(article=article).update(article=article)

    moved = {editions.moved[number]: one for number, one in enumerate(ready) if number in editions.moved}
    for pk, one in moved.items():
        one.claim.pk = pk
    changed = not_prepared_so(moved) | {pk for pk in moved if not stored[pk].current}
    written = [one for pk, one in moved.items() if pk in changed or is_otherwise(stored[pk], one.claim)]
    for one in ready:
        one.claim.updated_at = now
    refused = store([one for one in written if one.claim.pk not in changed], [*PLACE_FIELDS, "updated_at"])
    again = [one for one in written if one.claim.pk in changed]
    refused += store(again, [*PLACE_FIELDS, *AGAIN_FIELDS, "updated_at"])
    new = [one for number, one in enumerate(ready) if number not in editions.moved]
    refused += store(new, [])
    left_out = {id(one) for one, _ in refused}
    gone |= {one.claim.pk for one, _ in refused if one.claim.pk in stored}

    retire(gone, linked=linked)
    decided = {pk for pk in moved if stored[pk].version}
    refresh_suggestions({one.claim.pk for one in written if one.claim.pk in decided and id(one) not in left_out})
    fresh = [one for one in (*again, *new) if id(one) not in left_out]
    for one in fresh:
        one.prepared.claim = one.claim  # its key is known now
    store_prepared([one.prepared for one in fresh])  # last: it holds the vectors' lock, which comes after all claims
    return Carried(
        due=tuple(one.claim.pk for one in fresh), refused=tuple((one.found, reason) for one, reason in refused)
    )


def renew_origins(article: Article) -> None:
    """Find anew with which articles this one shares an origin, when its claims have come from another version.

    The links that went along, and the suggestions that follow from them, are as a cross-check would leave them.
    """
    versions = list(Article.objects.versions_of(article).values_list("pk", flat=True))
    own = list(Claim.objects.filter(article=article).values_list("pk", flat=True))
    pairs = set(CrossReference.objects.touching(own).values_list("left_id", "right_id"))
    articles = shared_origins.articles_of({*own, *(side for pair in pairs for side in pair)})
    old = origins.changes(versions)
    new = [*shared_origins.new_among(pairs, articles), *old.renewed]
    if not new and not old.gone:
        return
    with origins.joined(new, old.gone):
        known = origins.origins_of({article.pk, *articles.values(), *old.articles})
        changed, again = shared_origins.of_other_reason({article.pk, *old.articles}, known)
        changed += shared_origins.no_longer_independent(new, known)
        affected = again | {side for row in changed for side in (row.left_id, row.right_id)}
        affected |= shared_origins.with_fewer_origins(new, known) | shared_origins.with_other_origins(old, known)
        present = Claim.objects.current().lock(affected)
        CrossReference.objects.bulk_update(changed, ["independent", "shared_origin"], batch_size=1000)
        refresh_suggestions(present)
        ask_for_checks(again.intersection(present), priority=CheckPriority.BACKGROUND)


def as_stored(claim: Claim, article: Article) -> Stored:
    place = None
    if claim.article_id == article.pk and claim.start is not None and claim.end is not None:
        place = (claim.start, claim.end)
    return Stored(claim.pk, claim.text, claim.claimant, claim.start or 0, claim.current, place)


def as_found(one: ExtractedClaim) -> Found:
    return Found(one.text, one.claimant, one.start, one.end)


def unsaved(one: ExtractedClaim, article: Article) -> Claim:
    """The row of a claim found in the article."""
    return Claim(
        source=article.source,
        article=article,
        start=one.start,
        end=one.end,
        text=one.text,
        claimant_start=one.claimant_start,
        claimant_end=one.claimant_end,
        cue_start=one.cue_start,
        cue_end=one.cue_end,
        published_at=article.published_at,
        check_state=CheckState.DUE,
        **reading(one),
    )


def is_otherwise(stored: Claim, claim: Claim) -> bool:
    return any(getattr(stored, name) != getattr(claim, name) for name in PLACE_FIELDS)


def not_prepared_so(moved: Mapping[int, Ready]) -> set[int]:
    """Of these claims, by primary key, those whose stored features or vector differ from the new ones."""
    rows = PreparedClaim.objects.filter(pk__any_of=moved, engine_version=ENGINE_VERSION)
    same = {
        pk
        for pk, vector, features in rows.values_list("pk", "vector__key", "features")
        if vector == moved[pk].prepared.vector.key and features == json.loads(json.dumps(moved[pk].prepared.features))
    }
    return set(moved) - same


def store(ready: Sequence[Ready], update_fields: Sequence[str]) -> list[tuple[Ready, str]]:
    """Write the claims, which have keys where there are fields to update. Returns those refused, and why."""

    def write(some: Sequence[Ready]) -> list[Claim]:
        if not update_fields:
            for one in some:
                one.claim.pk = None  # it has one when it was refused among others
        with transaction.atomic():
            return Claim.objects.bulk_create(
                [one.claim for one in some],
                batch_size=500,
                update_conflicts=bool(update_fields),
                unique_fields=["id"] if update_fields else None,
                update_fields=update_fields or None,
            )

    _, refused = at_once_or_singly(ready, write, faults=(DataError, IntegrityError))
    for one, error in refused:
        why = str(error).partition("\n")[0][:300]  # what follows is the whole row
        logger.warning("The claim at %s to %s can't be stored: %s", one.found.start, one.found.end, why)
    return [(one, type(error).__name__) for one, error in refused]


def partners(claim_ids: Collection[int]) -> set[int]:
    """The claims that these are linked to."""
    references = CrossReference.objects.touching(claim_ids)
    return {side for pair in references.values_list("left_id", "right_id") for side in pair} - set(claim_ids)


def retire(claim_ids: Iterable[int], *, linked: Collection[int]) -> None:
    """Take locked claims out of matching: delete those nobody decided or judged, keep the others as no longer current.

    Those that were decided are stale, with the reason. The claims they were linked to, locked as well, get their
    suggestions anew, without them.
    """
    ids = list(claim_ids)
    if not ids:
        return
    CrossReference.objects.touching(ids).delete()
    remove_prepared(ids)
    renew_statements({*ids, *linked})  # before any is deleted, so that it leaves its statement first
    retired = Claim.objects.filter(pk__in=ids)
    retired.update(current=False)
    retired.untouched().delete()
    refresh_suggestions({*linked, *retired.values_list("pk", flat=True)})
