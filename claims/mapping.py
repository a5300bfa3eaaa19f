"""Between a claim as the analysis sees it and its row."""

from claims.analysis.types import Entity, ExtractedClaim
from claims.models import Claim

READING_FIELDS = [
    "quote",
    "mode",
    "attribution",
    "claimant",
    "claimant_words",
    "cue",
    "polarity",
    "context",
    "hedges",
    "entities",
    "checkworthiness",
    "checkworthiness_reasons",
]


def reading(claim: ExtractedClaim) -> dict:
    """The columns of READING_FIELDS: what reading the claim's words says of it."""
    return {
        "quote": claim.quote,
        "mode": claim.mode,
        "attribution": claim.attribution,
        "claimant": claim.claimant[:300],
        "claimant_words": claim.claimant_words[:300],
        "cue": claim.cue[:200],
        "polarity": claim.polarity,
        "context": claim.context,
        "hedges": list(claim.hedges),
        "entities": [[entity.text, entity.label] for entity in claim.entities],
        "checkworthiness": claim.checkworthiness,
        "checkworthiness_reasons": list(claim.checkworthiness_reasons),
    }


def as_extracted(claim: Claim) -> ExtractedClaim:
    """The stored claim as the analysis sees it."""
    return ExtractedClaim(
        start=claim.start or 0,
        end=claim.end or len(claim.text),
        text=claim.text,
        mode=claim.mode,
        attribution=claim.attribution,
        polarity=claim.polarity,
        quote=claim.quote,
        claimant=claim.claimant,
        claimant_words=claim.claimant_words,
        cue=claim.cue,
        context=claim.context,
        hedges=tuple(claim.hedges),
        entities=tuple(Entity(text, label) for text, label in claim.entities),
    )


def embedding_text(claim: ExtractedClaim) -> str:
    """What stands for the claim in the search for similar ones: "denies the allegations" alone would find nothing."""
    return f"{claim.context} {claim.text}" if claim.context else claim.text
