"""Prints the table of the trials: `python -m benchmarks.trials [--trial 1] [--seed 1] [--short]`.

The exit code is 1 where work is lost, doubled or late.

Bare Celery runs beside the engine under the same faults, but for --short.
"""

import argparse
import sys

from benchmarks.trials.client import ENGINES, HEADING, Outcome
from benchmarks.trials.faults import FULL, SHORT, TRIALS
from benchmarks.trials.stack import Stack

SEEDS = (1, 2, 3)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trials")
    parser.add_argument("--trial", type=int, action="append", choices=sorted(TRIALS), help="default: all")
    parser.add_argument("--seed", type=int, action="append", help=f"default: {SEEDS}")
    parser.add_argument("--short", action="store_true", help="small sizes, one seed, without bare Celery")
    options = parser.parse_args()
    seeds = options.seed or (SEEDS[:1] if options.short else SEEDS)
    size, engines = (SHORT, ENGINES[:1]) if options.short else (FULL, ENGINES)
    sys.stdout.write(HEADING + "\n")
    bad: list[Outcome] = []
    with Stack() as stack:
        for trial in options.trial or sorted(TRIALS):
            for seed in seeds:
                for outcome in TRIALS[trial](stack, engines, size, seed):
                    print(outcome.row(), flush=True)
                    if outcome.engine == "factcheck" and not outcome.passed:
                        bad.append(outcome)
    for outcome in bad:
        print(
            f"\nTrial {outcome.trial}, seed {outcome.seed}, is not passed. {' '.join(outcome.wrong)}", file=sys.stderr
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
