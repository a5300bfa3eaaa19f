"""What the core promises of every text: exact spans, in order, each of one claim. Tried on all texts at hand.

Folders of example texts may stand in `shared` beside the checkout or above it; where there are none, only our own
are read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.analysis.reading.extraction import extract
from sources.reading.text import normalise

ROOT = Path(__file__).resolve().parents[4]
SHARED = next((folder / "shared" for folder in ROOT.parents if (folder / "shared" / "dossiers").is_dir()), None)
EVERY = 400  # of the thousands of texts in data sets; the folders of articles are read whole

# Acts of speech about acts of speech, which tempt the reading to claim one stretch twice.
OUTER = ["denied that", "said that", "rejected reports that", "did not say that", "claimed", "wrote that", "believes"]
INNER = ["ordered Elnor to stop", "asked the court to wait", "accused the mayor of theft", "said it would close"]
OWN = [f"The ministry {outer} it {inner} the exports." for outer in OUTER for inner in INNER]


def texts_in(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".txt", ".md", ".html"):
            yield file.read_text("utf-8")
        elif file.suffix == ".json":
            yield from long_strings(json.loads(file.read_text("utf-8")))
        elif file.suffix == ".jsonl":
            for line in file.read_text("utf-8").splitlines()[::EVERY]:
                yield from long_strings(json.loads(line))


def long_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) > 60:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from long_strings(part)


def check(raw: str) -> None:
    text = normalise(raw)
    claims = extract(text).claims
    spans = [(claim.start, claim.end) for claim in claims]
    assert len(spans) == len(set(spans)), f"two claims of one span in {raw[:200]!r}"
    assert spans == sorted(spans)
    for claim in claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.text == text[claim.start : claim.end]


@pytest.mark.parametrize("text", OWN)
def test_a_report_of_a_report_is_one_claim_a_span(text: str) -> None:
    check(text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(" ".join(OWN).split()), min_size=4, max_size=40))
def test_shuffled_reports_of_reports_are_one_claim_a_span(words: list[str]) -> None:
    check(" ".join(words))


@pytest.mark.skipif(SHARED is None, reason="There is no folder `shared` with example texts above this checkout.")
@pytest.mark.parametrize("folder", ["dossiers", "cases", "seeds", "contrast", "eval"])
def test_every_example_text_is_one_claim_a_span(folder: str) -> None:
    assert SHARED is not None
    for text in texts_in(SHARED / folder):
        check(text)
