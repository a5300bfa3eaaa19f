"""Writes docs/licences.md: the licence of every package that an installation of factcheck brings."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent
TARGET = PROJECT / "docs" / "licences.md"
HEADER = """# Licences

factcheck itself is under the Apache License 2.0. These are the packages that `make setup` installs, with the
licence that each states. `make licences` writes this file from the installed packages.

The tests also install Playwright (Apache-2.0), which drives a browser that the machine has, and axe-playwright-python
(BSD-3-Clause) for the axe-core (MPL-2.0) in it; nothing that runs does.

| package | licence |
|---|---|
"""


def locked_packages() -> list[str]:
    """Names in requirements/base.txt that this Python on this machine installs."""
    lock = (PROJECT / "requirements" / "base.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [Requirement(line.split(" --hash", 1)[0]) for line in lock.splitlines() if re.match(r"\w", line)]
    return sorted(
        canonicalize_name(each.name) for each in requirements if each.marker is None or each.marker.evaluate()
    )


def licence(package: Distribution) -> str:
    """The licence in words: the SPDX expression, the classifiers, or the first line of the free text."""
    if expression := package.metadata.get("License-Expression"):
        return expression
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in package.metadata.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    text = (package.metadata.get("License") or "").strip().splitlines()
    return text[0].replace("|", "/") if text else "not stated"


def main() -> int:
    try:
        rows = [f"| {name} | {licence(distribution(name))} |\n" for name in locked_packages()]
    except PackageNotFoundError as error:
        sys.stderr.write(f"{error.name} is locked but not installed; run make setup first.\n")
        return 1
    TARGET.write_text(HEADER + "".join(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
