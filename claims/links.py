"""Links as they are stored: with why the two claims are not independent, and those that reviewers made."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from claims import shared_origins
from claims.analysis.types import Comparison, Relation
from claims.correction_models import MadeLink
from claims.models import Claim, CrossReference
from claims.record_models import Judgement
from claims.seen import latest_judgements, latest_of_each_pair
from sources.independence.lineage import Origins

Pair = tuple[int, int]


def made_links(claim_ids: Iterable[int]) -> dict[Pair, MadeLink]:
    """The links of these claims that reviewers made and nobody rejected since, by their claims."""
    ids = list(claim_ids)
    rows = latest_of_each_pair(MadeLink.objects.select_related("reviewer"), ids)
    found = {(one.left_id, one.right_id): one for one in rows}
    if not found:
        return {}
    rejected = {
        (one.left_id, one.right_id) for one in latest_judgements(ids) if one.answer == Judgement.Answer.REJECTED
    }
    return {pair: one for pair, one in found.items() if pair not in rejected}


def as_made(link: MadeLink, found: Comparison | None) -> Comparison:
    """The comparison of a pair that a reviewer linked: what they said before what the machine found, if it did."""
    said = f"{link.reviewer.get_username()} linked them on {link.made_at:%-d %B %Y}."
    relation = Relation(link.relation)
    if found is None or found.relation != relation:
        return Comparison(relation=relation, score=1.0, reasons=(said,))
    return replace(found, score=1.0, reasons=(said, *found.reasons))


def row_of(
    pair: Pair, found: Comparison, left: Claim, right: Claim, known: Origins, *, similarity: float, version: str
) -> CrossReference:
    """The unsaved row for a compared pair, with why the two are not independent."""
    reason = shared_origins.why_not_independent(found, left, right, known)
    return CrossReference(
        left_id=pair[0],
        right_id=pair[1],
        relation=found.relation,
        score=found.score,
        similarity=similarity,
        independent=not reason,
        shared_origin=reason,
        drift=[asdict(change) for change in found.drift],
        features=[asdict(feature) for feature in found.features],
        reasons=list(found.reasons),
        engine_version=version,
    )


REFERENCE_FIELDS = [
    "relation",
    "score",
    "similarity",
    "independent",
    "shared_origin",
    "drift",
    "features",
    "reasons",
    "engine_version",
    "updated_at",
]


def store(rows: Sequence[CrossReference]) -> None:
    """Insert these links, or put them in the place of those of the same claims."""
    CrossReference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["left", "right"],
        update_fields=REFERENCE_FIELDS,
        batch_size=1000,
    )
