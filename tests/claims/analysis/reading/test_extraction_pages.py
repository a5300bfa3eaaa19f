"""Small pages, each with what must and what must not be claimed; see pages.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import ExtractedClaim
from sources.reading.text import normalise

PAGES = tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))["page"]


def holding(claims: tuple[ExtractedClaim, ...], text: str, words: str) -> list[ExtractedClaim]:
    at = text.index(words)
    return [claim for claim in claims if claim.start <= at and at + len(words) <= claim.end]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_the_page_yields_the_claims_a_reader_would_list(page: dict[str, Any]) -> None:
    text = normalise(page["text"])
    claims = extract(text).claims
    for expected in page["claimed"]:
        found = holding(claims, text, expected["words"])
        assert found, f"no claim holds {expected['words']!r}: {[claim.text for claim in claims]}"
        wanted = {key: value for key, value in expected.items() if key != "words"}
        seen = [{key: getattr(claim, key) for key in wanted} for claim in found]
        assert wanted in seen, f"{expected['words']!r} is read as {seen}"


@pytest.mark.parametrize("page", [p for p in PAGES if "not_claimed" in p], ids=lambda page: page["name"])
def test_what_is_no_statement_is_never_claimed(page: dict[str, Any]) -> None:
    text = normalise(page["text"])
    claims = extract(text).claims
    for words in page["not_claimed"]:
        at = text.index(words)
        touching = [claim.text for claim in claims if claim.start < at + len(words) and at < claim.end]
        assert touching == []


def test_there_are_thirty_pages() -> None:
    assert len(PAGES) >= 30
