"""What the claim page shows, read in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from claims.admin.differences import Change, Part, marked
from claims.admin.marks import ATTRIBUTIONS, MODES
from claims.admin.passage import cut, paragraph
from claims.analysis.suggestion import tally
from claims.analysis.types import Relation
from claims.models import Claim, CrossReference
from claims.perspective import seen_from_claim
from claims.record_models import Judgement, Verdict
from claims.seen import IN_WORDS
from claims.suggestions import evidence_for

MOST_REFERENCES = IN_WORDS  # what is shown is what is recorded as seen
MOST_JUDGEMENTS = 500
# Columns of a claim and its article that are large and never shown on another claim's page.
HEAVY = [
    f"{side}__{name}" for side in ("left", "right") for name in ("search", "article__text", "article__fingerprints")
]


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference seen from the claim whose page it is on."""

    row: CrossReference
    other: Claim
    here: list[Part]
    there: list[Part]
    changes: list[Change]
    judgement: Judgement | None
    earlier: list[Judgement]

    @property
    def meaning_changed(self) -> bool:
        return any(change.changes_meaning for change in self.changes)


@dataclass(frozen=True, slots=True)
class Context:
    """One stretch of the paragraph around the claim; `role` is claimant, cue or empty."""

    text: str
    in_claim: bool
    role: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    claim: Claim
    context: list[Context]
    cut_before: bool
    cut_after: bool
    attribution: str
    mode: str
    references: list[Reference]  # those that contradict first, then the strongest
    more_references: bool
    summary: str
    verdicts: list[Verdict]
    decided_together: dict[int, int]


def read_page(claim: Claim) -> ClaimPage:
    """Everything on the page of this claim, which comes with its source, article and suggestion."""
    rows = list(
        CrossReference.objects.touching([claim.pk])
        .with_sides()
        .defer(*HEAVY)
        .order_by("-score", "pk")[: MOST_REFERENCES + 1]
    )
    judgements = judgements_of(claim)
    references = [reference(row, claim, judgements[row.left_id, row.right_id]) for row in rows[:MOST_REFERENCES]]
    context, cut_before, cut_after = context_of(claim)
    verdicts = list(claim.verdicts.select_related("reviewer").defer("seen").order_by("-number"))
    return ClaimPage(
        claim=claim,
        context=context,
        cut_before=cut_before,
        cut_after=cut_after,
        attribution=ATTRIBUTIONS.get(claim.attribution, claim.attribution),
        mode=MODES.get(claim.mode, claim.mode),
        references=sorted(references, key=lambda one: one.row.relation != Relation.DISPUTES),
        more_references=len(rows) > MOST_REFERENCES,
        summary=summarise(claim),
        verdicts=verdicts,
        decided_together=decided_together(verdicts),
    )


def judgements_of(claim: Claim) -> dict[tuple[int, int], list[Judgement]]:
    """What was said of the claim's links, the latest first."""
    touching = Judgement.objects.filter(Q(left=claim) | Q(right=claim)).select_related("reviewer").order_by("-pk")
    found = defaultdict(list)
    for judgement in touching[:MOST_JUDGEMENTS]:
        found[judgement.left_id, judgement.right_id].append(judgement)
    return found


def decided_together(verdicts: list[Verdict]) -> dict[int, int]:
    """By decision number how many other claims got a verdict in it."""
    numbers = {one.decision for one in verdicts if one.decision}
    rows = Verdict.objects.filter(decision__in=numbers).values_list("decision").annotate(count=Count("pk"))
    return {decision: count - 1 for decision, count in rows} if numbers else {}


def reference(row: CrossReference, claim: Claim, judgements: list[Judgement]) -> Reference:
    seen = seen_from_claim(row, claim.pk)
    changes = [Change.of(stored) for stored in seen.drift]
    here, there = marked(claim.text, seen.other.text, changes)
    return Reference(
        row=row,
        other=seen.other,
        here=here,
        there=there,
        changes=changes,
        judgement=judgements[0] if judgements else None,
        earlier=judgements[1:],
    )


def context_of(claim: Claim) -> tuple[list[Context], bool, bool]:
    """The paragraph around the claim in pieces, and whether the text goes on before and after it."""
    if claim.article is None or claim.start is None or claim.end is None:
        return [Context(claim.text, True, "")], False, False
    text = claim.article.text
    spans, roles = [(claim.start, claim.end)], [""]
    for role in ("claimant", "cue"):
        start, end = getattr(claim, f"{role}_start"), getattr(claim, f"{role}_end")
        if start is not None and end is not None:
            spans.append((start, end))
            roles.append(role)
    start, end = paragraph(text, claim.start, claim.end)
    pieces = cut(text, spans, start=start, end=end)
    context = [
        Context(
            text=piece.text,
            in_claim=claim.start <= piece.start < claim.end,
            role=roles[piece.inner] if piece.inner is not None else "",
        )
        for piece in pieces
    ]
    return context, start > 0, end < len(text)


def summarise(claim: Claim) -> str:
    """How many sources say it, from how many origins, and how many contradict it; counted as the suggestion does."""
    sources, origins, disputing = tally(evidence_for([claim.pk])[claim.pk])
    sentence = (
        f"{sources} source{'s' * (sources != 1)} say{'s' * (sources == 1)} this, "
        f"from {origins} origin{'s' * (origins != 1)}"
    )
    if disputing:
        sentence += f"; {disputing} contradict{'s' * (disputing == 1)} it"
    return f"{sentence}."
