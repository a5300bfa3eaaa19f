"""A cross-reference seen from one of its claims. Left and right in the table carry no meaning."""

from dataclasses import dataclass
from typing import Any

from claims.models import Claim, CrossReference

REVERSED = {"insert": "delete", "delete": "insert", "replace": "replace"}


@dataclass(frozen=True, slots=True)
class SeenReference:
    """`claim` looks at `other`; each change of `drift` has the words of `claim` as left, those of `other` as right."""

    reference: CrossReference
    claim: Claim
    other: Claim
    drift: list[dict[str, Any]]


def seen_from_left(reference: CrossReference) -> SeenReference:
    return SeenReference(reference, reference.left, reference.right, reference.drift)


def seen_from_right(reference: CrossReference) -> SeenReference:
    drift = [
        change | {"op": REVERSED[change["op"]], "left": change["right"], "right": change["left"]}
        for change in reference.drift
    ]
    return SeenReference(reference, reference.right, reference.left, drift)


def seen_from_claim(reference: CrossReference, claim_id: int) -> SeenReference:
    return seen_from_left(reference) if reference.left_id == claim_id else seen_from_right(reference)


def seen_from_article(reference: CrossReference, article_id: int) -> SeenReference:
    return seen_from_left(reference) if reference.left.article_id == article_id else seen_from_right(reference)
