"""The trials of durable work in their short form: servers and workers of their own are killed and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
OF_THE_TESTS = ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def test_nothing_is_lost_or_doubled_by_kills_a_wiped_broker_poison_or_three_schedulers():
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.trials", "--short"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split("|")[1].strip()[0] for line in done.stdout.splitlines()[2:]] == ["1", "2", "5", "6"]
