"""Corrections that reviewers made to readings, applied to what the machine reads."""

from collections.abc import Iterable, Sequence
from typing import Any

from claims.analysis.comparing.wording import key
from claims.analysis.reading.corrected import corrected
from claims.analysis.types import ExtractedClaim, Polarity
from claims.correction_models import Correction
from sources.models import Article

# What is kept of the machine's reading, so that it can stand again.
READ: tuple[str, ...] = ("text", "start", "end", "quote", "mode", "attribution", "claimant", "claimant_words")
READ += ("claimant_start", "claimant_end", "cue", "cue_start", "cue_end", "polarity", "context", "hedges", "entities")


def latest_corrections(**claims: Any) -> list[Correction]:
    """The last word on each of these claims, given by lookups, where it corrects anything."""
    rows = Correction.objects.filter(**claims).order_by("claim", "-pk").distinct("claim")
    return [one for one in rows if one.stands]


def of_article(article: Article) -> list[Correction]:
    """The corrections of the claims of an article, in whatever version they were made."""
    return latest_corrections(claim__article__in=Article.objects.versions_of(article))


def with_corrections(text: str, found: Sequence[ExtractedClaim], words: Iterable[Correction]) -> list[ExtractedClaim]:
    """The claims found in a text as reviewers corrected them; each correction at the sentence that it was made on.

    A sentence whose words have changed since is read by the machine alone.
    """
    claims = list(found)
    free = dict(enumerate(claims))
    for one in words:
        if one.made or not one.read:
            continue
        same = [at for at, claim in free.items() if key(claim.text) == key(one.read["text"])]
        if same:
            at = min(same, key=lambda at: abs(free[at].start - (one.read["start"] or 0)))
            claims[at] = as_corrected(free.pop(at), text, one)
    return claims


def as_corrected(found: ExtractedClaim, text: str, word: Correction) -> ExtractedClaim:
    """One claim with a correction of it; words that don't stand at their place any more are left as they are read."""
    span = None
    if word.text and word.read and word.start is not None:
        start = found.start + word.start - (word.read["start"] or 0)
        span = (start, start + len(word.text)) if text[start : start + len(word.text)] == word.text else None
    polarity = Polarity(word.polarity) if word.polarity else None
    return corrected(found, text, claimant=word.claimant, polarity=polarity, span=span)


def place_of(text: str, word: Correction) -> tuple[int, int] | None:
    """Where the words of a claim that a reviewer made stand: at their place, or else where they come first."""
    start = word.start or 0
    at = start if text.startswith(word.text, start) else text.find(word.text)
    return None if at < 0 else (at, at + len(word.text))
