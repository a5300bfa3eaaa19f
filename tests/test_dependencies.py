"""What pyproject.toml declares: all that is imported, locked at a version that fits, each with its reason."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent
SERVICE = ("factcheck", "claims", "sources", "manage.py")
BESIDE = ("tests", "benchmarks", "training", ".ci")
OWN = {"factcheck", "claims", "sources"}
OWN_BESIDE = {*OWN, "tests", "benchmarks", "training"}  # not in the image
TABLES = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
# benchmarks/nearest_peers.py measures the first two where they are installed; the others are the group "training".
OPTIONAL = {"faiss", "numkong", "torch", "transformers"}
RUNTIME = [Requirement(line) for line in TABLES["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in TABLES["dependency-groups"]["dev"]]
TRAINING = [Requirement(line) for line in TABLES["dependency-groups"]["training"]]


def imported(path: Path) -> Iterator[str]:
    """The packages that a module imports, wherever it does; those for the type checker alone are left out."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).split(".")[0]
        waiting.extend(ast.iter_child_nodes(node))


def undeclared(places: tuple[str, ...], declared: list[Requirement], own: set[str]) -> set[tuple[str, str]]:
    """Which file imports a package that is neither our own nor of one of these requirements."""
    names = {canonicalize_name(requirement.name) for requirement in declared}
    packages = packages_distributions()
    files = [
        path
        for place in places
        for path in ([PROJECT / place] if "." in place[1:] else (PROJECT / place).rglob("*.py"))
    ]
    assert len(files) >= len(places)
    return {
        (str(path.relative_to(PROJECT)), package)
        for path in files
        for package in imported(path)
        if package not in sys.stdlib_module_names
        and package not in own
        and not names & set(map(canonicalize_name, packages.get(package, [])))
    }


def test_the_service_imports_only_what_is_declared():
    assert undeclared(SERVICE, RUNTIME, OWN) == set()


def test_tests_benchmarks_and_training_import_only_what_is_declared():
    assert undeclared(BESIDE, [*RUNTIME, *DEVELOPMENT], OWN_BESIDE | OPTIONAL) == set()


@pytest.mark.parametrize(("lock", "declared"), [("base.txt", RUNTIME), ("dev.txt", [*RUNTIME, *DEVELOPMENT])])
def test_every_declared_package_is_locked_at_a_version_that_fits(lock, declared):
    text = (PROJECT / "requirements" / lock).read_text(encoding="utf-8")
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M):
        locked.setdefault(canonicalize_name(name), []).append(version)
    assert [
        str(requirement)
        for requirement in declared
        if not all(map(requirement.specifier.contains, locked.get(canonicalize_name(requirement.name), [""])))
    ] == []


def test_every_declared_package_says_what_it_is_for():
    lines = (PROJECT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    declared = [at for at, line in enumerate(lines) if re.match(r'    "[\w.-]+(\[.*\])?[<>=]', line)]
    assert len(declared) == len(RUNTIME) + len(DEVELOPMENT) + len(TRAINING)
    # Behind it, or in sentences of its own before it.
    assert [lines[at] for at in declared if "# " not in lines[at] and not lines[at - 1].lstrip().startswith("# ")] == []
