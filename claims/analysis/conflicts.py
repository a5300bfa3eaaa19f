"""What contradicts in two claims that are otherwise one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.analysis.agreement import Verdict
from claims.analysis.dates import DateMention, agree
from claims.analysis.features import Pair
from claims.analysis.types import Change, ChangeKind

SURE_NUMBER = 1.3  # affinity of two numbers from which they count the same thing


@dataclass(frozen=True, slots=True)
class Conflict:
    """kind: number, date, negation, opposite or quotation; strength: 0 to 1, how surely it contradicts."""

    kind: str
    strength: float
    sentence: str


def conflicts(pair: Pair, same: float) -> list[Conflict]:
    """Return what contradicts, the strongest first. `same` is how likely the claims are one statement.

    Dates: another day or year can mean another event as well as a contradiction, so a differing date contradicts
    only weakly, and it takes the force out of a differing number ("in the previous census").
    """
    found: list[Conflict] = []
    other_time = _other_time(pair.left.dates, pair.right.dates)
    for item in pair.aligned:
        if item.verdict is not Verdict.EXCLUDED or item.reverse is not Verdict.EXCLUDED:
            continue
        strength = 0.9 if item.affinity >= SURE_NUMBER else 0.55
        if other_time:
            strength *= 0.4
        sentence = f"Another number: “{item.left.text}” and “{item.right.text}”."
        found.append(Conflict("number", strength, sentence))
    if other_time:
        found.append(Conflict("date", 0.5, f"Another date: “{other_time[0]}” and “{other_time[1]}”."))
    if pair.negated:
        found.append(Conflict("negation", 0.85, f"One of them negates “{pair.negated}”, the other does not."))
    if pair.opposed is not None:
        one, other = pair.opposed
        found.append(Conflict("opposite", 0.75, f"“{one}” in one is “{other}” in the other."))
    if pair.left_missing and pair.right_missing and same > 0.9:
        names = pair.left_missing[0], pair.right_missing[0]
        found.append(Conflict("name", 0.4, f"Another name: “{names[0].title()}” and “{names[1].title()}”."))
    return sorted(found, key=lambda conflict: -conflict.strength)


def drift_conflicts(changes: Sequence[Change]) -> list[Conflict]:
    """Return the changes of a quotation that turn it into its contrary: a number or a negation."""
    return [
        Conflict("quotation", 1.0, f"The quoted {change.kind.value} differs: “{change.left}” / “{change.right}”.")
        for change in changes
        if change.changes_meaning and change.kind in (ChangeKind.NUMBER, ChangeKind.NEGATION)
    ]


def _other_time(left: tuple[DateMention, ...], right: tuple[DateMention, ...]) -> tuple[str, str] | None:
    """A date of each where no date of the one agrees with any of the other."""
    verdicts = [(agree(mine, other), mine, other) for mine in left for other in right]
    if any(verdict for verdict, _, _ in verdicts):
        return None
    return next(((mine.text, other.text) for verdict, mine, other in verdicts if verdict is False), None)
