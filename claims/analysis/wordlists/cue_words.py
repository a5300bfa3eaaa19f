"""The word lists of cues.toml: cue words by sense, and the lists that attribution and claimants go by."""

import tomllib
from enum import StrEnum
from pathlib import Path


class Sense(StrEnum):
    """What the claimant does with the content."""

    SAY = "say"
    DENY = "deny"
    ACCUSE = "accuse"  # a charge against the object: "accused X of Y"
    ASK = "ask"  # wants somebody to do something: "urged X to Y"
    DESCRIBE = "describe"  # "describes X as Y"
    BELIEVE = "believe"


_TABLE = tomllib.loads(Path(__file__).with_name("cues.toml").read_text("utf-8"))
WORDS: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _TABLE["words"].items()}
_OF_LEMMA: dict[str, Sense] = {}
for _sense, _lemmas in _TABLE["senses"].items():
    for _lemma in _lemmas.split():
        _OF_LEMMA.setdefault(_lemma, Sense(_sense))
# Every lemma and adverb that makes an attribution.
REPORTING = frozenset(_OF_LEMMA) | WORDS["hearsay_adverbs"]


def sense_of_lemma(lemma: str) -> Sense | None:
    """The sense of a lower-case lemma; None when the table does not hold it."""
    return _OF_LEMMA.get(lemma)
