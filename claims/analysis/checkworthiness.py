"""How much a claim can and should be checked, 0 to 1, with the reasons as sentences."""

import re
from collections.abc import Sequence

from claims.analysis.types import Entity

_NUMBER = re.compile(r"\d|\b(?:hundred|thousand|million|billion|dozen|half|third|percent|per cent)s?\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|has|have|had|did|\w{3,}ed|is|are)\b", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|would|shall|should|must|going to|hope|wish|may|might|could)\b", re.IGNORECASE)
_OPINION = re.compile(
    r"\b(?:best|worst|great|good|bad|terrible|wonderful|beautiful|believe|think|feel|insult|right path|important)\b",
    re.IGNORECASE,
)


def checkworthiness(text: str, entities: Sequence[Entity]) -> tuple[float, tuple[str, ...]]:
    """The score and its reasons, the weightiest first."""
    score = 0.35
    reasons: list[str] = []
    if _NUMBER.search(text):
        score += 0.25
        reasons.append("It gives a number.")
    names = {entity.text for entity in entities if entity.label in ("PERSON", "ORG", "GPE", "NORP", "FAC", "LAW")}
    if names:
        score += min(0.2, 0.08 * len(names))
        reasons.append(f"It names {', '.join(sorted(names)[:3])}.")
    if _PAST.search(text):
        score += 0.1
        reasons.append("It speaks of what was or is.")
    if _FUTURE.search(text):
        score -= 0.15
        reasons.append("It speaks of what may or should come.")
    if _OPINION.search(text):
        score -= 0.15
        reasons.append("It judges rather than states.")
    if text.rstrip("\"”’' ").endswith("?"):
        score -= 0.3
        reasons.append("It is a question.")
    return round(min(1.0, max(0.0, score)), 3), tuple(reasons)
