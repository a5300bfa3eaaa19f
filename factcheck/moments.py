"""Validation of times that clients and files give."""

from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

MOST_CHARACTERS = 40
# Nothing that is read here was published before, or is looked for after. Far from the ends of Python's calendar, so
# that such a time can be told in any zone. The tables refuse what lies outside, which no list could show; that nothing
# is published in the future is asked where articles and claims come in.
EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
NO_TIME = "A time is ISO 8601 with its zone, such as 2026-05-01T09:30:00Z or 2026-05-01T11:30:00+02:00."
OUT_OF_BOUNDS = f"A time lies from {EARLIEST:%Y} to {LATEST.year - 1}, as told in UTC."


def moment_of(written: str) -> datetime:
    """The time in UTC. Raises ValueError with a sentence for one without zone, or that lies too far away.

    A time without its zone could be wrong by half a day.
    """
    try:
        # Python reads the digits of every script.
        found = parse_datetime(written) if written.isascii() and len(written) <= MOST_CHARACTERS else None
    except ValueError:  # well formed, but no such day or hour
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(NO_TIME)
    return in_bounds(found)


def in_bounds(moment: datetime) -> datetime:
    """The same time in UTC. Raises ValueError with a sentence for one that lies too far away."""
    try:
        moment = moment.astimezone(UTC)  # PostgreSQL knows no zone of 16 hours and more, Python does
    except OverflowError:
        raise ValueError(OUT_OF_BOUNDS) from None
    if not EARLIEST <= moment < LATEST:
        raise ValueError(OUT_OF_BOUNDS)
    return moment
