"""A service with unsafe settings does not start: neither web nor workers nor commands."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as running

from factcheck import checks

GOOD = "tJx0mQ5vN8hW2pLr7cYz4bKs9dFg1aEu"


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run Python with these arguments, as a production service with these settings would."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "HTTPS", "ALLOWED_HOSTS"}}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=running.BASE_DIR,
        env=clean | {"SECRET_KEY": GOOD, "DJANGO_SETTINGS_MODULE": "factcheck.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROGRAMS = {
    "web": ("-c", "import factcheck.wsgi"),
    "worker": ("-m", "celery", "-A", "factcheck", "worker", "--pool", "solo"),
    "beat": ("-m", "celery", "-A", "factcheck", "beat", "--schedule", "/dev/null"),
    "check": ("manage.py", "check"),
    "command": ("manage.py", "create_token", "x", "--role", "reviewer"),
}


@pytest.fixture(scope="module")
def unsafe() -> dict[str, subprocess.CompletedProcess]:
    """Each program started with unsafe settings, all at once."""
    with ThreadPoolExecutor(len(PROGRAMS)) as together:
        settings = {"SECRET_KEY": "a", "DEBUG": "true", "ALLOWED_HOSTS": "example.org,*"}
        done = {name: together.submit(start, *program, **settings) for name, program in PROGRAMS.items()}
    return {name: one.result() for name, one in done.items()}


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_starts_with_a_key_that_can_be_guessed_or_debug_or_every_host(unsafe, program):
    done = unsafe[program]
    said = done.stdout + done.stderr
    assert done.returncode not in {0, None}
    for sentence in ("SECRET_KEY can be guessed", "DEBUG shows the inside", "ALLOWED_HOSTS lets everybody"):
        assert sentence in said


def test_the_web_starts_with_proper_settings():
    done = start("-c", "import factcheck.wsgi", ALLOWED_HOSTS="example.org")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "key", ["a", "", "a" * 60, "abcabcabcabcabcabcabcabcabcabcabcabcabc", f"django-insecure-{GOOD}", GOOD[:31]]
)
def test_a_key_that_can_be_guessed_is_refused(settings, key):
    settings.SECRET_KEY = key or "b"
    assert [identifier for identifier, _ in checks.mistakes()] == ["factcheck.E001"]
    assert [error.id for error in checks.check_settings()] == ["factcheck.E001"]


def test_a_key_of_the_record_that_can_be_guessed_is_refused(settings):
    settings.RECORD_KEY = "record"
    assert ["RECORD_KEY" in sentence for _, sentence in checks.mistakes()] == [True]


@pytest.mark.parametrize("host", ["*", "", ".", "*.*"])
def test_every_way_to_allow_every_host_is_refused(settings, host):
    settings.ALLOWED_HOSTS = ["example.org", host]
    assert [identifier for identifier, _ in checks.mistakes()] == ["factcheck.E003"]


def test_debug_is_for_the_embedded_servers_alone(settings):
    settings.DEBUG = True
    settings.EMBEDDED = False
    assert [identifier for identifier, _ in checks.mistakes()] == ["factcheck.E002"]
    settings.EMBEDDED = True
    assert not list(checks.mistakes())
