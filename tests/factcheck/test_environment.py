"""Secrets handed over as files: SECRET_KEY_FILE in place of SECRET_KEY, and so on."""

import os
import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from factcheck.database import owner_url
from factcheck.environment import MOST_BYTES, SECRETS, SecretRefused, read_secret, with_secrets
from factcheck.local import up
from factcheck.roles import OWNER, SUPERUSER
from tests.factcheck.test_checks import GOOD, start

RECORD = GOOD[::-1]


@pytest.fixture
def file_of(tmp_path: Path):
    """Writes a secret to a file, as Docker does, and returns its path."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name.lower()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_the_service_starts_with_all_its_secrets_from_files(file_of):
    secrets = {
        "SECRET_KEY": GOOD,
        "RECORD_KEY": RECORD,
        "RECORD_KEY_FALLBACKS": f"{RECORD}1,{RECORD}2",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    assert set(secrets) == set(SECRETS)
    files = {f"{name}_FILE": file_of(name, f"{value}\n") for name, value in secrets.items()}
    program = (
        "import factcheck.wsgi; from django.conf import settings; from django.db import connection; "
        "connection.ensure_connection(); "
        "print(settings.SECRET_KEY, settings.RECORD_KEY, *settings.RECORD_KEY_FALLBACKS, settings.REDIS_URL)"
    )
    done = start("-c", program, **files, **dict.fromkeys(secrets, ""))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [GOOD, RECORD, f"{RECORD}1", f"{RECORD}2", secrets["REDIS_URL"]]


@pytest.mark.parametrize("program", [("manage.py", "check"), ("-c", "import factcheck.wsgi")], ids=lambda each: each[0])
def test_nothing_starts_when_a_secret_is_given_twice_or_its_file_is_missing(program, file_of, tmp_path):
    twice = start(*program, SECRET_KEY_FILE=file_of("key", RECORD))
    assert twice.returncode != 0
    assert "Both SECRET_KEY and SECRET_KEY_FILE are set" in twice.stderr
    assert GOOD not in twice.stderr
    assert RECORD not in twice.stderr
    missing = start(*program, RECORD_KEY_FILE=str(tmp_path / "nowhere"))
    assert missing.returncode != 0
    assert f"RECORD_KEY_FILE names {tmp_path / 'nowhere'}, which can't be read: No such file" in missing.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (b"\xff\xfe secret", "is no text in UTF-8"),
        ("x" * (MOST_BYTES + 1), "is too long"),
    ],
    ids=["empty", "blank", "binary", "long"],
)
def test_a_file_that_holds_no_secret_is_refused_with_a_sentence(file_of, content, sentence):
    with pytest.raises(SecretRefused, match=f"SECRET_KEY_FILE names .*{sentence}"):
        read_secret({"SECRET_KEY_FILE": file_of("key", content)}, "SECRET_KEY")


def test_a_folder_is_no_secret(tmp_path):
    with pytest.raises(SecretRefused, match="can't be read: Is a directory"):
        read_secret({"SECRET_KEY_FILE": str(tmp_path)}, "SECRET_KEY")


def test_an_empty_variable_counts_as_not_set(file_of):
    path = file_of("key", f"  {GOOD}\r\n")
    assert read_secret({"SECRET_KEY": "", "SECRET_KEY_FILE": path}, "SECRET_KEY") == GOOD
    assert read_secret({"SECRET_KEY": GOOD, "SECRET_KEY_FILE": " "}, "SECRET_KEY") == GOOD
    assert read_secret({}, "SECRET_KEY") == ""


def test_other_variables_that_end_in_file_are_left_alone(file_of):
    given = {"RECORD_HEAD_FILE": "/var/lib/factcheck/record-head", "SECRET_KEY_FILE": file_of("key", GOOD)}
    assert with_secrets(given) == {"RECORD_HEAD_FILE": "/var/lib/factcheck/record-head", "SECRET_KEY": GOOD}


def test_the_owners_address_may_come_from_a_file(file_of, monkeypatch):
    address = os.environ[OWNER]
    monkeypatch.setenv(f"{OWNER}_FILE", file_of("owner", address))
    with pytest.raises(ImproperlyConfigured, match=f"Both {OWNER} and {OWNER}_FILE are set"):
        owner_url()
    monkeypatch.delenv(OWNER)
    assert owner_url() == address


def test_making_roles_says_which_file_can_not_be_read(monkeypatch, tmp_path):
    monkeypatch.delenv(SUPERUSER)
    monkeypatch.setenv(f"{SUPERUSER}_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match=f"{SUPERUSER}_FILE names .* can't be read"):
        call_command("make_roles")


def test_the_embedded_run_reads_the_files_and_hands_the_owners_address_to_no_service(file_of, monkeypatch, tmp_path):
    for name in ("DATABASE_URL", *up.MIGHTY):
        monkeypatch.setenv(f"{name}_FILE", file_of(name, f"postgres://{name}/"))
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        run = up.Up(tmp_path, listening=listening, wanted_port=None, samples=False)
    assert run.environment["DATABASE_URL"] == "postgres://DATABASE_URL/"
    assert [name for name in run.environment if name.removesuffix("_FILE") in up.MIGHTY] == []
    assert run.mighty == {name: f"postgres://{name}/" for name in up.MIGHTY}


def test_the_embedded_run_does_not_start_without_a_secret_that_was_promised(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("REDIS_URL_FILE", str(tmp_path / "nowhere"))
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert up.main(["--home", str(tmp_path / "home"), "--no-sample"]) == 1
    assert "factcheck can't start: REDIS_URL_FILE names" in capsys.readouterr().err
