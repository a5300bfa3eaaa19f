"""A reading as a person corrects it: who says it, whether they deny it, and which words it is."""

from dataclasses import replace

from claims.analysis.reading.attribution_level import level_of_name
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity

AROUND = 1_500  # characters on each side of a claim in which its claimant is looked for
QUOTED = " … "  # joins the parts of a quotation


def corrected(
    found: ExtractedClaim,
    text: str,
    *,
    claimant: str | None = None,
    polarity: Polarity | None = None,
    span: tuple[int, int] | None = None,
) -> ExtractedClaim:
    """The claim with another claimant ("": nobody), polarity or span of the article's text; None leaves it as read.

    What depends on these follows: attribution, mode, quotation and names.
    """
    if span is not None:
        found = _of_words(found, text, *span)
    if polarity is not None:
        found = replace(found, polarity=polarity)
    return found if claimant is None else _said_by(found, text, claimant)


def _of_words(found: ExtractedClaim, text: str, start: int, end: int) -> ExtractedClaim:
    words = text[start:end]
    quote = QUOTED.join(part for part in found.quote.split(QUOTED) if part and part in words)
    mode = found.mode
    if found.quote and not quote:
        mode = Mode.INDIRECT if found.claimant else Mode.NARRATOR
    entities = tuple(one for one in found.entities if one.text in words)
    return replace(found, start=start, end=end, text=words, quote=quote, mode=mode, entities=entities)


def _said_by(found: ExtractedClaim, text: str, claimant: str) -> ExtractedClaim:
    mode = found.mode
    if claimant and mode == Mode.NARRATOR:
        mode = Mode.INDIRECT
    elif not claimant and not found.quote:
        mode = Mode.NARRATOR
    at = _nearest(text, claimant, found.start, found.end) if claimant else None
    return replace(
        found,
        claimant=claimant,
        claimant_words=claimant,
        claimant_start=at,
        claimant_end=None if at is None else at + len(claimant),
        attribution=level_of_name(claimant) if claimant else Attribution.NONE,
        mode=mode,
    )


def _nearest(text: str, words: str, start: int, end: int) -> int | None:
    """Where the words stand nearest to a span; None when they don't stand around it."""
    begin = max(0, start - AROUND)
    around = text[begin : end + AROUND]
    places = [begin + at for at in range(len(around)) if around.startswith(words, at)]
    return min(places, key=lambda at: min(abs(at - start), abs(at - end)), default=None)
