"""The trials: each posts work, takes something away, and counts what is missing afterwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.trials.behaviour import HANG, HOG, POISON, SLOW
from benchmarks.trials.client import Client, Outcome, check, good, moments
from benchmarks.trials.stack import Stack, wait
from benchmarks.trials.three_schedulers import three_schedulers

POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Size:
    """How large the trials are."""

    storm: int
    kills: int
    queued: int
    broker_away: float  # seconds
    good: int
    times: str  # the engine's times are multiplied by this in trial 5
    slow_leases: str
    around_changes: int  # hours before and after a change of the clocks
    longest: float  # seconds that a trial waits for the work to be done


FULL = Size(
    storm=12_000,
    kills=76,
    queued=500,
    broker_away=60,
    good=200,
    times="0.2",
    slow_leases="5",
    around_changes=24,
    longest=300,
)
SHORT = Size(
    storm=200, kills=2, queued=40, broker_away=1, good=30, times="0.1", slow_leases="2", around_changes=1, longest=90
)


def kill_storm(stack: Stack, engines: tuple[str, ...], size: Size, seed: int) -> list[Outcome]:
    """1: all processes of the workers are killed over and over, a moment after they have started."""
    client = Client(stack, engines)
    client.post(good(size.storm))
    for pause in moments(seed, size.kills, 0.3, 2.5):
        stack.start_workers(engines)
        time.sleep(pause)
        stack.kill_workers()
    over = time.monotonic()
    stack.start_workers(engines)
    drained = when_drained(client, size, since=over)
    return check(client, trial="1 kill storm", seed=seed, faults=f"{size.kills} kills of all", drained=drained)


def broker_gone(stack: Stack, engines: tuple[str, ...], size: Size, seed: int) -> list[Outcome]:
    """2: the broker is wiped and killed in the middle of the work, and comes back empty. Work is posted meanwhile."""
    client = Client(stack, engines)
    environment = {"TRIAL_GOOD_SECONDS": "0.05"}
    stack.start_workers(engines, **environment)
    client.post(good(size.queued + 20))
    wait(lambda: all(results(stack, engine) for engine in engines), "nobody works")
    stack.wipe_and_kill_broker()
    client.post(good(20, first=100_000 + seed))
    time.sleep(size.broker_away)
    stack.bring_broker_back()
    back = time.monotonic()
    drained = when_drained(client, size, since=back)
    faults = f"wiped, away {size.broker_away:.0f} s"
    outcomes = check(client, trial="2 broker gone", seed=seed, faults=faults, drained=drained)
    for outcome in outcomes:
        if client.refused[outcome.engine]:
            outcome.faults += f"; {client.refused[outcome.engine]} refused"
    stack.kill_workers()
    return outcomes


def poison(stack: Stack, engines: tuple[str, ...], size: Size, seed: int) -> list[Outcome]:
    """5: work that kills its process, exhausts memory, hangs, or takes long, among good work."""
    client = Client(stack, engines)
    kinds = [POISON, HOG, SLOW] if size is SHORT else [POISON, HOG, SLOW, HANG]
    places = moments(seed, len(kinds), 1, size.good)
    bad = {10_000 + int(place): kind for place, kind in zip(places, kinds, strict=True)}
    pieces = good(size.good)
    numbers = sorted([*pieces, *bad], key=lambda number: number % 10_000)
    client.post({number: {**pieces, **bad}[number] for number in numbers})
    begun = time.monotonic()
    stack.start_workers(engines, TRIAL_HASTE=size.times, TRIAL_SLOW_LEASES=size.slow_leases)
    drained = when_drained(client, size, since=begun)
    outcomes = check(client, trial="5 poison and slow", seed=seed, faults=" ".join(kinds), drained=drained)
    stack.kill_workers()
    for outcome in outcomes:
        if outcome.engine == "factcheck":
            outcome.wrong = wrongly_failed(stack, bad)
    return outcomes


def wrongly_failed(stack: Stack, bad: dict[int, str]) -> list[str]:
    """Sentences on pieces that were failed and are not bad, or are bad and were not failed after three attempts."""
    expected = {number: ("done", 0) if kind == SLOW else ("failed", 3) for number, kind in bad.items()}
    found = {
        number: (state, tries) for number, state, tries in stack.ask("SELECT number, state, attempts FROM trials_piece")
    }
    return [
        f"Piece {number} ({bad.get(number, 'good')}) is {found[number]}"
        for number in found
        if found[number] != expected.get(number, ("done", 0))
    ]


def results(stack: Stack, engine: str) -> int:
    [(count,)] = stack.ask("SELECT count(DISTINCT number) FROM trials_result WHERE engine = %s", engine)
    return int(count)


def when_drained(client: Client, size: Size, *, since: float) -> dict[str, float | None]:
    """Seconds from `since` until all that was accepted is done or failed, by engine."""
    wanted = {engine: len(client.accepted(engine)) for engine in client.engines}
    drained: dict[str, float | None] = dict.fromkeys(client.engines)

    def over(engine: str) -> bool:
        if engine == "factcheck":
            [(left,)] = client.stack.ask("SELECT count(*) FROM trials_piece WHERE state = 'due'")
            return left == 0
        return results(client.stack, engine) >= wanted[engine]

    end = time.monotonic() + size.longest
    while None in drained.values() and time.monotonic() < end:
        for engine in client.engines:
            if drained[engine] is None and over(engine):
                drained[engine] = time.monotonic() - since
        time.sleep(POLL_SECONDS)
    return drained


def schedulers(stack: Stack, engines: tuple[str, ...], size: Size, seed: int) -> list[Outcome]:
    """6: three schedulers, changes of the clocks, jumps of a clock."""
    return [three_schedulers(stack, timedelta(hours=size.around_changes), seed)]


Trial = Callable[[Stack, tuple[str, ...], Size, int], list[Outcome]]
TRIALS: dict[int, Trial] = {1: kill_storm, 2: broker_gone, 5: poison, 6: schedulers}
