"""The matrix of a dossier: each statement with what each outlet does with it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.analysis.comparing.numbers import Quantity
from claims.analysis.figures import differing
from claims.analysis.types import Polarity, Relation
from claims.dossiers.reading import Key, Member, Progress, Reading, figures_of, leads_of, progress_of, read
from claims.mapping import as_voice
from claims.models import Claim, CrossReference
from claims.suggestions import origin_key
from factcheck.shortening import shortened
from sources.independence.voices import origins_among
from sources.models import Dossier, Source

MOST_ROWS = 200
MOST_OUTLETS = 40
MOST_TRIED = 5  # claims of a statement whose figures are held against that of another
WORDS = 60  # characters of a figure or a changed wording in a cell


class Stance(StrEnum):
    """What an outlet does with a statement; of an outlet that does several things the first of these."""

    DENIES = "denies"
    CONTRADICTS = "contradicts"
    SAYS = "says"
    DRIFTS = "says with drift"
    HEDGES = "hedges"
    SILENT = "silent"


AGAINST = (Stance.DENIES, Stance.CONTRADICTS)


@dataclass(frozen=True, slots=True)
class Cell:
    """`detail` is the figure that contradicts, or the words that drifted; `claims` the passages, the telling one first.

    `says_too` is that an outlet which contradicts says it as well, such as in an earlier report.
    """

    stance: Stance
    detail: str = ""
    claims: tuple[int, ...] = ()
    says_too: bool = False

    @property
    def words(self) -> str:
        """Such as "contradicts: 21", "says with drift: can → will"."""
        also = ", and says it too" if self.says_too else ""
        return f"{self.stance}{': ' if self.detail else ''}{self.detail}{also}"


@dataclass(frozen=True, slots=True)
class Row:
    """One statement; `lead` is the claim with its clearest wording, `claim` that of the dossier to open."""

    claim: int
    lead: Claim
    outlets: int
    origins: int
    decided: dict[str, int]  # how many of its claims have which status
    claims: int
    cells: tuple[Cell, ...]  # one for each outlet of the matrix, in its order

    @property
    def contradicting(self) -> int:
        return sum(cell.stance in AGAINST for cell in self.cells)

    @property
    def wording(self) -> str:
        """The statement as a sentence, a denial as one: "Belloway Grain denies: 17 people died"."""
        if self.lead.polarity == Polarity.DENIES:
            return f"{self.lead.claimant or self.lead.source.name} denies: {self.lead.text}"
        return self.lead.text


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows with most outlets first; `more_rows` and `more_outlets` count those that are left out."""

    outlets: tuple[Source, ...]
    rows: tuple[Row, ...]
    more_rows: int
    more_outlets: int
    progress: Progress


def matrix_of(dossier: Dossier, reading: Reading | None = None) -> Matrix:
    """The matrix of a dossier in eleven queries, however large it is; `reading` saves the five that it took."""
    reading = reading or read(dossier)
    outlets = list(dict.fromkeys(article.source for article in reading.articles))
    shown = outlets[:MOST_OUTLETS]
    statements = _statements(reading)
    against = _contradictions(reading)
    ranked = sorted(
        statements, key=lambda one: -len({claim.source for key in (one, *against[one]) for claim in statements[key]})
    )
    chosen = ranked[:MOST_ROWS]
    drawing = _Drawing(reading, chosen, statements, against)
    return Matrix(
        outlets=tuple(shown),
        rows=tuple(drawing.row(one, [outlet.pk for outlet in shown]) for one in chosen),
        more_rows=len(ranked) - len(chosen),
        more_outlets=len(outlets) - len(shown),
        progress=progress_of([dossier])[dossier.pk],
    )


def as_json(matrix: Matrix) -> dict[str, Any]:
    """The matrix for clients, of plain values:

    `{progress: {done, total}, outlets: [{slug, name}], more_rows, more_outlets, rows: [{claim, text, outlets, origins,
    contradicting, claims, decided: {status: count}, cells: [{outlet, stance, detail, says_too, claims}]}]}`.

    `stance` is a value of Stance; `claim` and `claims` are ids; cells come in the order of the outlets, one for each.
    """
    return {
        "progress": {"done": matrix.progress.done, "total": matrix.progress.total},
        "outlets": [{"slug": one.slug, "name": one.name} for one in matrix.outlets],
        "more_rows": matrix.more_rows,
        "more_outlets": matrix.more_outlets,
        "rows": [
            {
                "claim": row.claim,
                "text": row.wording,
                "outlets": row.outlets,
                "origins": row.origins,
                "contradicting": row.contradicting,
                "claims": row.claims,
                "decided": row.decided,
                "cells": [
                    {
                        "outlet": outlet.slug,
                        "stance": cell.stance.value,
                        "detail": cell.detail,
                        "says_too": cell.says_too,
                        "claims": list(cell.claims),
                    }
                    for outlet, cell in zip(matrix.outlets, row.cells, strict=True)
                ],
            }
            for row in matrix.rows
        ],
    }


def as_table(matrix: Matrix) -> Iterator[list[str | int]]:
    """The matrix for a spreadsheet: a head, then a row for each statement."""
    yield ["statement", "decided", "outlets", "origins", "contradicting", *(one.name for one in matrix.outlets)]
    for row in matrix.rows:
        decided = ", ".join(f"{status} ({count})" for status, count in row.decided.items())
        cells = [cell.words if cell.stance != Stance.SILENT else "" for cell in row.cells]
        yield [row.wording, decided, row.outlets, row.origins, row.contradicting, *cells]


def _statements(reading: Reading) -> dict[Key, list[Member]]:
    """The claims of each statement, those most worth checking first; so are the statements."""
    found: dict[Key, list[Member]] = defaultdict(list)
    for one in reading.members:
        found[one.statement].append(one)
    return found


def _contradictions(reading: Reading) -> dict[Key, set[Key]]:
    """By statement those that contradict it: where a claim contradicts another, so do all that say the same."""
    of = reading.statement_of
    found: dict[Key, set[Key]] = defaultdict(set)
    for link in reading.links:
        left, right = of[link.left], of[link.right]
        if link.relation == Relation.DISPUTES and left != right:
            found[left].add(right)
            found[right].add(left)
    return found


class _Drawing:
    """The rows of the chosen statements, with all that they need read at once."""

    def __init__(
        self,
        reading: Reading,
        chosen: Sequence[Key],
        statements: Mapping[Key, Sequence[Member]],
        against: Mapping[Key, Collection[Key]],
    ) -> None:
        self.reading, self.statements, self.against = reading, statements, against
        self.leads = leads_of(chosen)
        wanted = {one.claim for key in chosen for other in (key, *against[key]) for one in statements[other]}
        rows = Claim.objects.filter(pk__any_of={*wanted, *self.leads.values()}).select_related("source", "article")
        self.claims = rows.defer("search", "article__text", "article__fingerprints").in_bulk()
        self.figures = figures_of(self.claims)
        self.drift = self._drift()

    def _drift(self) -> dict[int, str]:
        """By claim the words that its outlet changed so that the meaning is another, seen from the clearest wording."""
        leads = set(self.leads.values())
        lead_of = {one.claim: self.leads[key] for key in self.leads for one in self.statements[key]}
        links = CrossReference.objects.filter(
            left__any_of=lead_of.keys() | leads, right__any_of=lead_of.keys() | leads, relation=Relation.CORROBORATES
        )
        found = {}
        for link in links.only("left", "right", "drift").exclude(drift=[]):
            for here, there in ((link.left_id, link.right_id), (link.right_id, link.left_id)):
                changes = drift_seen_from(link, here)
                if lead_of.get(there) == here and changes:
                    found[there] = changes
        return found

    def row(self, key: Key, outlets: Sequence[int]) -> Row:
        own = [self.claims[one.claim] for one in self.statements[key] if one.claim in self.claims]
        opposed = [
            self.claims[one.claim]
            for other in sorted(self.against[key])
            for one in self.statements[other]
            if one.claim in self.claims
        ]
        lead = self.claims[self.leads[key]]
        decided: dict[str, int] = defaultdict(int)
        for one in own:
            if one.version:
                decided[one.status] += 1
        return Row(
            claim=own[0].pk,
            lead=lead,
            outlets=len({one.source_id for one in own}),
            origins=self._origins(own),
            decided=dict(decided),
            claims=len(own),
            cells=tuple(
                self._cell(
                    [one for one in own if one.source_id == outlet],
                    [one for one in opposed if one.source_id == outlet],
                    [lead, *own],
                )
                for outlet in outlets
            ),
        )

    def _origins(self, claims: Sequence[Claim]) -> int:
        """From how many origins the outlets have it, counted as for a suggestion."""
        first = {claim.source_id: claim for claim in reversed(claims)}.values()
        reports = [("", origin_key(claim, self.reading.origins), as_voice(claim)) for claim in first]
        return len(set(origins_among(reports)))

    def _cell(self, own: Sequence[Claim], opposed: Sequence[Claim], statement: Sequence[Claim]) -> Cell:
        """What one outlet does with a statement; `own` are its claims of it, `opposed` those that contradict it."""
        keys = tuple(one.pk for one in (*opposed, *own))
        if opposed:
            denial = next((one for one in opposed if self._denies(one)), None)
            if denial and not all(self._denies(one) for one in statement):
                others = tuple(pk for pk in keys if pk != denial.pk)
                return Cell(Stance.DENIES, claims=(denial.pk, *others), says_too=bool(own))
            return Cell(Stance.CONTRADICTS, self._figure(opposed, statement), keys, says_too=bool(own))
        if not own:
            return Cell(Stance.SILENT)
        ranked = sorted(own, key=lambda one: (bool(one.hedges), one.pk in self.drift))
        told, others = ranked[0], tuple(one.pk for one in ranked[1:])
        if told.hedges:
            return Cell(Stance.HEDGES, shortened(", ".join(told.hedges), WORDS), (told.pk, *others))
        drift = self.drift.get(told.pk, "")
        return Cell(Stance.DRIFTS if drift else Stance.SAYS, drift, (told.pk, *others))

    def _denies(self, claim: Claim) -> bool:
        return claim.polarity == Polarity.DENIES or self.figures.get(claim.pk, ((), False))[1]

    def _figure(self, opposed: Sequence[Claim], statement: Sequence[Claim]) -> str:
        """The figure by which the outlet contradicts, as written; empty where it is no figure."""
        for one in opposed:
            for other in statement[:MOST_TRIED]:
                found = differing(self._given(other), self._given(one))
                if found:
                    return shortened(found[1].text, WORDS)
        return ""

    def _given(self, claim: Claim) -> tuple[Quantity, ...]:
        return self.figures.get(claim.pk, ((), False))[0]


def drift_seen_from(link: CrossReference, claim: int) -> str:
    """The first change of a link that alters the meaning, seen from one of its claims: "can → will"; empty without."""
    here, there = ("left", "right") if link.left_id == claim else ("right", "left")
    change = next((one for one in link.drift if one["changes_meaning"]), None)
    if change is None:
        return ""
    return " → ".join(shortened(change[side], WORDS // 2) or "(nothing)" for side in (here, there))
