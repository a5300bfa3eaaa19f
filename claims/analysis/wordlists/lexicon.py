"""Reads lexicon.toml, the word lists of comparison, into the shapes that the other modules use."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def lexicon() -> dict[str, Any]:
    """Return the parsed file; read once a process."""
    file = resources.files("claims.analysis.wordlists").joinpath("lexicon.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """Return one list of single words as a set."""
    return frozenset(lexicon()[name].split())


def pairs(name: str) -> dict[str, str]:
    """Return one list of "form:base" as a dictionary."""
    return dict(entry.split(":", 1) for entry in lexicon()[name].split())
