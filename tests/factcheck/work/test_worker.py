"""When the sweep starts, also when a worker starts, stops, or the clock is set back."""

from datetime import UTC, datetime

import time_machine

from factcheck.work.worker import SWEEP_SECONDS, Timer


def test_a_clock_set_back_stops_no_sweep():
    calls = []
    monotonic = [1000.0]
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False) as clock:
        timer = Timer(lambda: calls.append(monotonic[0]), seconds=SWEEP_SECONDS, clock=lambda: monotonic[0])
        timer.look()
        clock.move_to(datetime(2026, 4, 30, 12, tzinfo=UTC))  # set back by a day
        for _ in range(30):
            monotonic[0] += 1
            timer.look()
    assert calls == [1000.0, 1010.0, 1020.0, 1030.0]


def test_a_process_that_slept_rings_once_and_not_for_every_time_it_missed():
    calls = []
    monotonic = [0.0]
    timer = Timer(lambda: calls.append(monotonic[0]), seconds=SWEEP_SECONDS, clock=lambda: monotonic[0])
    monotonic[0] = 500.0
    timer.look()
    timer.look()
    assert calls == [500.0]
