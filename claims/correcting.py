"""Recording corrections of what the machine read, and claims that it did not find."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from claims.analysis.reading.corrected import corrected
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity
from claims.choices import CheckPriority
from claims.correction_models import Correction
from claims.corrections import READ, latest_corrections
from claims.mapping import as_extracted, reading
from claims.models import CLAIM_CHARACTERS, CROSSCHECK_TASK, Claim, PreparedClaim
from claims.review import ReviewError, check_reviewer
from claims.suggestions import refresh_suggestions
from claims.transitions import ask_for_checks
from factcheck.conflicts import again_on_conflict
from factcheck.work.notify import notify_workers
from sources.models import Article
from sources.names import clean_name
from sources.reading.text import normalise

CLAIMANT_CHARACTERS = 300
PLACE = ("start", "end", "text", "claimant_start", "claimant_end", "cue_start", "cue_end")
CHECKED_BY_WORKERS = ("checkworthiness", "checkworthiness_reasons")


@again_on_conflict
@transaction.atomic
def correct_claim(*, claim_id: int, claimant: str, polarity: str, words: str, by: User, now: datetime) -> Correction:
    """Record who says a claim ("": nobody), whether they assert or deny it, and which words of the article it is.

    `words` "" leaves its words as they are. What is as the machine reads it is left to the machine. The claim is
    compared anew. Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist.
    """
    check_reviewer(by)
    claim = _locked(claim_id)
    claimant = _checked_claimant(claimant)
    if polarity not in set(Polarity):
        raise ReviewError("Say whether the claimant asserts or denies it.")
    span = _span(claim, words)
    last = next(iter(latest_corrections(claim=claim.pk)), None)
    made = bool(last and last.made)
    read = {} if made else _machine_reading(claim, last)
    machine = as_extracted(Claim(**read)) if read else as_extracted(claim)
    now_is = (claim.claimant, claim.polarity, (claim.start, claim.end))
    if (claimant, polarity, span or now_is[2]) == now_is:
        raise ReviewError("Nothing was changed.")
    start, end = span or now_is[2]
    moved = made or (start, end) != (machine.start, machine.end)
    has_place = claim.start is not None and start is not None and end is not None
    word = Correction(
        claim=claim,
        made=made,
        claimant=None if not made and claimant == machine.claimant else claimant,
        polarity="" if not made and polarity == machine.polarity else polarity,
        start=start if moved and has_place else None,
        text=claim.article.text[start:end] if moved and has_place and claim.article else "",
        read=read,
        reviewer=by,
        corrected_at=now,
    )
    word.save(force_insert=True)
    text = claim.article.text if claim.article and has_place else claim.text
    found = corrected(
        machine,
        text,
        claimant=word.claimant,
        polarity=Polarity(polarity),
        span=(start, end) if word.text and start is not None and end is not None else None,
    )
    _write(claim, found)
    return word


def take_back(*, claim_id: int, by: User, now: datetime) -> Correction:
    """Let a claim stand again as the machine reads it. Raises ReviewError where nobody has corrected it."""
    check_reviewer(by)
    with transaction.atomic():
        claim = _locked(claim_id)
        last = next(iter(latest_corrections(claim=claim.pk)), None)
        if last is None or last.made:
            raise ReviewError("Nobody has corrected this claim.")
        read = _machine_reading(claim, last)
        word = Correction.objects.create(claim=claim, read=read, reviewer=by, corrected_at=now)
        _write(claim, as_extracted(Claim(**read)))
    return word


@again_on_conflict
@transaction.atomic
def make_claim(
    *, article_id: int, words: str, claimant: str = "", polarity: str = "asserts", by: User, now: datetime
) -> Claim:
    """Make a claim of words of an article in which the machine found none. It is read and compared like any other.

    Raises ReviewDenied or ReviewError with a sentence; Article.DoesNotExist.
    """
    check_reviewer(by)
    article = Article.objects.current().select_related("source").get(pk=article_id)
    claimant = _checked_claimant(claimant)
    if polarity not in set(Polarity):
        raise ReviewError("Say whether the claimant asserts or denies it.")
    taken = set(Claim.objects.filter(article=article, start__isnull=False).values_list("start", "end"))
    places = [place for place in _places(article.text, _checked_words(words)) if place not in taken]
    if not places:
        raise ReviewError("This is a claim already." if taken and words.strip() in article.text else NOT_THERE)
    start, end = places[0]
    found = ExtractedClaim(
        start=start,
        end=end,
        text=article.text[start:end],
        mode=Mode.NARRATOR,
        attribution=Attribution.NONE,
        polarity=Polarity(polarity),
        checkworthiness=0.5,  # until a worker reads it
        checkworthiness_reasons=(f"{by.get_username()} made it a claim.",),
    )
    found = corrected(found, article.text, claimant=claimant)
    claim = Claim.objects.create(
        source=article.source,
        article=article,
        published_at=article.published_at,
        **{name: getattr(found, name) for name in PLACE},
        **reading(found),
    )
    Correction.objects.create(
        claim=claim,
        made=True,
        claimant=claimant,
        polarity=polarity,
        start=start,
        text=found.text,
        reviewer=by,
        corrected_at=now,
    )
    notify_workers(CROSSCHECK_TASK)
    return claim


NOT_THERE = "These words do not stand so in the article. Copy them from its text."


def _locked(claim_id: int) -> Claim:
    if not Claim.objects.current().lock([claim_id]):
        raise Claim.DoesNotExist
    return Claim.objects.select_related("source", "article").defer("search", "article__fingerprints").get(pk=claim_id)


def _machine_reading(claim: Claim, last: Correction | None) -> dict[str, Any]:
    """What the machine reads of the claim, by the columns of READ, at the place where that stands now."""
    if last is None:
        return {name: getattr(claim, name) for name in READ}
    read = dict(last.read)
    if claim.start is None or claim.article is None:
        return read
    moved = claim.start - (last.start if last.start is not None else read["start"])
    for name in ("start", "end", "claimant_start", "claimant_end", "cue_start", "cue_end"):
        if read[name] is not None:
            read[name] += moved
    if claim.article.text[read["start"] : read["end"]] != read["text"]:
        raise ReviewError("The article has changed around these words since they were corrected.")
    return read


def _checked_claimant(claimant: str) -> str:
    try:
        return clean_name(claimant, most=CLAIMANT_CHARACTERS)
    except ValueError as error:
        raise ReviewError(str(error)) from None


def _checked_words(words: str) -> str:
    if len(words) > CLAIM_CHARACTERS:
        raise ReviewError(f"A claim may have {CLAIM_CHARACTERS:,} characters at most.")
    words = normalise(words).strip()
    if not words:
        raise ReviewError(NOT_THERE)
    return words


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text."""
    places, at = [], text.find(words)
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return places


def _span(claim: Claim, words: str) -> tuple[int, int] | None:
    """Where the words stand nearest to the claim; None where they are its own."""
    if not words.strip() or words.strip() == claim.text.strip():
        return None
    if claim.article is None or claim.start is None:
        raise ReviewError("The words of a claim without a place in an article can't be corrected.")
    start = claim.start
    places = _places(claim.article.text, _checked_words(words))
    if not places:
        raise ReviewError(NOT_THERE)
    span = min(places, key=lambda place: abs(place[0] - start))
    if Claim.objects.filter(article=claim.article, start=span[0], end=span[1]).exclude(pk=claim.pk).exists():
        raise ReviewError("Another claim has exactly these words.")
    return span


def _write(claim: Claim, found: ExtractedClaim) -> None:
    """Let the locked claim be read so, and have it compared anew."""
    values: dict[str, Any] = {name: value for name, value in reading(found).items() if name not in CHECKED_BY_WORKERS}
    if claim.start is not None:
        values |= {name: getattr(found, name) for name in PLACE}
    Claim.objects.filter(pk=claim.pk).update(**values, updated_at=Now())
    PreparedClaim.objects.filter(pk=claim.pk).update(engine_version="")  # so that a worker prepares it anew
    refresh_suggestions([claim.pk])
    ask_for_checks([claim.pk], priority=CheckPriority.ASKED_FOR)
    notify_workers(CROSSCHECK_TASK)
