import time

import pytest

from sources.credits import agency_credit, credited_keys
from sources.lineage import fingerprints
from sources.text import blocks, normalise

HALF = 250_000  # characters; the largest article has four times as many
TEXTS = {
    "one word without end": "A",
    "initials without end": "A.",
    "names without end": "Aa ",
    "credits without end": "according to the ",
    "agencies without end": "News Agency ",
    "reports without end": "Aa said ",
    "quotation marks": '"',
    "brackets": "(A ",
    "paragraphs of one letter": "A\n\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_makes_reading_take_longer_than_its_length(name):
    text = TEXTS[name] * (HALF // len(TEXTS[name]))
    started = time.monotonic()
    for read in (normalise, blocks, agency_credit, credited_keys, fingerprints):
        read(text)
    # It takes a second or two; a step that grows with the square of the length takes many minutes.
    assert time.monotonic() - started < 30
