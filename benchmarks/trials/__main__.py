"""Prints the table of the trials: `python -m benchmarks.trials [--trial 1] [--seed 1] [--short]`.

The exit code is 1 where work is lost, doubled or late.

Bare Celery runs beside the engine under the same faults, but for --short.
"""

import argparse
import sys

from benchmarks.trials.client import ENGINES, HEADING, Outcome
from benchmarks.trials.faults import FULL, SHORT, TRIALS
from benchmarks.trials.postgres_gone import requests_without_postgres
from benchmarks.trials.stack import Stack

SEEDS = (1, 2, 3)
WITH_REQUESTS = 3  # the trial that needs the whole service; its short form is a test (tests/benchmarks/test_trials.py)
CHOICES = sorted([*TRIALS, WITH_REQUESTS])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trials")
    parser.add_argument("--trial", type=int, action="append", choices=CHOICES, help="default: all")
    parser.add_argument("--seed", type=int, action="append", help=f"default: {SEEDS}")
    parser.add_argument("--short", action="store_true", help="small sizes, one seed, without bare Celery")
    options = parser.parse_args()
    seeds = options.seed or (SEEDS[:1] if options.short else SEEDS)
    size, engines = (SHORT, ENGINES[:1]) if options.short else (FULL, ENGINES)
    chosen = options.trial or [trial for trial in CHOICES if trial != WITH_REQUESTS or not options.short]
    sys.stdout.write(HEADING + "\n")
    bad: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        print(outcome.row(), flush=True)
        if outcome.engine == "factcheck" and not outcome.passed:
            bad.append(outcome)

    for seed in seeds if WITH_REQUESTS in chosen else ():
        tell(requests_without_postgres(rate=50, rounds=3, pause=10, seed=seed))
    with Stack() as stack:
        for trial in chosen:
            for seed in seeds if trial in TRIALS else ():
                for outcome in TRIALS[trial](stack, engines, size, seed):
                    tell(outcome)
    for outcome in bad:
        print(
            f"\nTrial {outcome.trial}, seed {outcome.seed}, is not passed. {' '.join(outcome.wrong)}", file=sys.stderr
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
