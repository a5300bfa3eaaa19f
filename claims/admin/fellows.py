"""The other claims of a statement, as the claim page shows them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from claims.models import Claim
from claims.record_models import SetAside, Verdict
from claims.review import MOST_COVERED
from claims.statement_models import StatementClaim
from claims.suggestions import latest_verdicts


@dataclass(frozen=True, slots=True)
class Fellow:
    """Another claim of the statement: its latest verdict, and the one on others that it came after, if any."""

    claim: Claim
    verdict: Verdict | None
    new_since: Verdict | None
    aside: SetAside | None
    hidden: bool = False  # its verdict awaits a second review by who looks at it

    @property
    def awaits(self) -> bool:
        """Whether it is in the queue, so that a verdict covers it unless the reviewer unticks it."""
        if self.hidden:
            return False
        suggestion = getattr(self.claim, "suggestion", None)
        return (not self.aside and self.verdict is None) or bool(suggestion and suggestion.stale_reason)


@dataclass(frozen=True, slots=True)
class Fellows:
    """`more` counts the claims of the statement that are not shown."""

    shown: list[Fellow]
    more: int
    new_since: Verdict | None  # the verdict on others that the claim itself came after
    aside: SetAside | None  # that the claim itself is set aside

    @property
    def keys(self) -> set[int]:
        return {one.claim.pk for one in self.shown}

    def without(self, hidden: Collection[int]) -> "Fellows":
        """The same without the verdicts on these claims."""

        def stripped(one: Verdict | None) -> Verdict | None:
            return None if one and one.claim_id in hidden else one

        shown = [
            replace(
                one, verdict=stripped(one.verdict), new_since=stripped(one.new_since), hidden=one.claim.pk in hidden
            )
            for one in self.shown
        ]
        return replace(self, shown=shown, new_since=stripped(self.new_since))


def fellows_of(claim: Claim) -> Fellows:
    """The other claims of the claim's statement, those most worth checking first; in four queries at most."""
    of_statement = StatementClaim.objects.filter(statement__members=claim.pk)
    joined = dict(of_statement.values_list("pk", "joined_at"))
    if not joined:
        return Fellows([], 0, None, aside_now([claim]).get(claim.pk))
    rows = list(
        Claim.objects.filter(pk__any_of=joined.keys() - {claim.pk})
        .with_evidence()
        .order_by("-checkworthiness", "pk")[: MOST_COVERED - 1]
    )
    aside = aside_now([claim, *rows])
    verdicts = {one.claim_id: one for one in latest_verdicts(joined).select_related("reviewer").defer("seen")}

    def came_after(one: Claim) -> Verdict | None:
        return None if one.version else _last_before(verdicts.values(), joined[one.pk])

    return Fellows(
        shown=[Fellow(one, verdicts.get(one.pk), came_after(one), aside.get(one.pk)) for one in rows],
        more=len(joined) - 1 - len(rows),
        new_since=came_after(claim),
        aside=aside.get(claim.pk),
    )


def aside_now(claims: Iterable[Claim]) -> dict[int, SetAside]:
    """By claim the word by which it is set aside now; claims come with their suggestions."""
    suggested = {
        one.pk: one.suggestion.status if hasattr(one, "suggestion") else "" for one in claims if not one.version
    }
    latest = SetAside.objects.filter(claim__in=suggested).order_by("claim", "-pk").distinct("claim")
    rows = latest.select_related("reviewer")
    return {one.claim_id: one for one in rows if one.stands(suggested[one.claim_id])}


def _last_before(verdicts: Iterable[Verdict], moment: datetime) -> Verdict | None:
    """The latest of the verdicts that were given before the moment; None when there is none."""
    earlier = [one for one in verdicts if one.decided_at < moment]
    return max(earlier, key=lambda one: one.decided_at, default=None)
