"""Builds claims for the tests of comparison as extraction would hand them over."""

from datetime import date

from claims.analysis.comparing.claim_features import ClaimFeatures, describe
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity


def claim(
    text: str, *, claimant: str = "", cue: str = "", quote: str = "", denies: bool = False, context: str = ""
) -> ExtractedClaim:
    """A claim that fills its article; claimant and cue get their spans when they stand in the text."""
    mode = Mode.DIRECT if quote == text else Mode.MIXED if quote else Mode.INDIRECT if claimant else Mode.NARRATOR
    who, said = text.find(claimant) if claimant else -1, text.find(cue) if cue else -1
    return ExtractedClaim(
        start=0,
        end=len(text),
        text=text,
        mode=mode,
        attribution=Attribution.NAMED if claimant else Attribution.NONE,
        polarity=Polarity.DENIES if denies else Polarity.ASSERTS,
        quote=quote,
        claimant=claimant,
        claimant_words=claimant,
        claimant_start=who if who >= 0 else None,
        claimant_end=who + len(claimant) if who >= 0 else None,
        cue=cue,
        cue_start=said if said >= 0 else None,
        cue_end=said + len(cue) if said >= 0 else None,
        context=context,
    )


def features(text: str, *, published_on: date | None = None, **options: object) -> ClaimFeatures:
    """The features of such a claim."""
    return describe(claim(text, **options), published_on=published_on)  # type: ignore[arg-type]


def quoted(words: str, claimant: str) -> ExtractedClaim:
    """A direct quotation."""
    return claim(words, claimant=claimant, quote=words)
