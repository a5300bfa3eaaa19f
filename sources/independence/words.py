"""The word lists of this package as sets. Pure: no Django."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("words.toml")


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """One list."""
    return frozenset(_lists()[name].split())


def called() -> dict[str, str]:
    """Words for an office, a body or its paper, with the word for the body."""
    return dict(_lists()["called"])
