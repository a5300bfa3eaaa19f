"""Trial 6: three schedulers at once, over the changes of clocks in New York and Paris, and over jumps of a clock."""

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from benchmarks.trials.client import Outcome
from benchmarks.trials.stack import Stack

SCHEDULERS = 3
STEP_SECONDS = "150"  # of their clocks, between two looks
# The hours in which New York and Paris change to summer time and back, in 2026.
CHANGES = [
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
]
TEN_MINUTES, DAILY = timedelta(minutes=10), timedelta(days=1)
JUMP = timedelta(hours=2)
HOUR_OF_DAILY = 3


def three_schedulers(stack: Stack, around: timedelta, seed: int) -> Outcome:
    """Each window has one run; those that a clock skipped have none, and those it saw twice have one."""
    stack.ask("TRUNCATE factcheck_scheduledrun, django_celery_beat_periodictask CASCADE")
    stack.run("-m", "benchmarks.trials.tables", "schedules")
    spans: list[tuple[datetime, ...]] = [(change - around, change + around) for change in CHANGES]
    for month, sign in ((1, 1), (2, -1)):  # later than all before: a clock that goes back runs nothing again
        begin = datetime(2027, month, seed, 12, tzinfo=UTC)
        spans.append((begin, begin + 2 * JUMP, begin + JUMP / 2, begin + JUMP / 2 + sign * JUMP))
    begun = time.monotonic()
    texts = json.dumps([[moment.isoformat() for moment in span] for span in spans])
    running = [stack.launch("-m", "benchmarks.trials.beats", STEP_SECONDS, texts) for _ in range(SCHEDULERS)]
    codes = [each.wait() for each in running]
    if any(codes):
        raise RuntimeError("A scheduler ended with an error.")
    expected: Counter[tuple[str, datetime]] = Counter()
    for span in spans:
        expected |= windows(*span)
    found = Counter(dict.fromkeys(stack.ask("SELECT schedule, window_start FROM factcheck_scheduledrun"), 1))
    runs = stack.ask("SELECT count(*) FROM factcheck_scheduledrun")[0][0]
    return Outcome(
        "6 three schedulers",
        seed,
        "factcheck",
        len(expected),
        f"4 changes of clocks, jumps of {JUMP.seconds // 3600} h",
        lost=sum((expected - found).values()),
        doubled=runs - len(found) + sum((found - expected).values()),
        failed=0,
        seconds=time.monotonic() - begun,
    )


def windows(
    start: datetime, end: datetime, jump_at: datetime | None = None, jump_to: datetime | None = None
) -> Counter[tuple[str, datetime]]:
    """The windows that must have a run: those in which the clock was, each once."""
    found: Counter[tuple[str, datetime]] = Counter()
    spans = [(start, end)] if jump_at is None or jump_to is None else [(start, jump_at), (max(jump_to, jump_at), end)]
    for first, last in spans:
        window = floor(first)
        while window < last:
            found["often", window] = 1
            window += TEN_MINUTES
        day = first.replace(hour=HOUR_OF_DAILY, minute=0)
        day = day if day <= first else day - DAILY
        while day < last:
            found["daily", day] = 1
            day += DAILY
    return found


def floor(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)
