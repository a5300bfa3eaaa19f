import socket
import subprocess
from pathlib import Path

import pytest
import redis

from factcheck.local.processes import StartError
from factcheck.local.valkey import Valkey


@pytest.fixture
def valkey(tmp_path: Path) -> Valkey:
    return Valkey(tmp_path / "a home with 'quotes'" / "valkey")


def start(server: Valkey) -> subprocess.Popen[bytes]:
    process = server.start(subprocess.DEVNULL)
    server.wait(process)
    return process


def test_queued_messages_survive_the_kill_of_the_server(valkey):
    process = start(valkey)
    with redis.Redis.from_url(valkey.url) as client:
        client.rpush("queue", *range(1000))
    process.kill()
    process.wait()
    again = start(valkey)
    with redis.Redis.from_url(valkey.url) as client:
        assert client.llen("queue") == 1000
    valkey.stop(again)


def test_it_evicts_nothing_and_lets_in_nobody_without_the_password(valkey):
    process = start(valkey)
    with redis.Redis.from_url(valkey.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with redis.Redis(port=valkey.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    assert valkey.password_file.stat().st_mode & 0o777 == 0o600
    valkey.stop(process)


def test_it_is_not_ready_when_another_server_answers_on_its_port(valkey, tmp_path):
    other = Valkey(tmp_path / "other")
    process = start(other)
    valkey.folder.mkdir(parents=True)
    valkey.password_file.write_text("another password")
    valkey.port = other.port
    assert not valkey.is_ready(process)
    other.stop(process)


def test_a_taken_port_is_refused_with_a_sentence(valkey):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        valkey.port = taken.getsockname()[1]
        with pytest.raises(StartError, match="The broker can't listen on port"):
            valkey.start(subprocess.DEVNULL)
