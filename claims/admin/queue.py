"""The rows of the queue: one for each statement, with what is known of all its claims."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from claims.analysis.types import Status
from claims.asking import hidden_from
from claims.holding import standing
from claims.models import Claim, Suggestion
from claims.statement_models import StatementClaim

SHOWN_OUTLETS = 4
SHOWN_CONTRADICTIONS = 2
# What comes after the contradictions among the reasons of a suggestion: who agrees, and what would change it.
OTHERWISE = re.compile(r" agrees? with it: |^It would change ")


@dataclass(frozen=True, slots=True)
class Fellow:
    """Another claim of a statement, as a row of the queue tells of it."""

    claim: int
    outlet: str
    decided: str  # its status; empty without a verdict


@dataclass(frozen=True, slots=True)
class Row:
    """What the queue shows beside the claim that a row leads to."""

    wording: str  # the clearest of the statement
    outlets: list[str]  # the claim's own first
    fellows: list[Fellow]
    holders: list[str]  # who has it open; "you" for the reader
    hidden: bool  # the reader is not to know its verdict

    @property
    def shown_outlets(self) -> list[str]:
        return self.outlets[:SHOWN_OUTLETS]

    @property
    def more_outlets(self) -> int:
        return max(0, len(self.outlets) - SHOWN_OUTLETS)

    @property
    def decided(self) -> list[Fellow]:
        return [one for one in self.fellows if one.decided]


def rows_of(claims: Sequence[Claim], *, reader: int | None, now: datetime) -> dict[int, Row]:
    """The rows of these claims, which come with their outlets, by the claim's key; in four queries."""
    mine = {claim.pk: claim for claim in claims}
    members = (
        StatementClaim.objects.filter(statement__members__in=mine)
        .order_by("-claim__checkworthiness", "pk")
        .values_list("statement", "pk", "claim__source__name", "claim__status", "claim__version")
    )
    of_statement: dict[int, list[Fellow]] = defaultdict(list)
    statement_of: dict[int, int] = {}
    for statement, key, outlet, status, version in members.distinct():
        of_statement[statement].append(Fellow(key, outlet, status if version else ""))
        statement_of[key] = statement
    wordings = dict(
        StatementClaim.objects.filter(statement__in=of_statement, pk__in=mine).values_list(
            "pk", "statement__lead__text"
        )
    )
    held = standing({*mine, *statement_of}, now=now)
    hidden = set(hidden_from(reader).filter(claim__in=mine).values_list("claim", flat=True))
    rows = {}
    for pk, claim in mine.items():
        fellows = [one for one in of_statement.get(statement_of.get(pk, 0), []) if one.claim != pk]
        outlets = list(dict.fromkeys([claim.source.name, *(one.outlet for one in fellows)]))
        having = [held[one].holder for one in (pk, *(one.claim for one in fellows)) if one in held]
        holders = list(dict.fromkeys("you" if one.pk == reader else one.get_username() for one in having))
        rows[pk] = Row(wordings.get(pk) or claim.text, outlets, fellows, holders, pk in hidden)
    return rows


def contradiction(suggestion: Suggestion | None) -> list[str]:
    """What contradicts a claim, as the sentences of its suggestion: who, and in what; empty where nothing does."""
    if suggestion is None or suggestion.status != Status.DISPUTED:
        return []
    against = takewhile(lambda reason: not OTHERWISE.search(reason), suggestion.reasons)
    return [*against][:SHOWN_CONTRADICTIONS]
