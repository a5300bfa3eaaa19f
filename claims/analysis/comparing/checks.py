"""The exact checks of a pair: what agrees and what differs, each with a sentence."""

from claims.analysis.comparing.assertion_checks import mood_checks, negation_checks, opposite_checks, silence_checks
from claims.analysis.comparing.check import Check
from claims.analysis.comparing.date_checks import date_checks
from claims.analysis.comparing.name_checks import name_checks, role_checks
from claims.analysis.comparing.number_checks import number_checks
from claims.analysis.comparing.pair import Pair

CHECKS = (
    number_checks,
    date_checks,
    negation_checks,
    opposite_checks,
    mood_checks,
    silence_checks,
    role_checks,
    name_checks,
)


def checks(pair: Pair) -> tuple[Check, ...]:
    """Return what the checks find, the surest first. Nothing here says that two claims speak of one event."""
    found = [check for one in CHECKS for check in one(pair)]
    return tuple(sorted(found, key=lambda check: (-check.strength, check.kind)))
