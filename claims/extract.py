"""Extraction of a stored article's claims, prepared for comparison."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction

from claims import transitions
from claims.analysis.reading import extraction
from claims.analysis.reading.extraction import Extraction
from claims.analysis.reading.submitted import SubmittedText, read_claims
from claims.analysis.types import ExtractedClaim, Polarity
from claims.carrying import Ready, carry_over, renew_origins, unsaved
from claims.correction_models import Correction
from claims.corrections import as_corrected, of_article, place_of, with_corrections
from claims.models import CROSSCHECK_TASK, Claim
from claims.prepared import prepared
from factcheck.batches import at_once_or_singly
from factcheck.work.notify import notify_workers
from sources.models import Article

logger = logging.getLogger(__name__)

REPLACED = "A newer version of the article stands in its place."
# What a claim that nobody foresaw can raise while it is prepared; a worker's own trouble is not among it.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
MAX_NOTE = 500  # characters
MAX_QUOTED = 60  # characters of a claim in a note


def extract_article(article_id: int, *, now: datetime) -> int:
    """Find the claims of an article, store them ready for comparison and ask for the cross-check of what is new.

    The claims of earlier versions, and of an earlier reading, are carried over (claims.carrying); running it again
    changes nothing. A text in another language has no claims, and those of the version before it are gone. Returns
    how many claims the article has.
    """
    article = Article.objects.select_related("source").get(pk=article_id)
    english = article.language.lower().startswith("en")
    found = extraction.extract(article.text, title=article.title) if english else Extraction(())
    claims = as_people_say(article, found.claims) if english else []
    ready, refused = make_ready(article, usable(article.text, claims))
    with transaction.atomic():
        if not Article.objects.select_for_update(no_key=True).get(pk=article.pk).current:
            transitions.article_skipped(article, REPLACED)
            return 0
        carried = carry_over(article, ready, now=now)
    # In a transaction of its own, which takes its locks in their order. A worker that dies here does all of it again.
    renew_origins(article)
    with transaction.atomic():
        if not english:
            reason = f"The text is in {article.language!r}; claims are found in English only."
            transitions.article_skipped(article, reason)
            return 0
        waits = Claim.objects.due().filter(article=article).exists()
        note = " ".join(filter(None, [cut_short(found), refusal([*refused, *carried.refused])]))
        transitions.article_read(article, waits=waits, note=note[:MAX_NOTE])
        if carried.due:
            notify_workers(CROSSCHECK_TASK)
    return len(ready) - len(carried.refused)


def as_people_say(article: Article, found: Sequence[ExtractedClaim]) -> list[ExtractedClaim]:
    """The claims found in an article as reviewers corrected them, and those that reviewers made of its sentences."""
    words = of_article(article)
    corrected = with_corrections(article.text, found, words)
    made = [*made_claims(article.text, [one for one in words if one.made])]
    spans = {(one.start, one.end) for one in made}
    return [*(one for one in corrected if (one.start, one.end) not in spans), *made]


def made_claims(text: str, words: Sequence[Correction]) -> Iterator[ExtractedClaim]:
    """The claims that reviewers made, where their words stand in the text now, each once."""
    places = {place: one for one in words if (place := place_of(text, one))}
    read = read_claims([SubmittedText(one.text) for one in places.values()])
    for ((start, end), word), one in zip(places.items(), read, strict=True):
        moved = {
            name: value + start
            for name in ("claimant_start", "claimant_end", "cue_start", "cue_end")
            if (value := getattr(one, name)) is not None
        }
        yield as_corrected(replace(one, start=start, end=end, **moved), text, word)


def usable(text: str, found: Iterable[ExtractedClaim]) -> list[ExtractedClaim]:
    """One claim for each span of the text, in the order of the text: the first that says whose words they are."""
    at: dict[tuple[int, int], ExtractedClaim] = {}
    for one in found:
        if not (0 <= one.start < one.end and one.text.strip() and text[one.start : one.end] == one.text):
            logger.error("The core found a claim at %s to %s that is not the text there", one.start, one.end)
            continue
        other = at.setdefault((one.start, one.end), one)
        if telling(one) > telling(other):
            at[one.start, one.end] = one
    return [at[span] for span in sorted(at)]


def telling(one: ExtractedClaim) -> tuple[bool, bool]:
    return bool(one.claimant), one.polarity == Polarity.DENIES


def make_ready(
    article: Article, found: Sequence[ExtractedClaim]
) -> tuple[list[Ready], list[tuple[ExtractedClaim, str]]]:
    """The claims prepared for comparison, and those that can't be prepared, each with the reason."""
    ready, failed = at_once_or_singly(found, partial(together, article), faults=FAULTS)
    for one, error in failed:
        logger.error("The claim at %s to %s can't be prepared", one.start, one.end, exc_info=error)
    return ready, [(one, type(error).__name__) for one, error in failed]


def together(article: Article, found: Sequence[ExtractedClaim]) -> list[Ready]:
    claims = [unsaved(one, article) for one in found]
    return [Ready(*row) for row in zip(found, claims, prepared(claims, found), strict=True)]


def refusal(refused: Sequence[tuple[ExtractedClaim, str]]) -> str:
    """A sentence that some claims could not be stored, with the first; empty when all could."""
    if not refused:
        return ""
    one, reason = refused[0]
    count = "1 claim" if len(refused) == 1 else f"{len(refused):,} claims"
    return f"{count} could not be stored, such as “{one.text[:MAX_QUOTED]}” ({reason})."


def cut_short(found: Extraction) -> str:
    """A sentence that a part of the text was not read; empty when all of it was."""
    if not found.unread:
        return ""
    return f"The first {len(found.claims):,} claims were read; {found.unread:,} characters were not."
