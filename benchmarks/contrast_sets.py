"""Contrast sets: an anchor statement, and others in known relations to it.

A file has one JSON object a line: `{"id", "topic", "date", "anchor": {"text", "claimant", "quote"}, "others": [{"text",
"claimant", "quote", "date", "relation", "kind", "why"}]}`. `relation` is corroborates, disputes or none; `kind` names
the device; `claimant` "" is the outlet's own voice; `quote` says whether the text stands in quotation marks.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from claims.analysis.types import Relation


class BadContrastSet(ValueError):
    """A file holds no contrast sets; the message says where and why."""


@dataclass(frozen=True)
class Statement:
    text: str
    claimant: str
    quoted: bool
    published_on: date | None


@dataclass(frozen=True)
class Contrast:
    """One statement beside the anchor of its set."""

    set_id: str
    anchor: Statement
    other: Statement
    relation: Relation
    kind: str


def load(files: Sequence[Path]) -> list[Contrast]:
    """All statements of these files with their anchors. Raises BadContrastSet."""
    found = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadContrastSet(f"{file} can't be read: {error}") from error
        before = len(found)
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    found += _contrasts(json.loads(line))
                except KeyError as error:
                    raise BadContrastSet(f"{file}, line {number}: {error} is missing.") from error
                except (ValueError, TypeError, AttributeError) as error:
                    raise BadContrastSet(f"{file}, line {number}: no contrast set: {error}") from error
        if len(found) == before:
            raise BadContrastSet(f"{file} holds no statements.")
    return found


def _contrasts(row: dict[str, Any]) -> list[Contrast]:
    anchor = _statement(row["anchor"], row.get("date", ""))
    return [
        Contrast(row["id"], anchor, _statement(one, row.get("date", "")), Relation(one["relation"]), one["kind"])
        for one in row["others"]
    ]


def _statement(row: dict[str, Any], day: str) -> Statement:
    day = row.get("date") or day
    return Statement(
        text=row["text"],
        claimant=row.get("claimant", ""),
        quoted=bool(row.get("quote")),
        published_on=date.fromisoformat(day) if day else None,
    )
