"""How much a claim can and should be checked, 0 to 1, with the reasons as sentences.

A table of features with a weight each, in log-odds. The weights are rounded from how often each feature occurs in
claims that fact-checkers took up and in sentences taken as they come; benchmarks/checkworthiness.py measures them.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.analysis.bounds import bounded
from claims.analysis.types import Entity

_BASE = -0.5


@dataclass(frozen=True, slots=True)
class _Sign:
    weight: float
    reason: str
    pattern: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_SIGNS = (
    _Sign(
        1.0,
        "It gives a number.",
        re.compile(
            r"\d|\b(?:hundred|thousand|million|billion|trillion|dozen|half|twice|double|third|quarter|"
            r"per ?cent|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)s?\b",
            re.IGNORECASE,
        ),
    ),
    _Sign(
        0.7,
        "It compares or measures.",
        _words(
            r"more|less|fewer|most|least|highest|lowest|largest|biggest|first|never|every|all|none|only|no|record|"
            r"average|majority|higher|lower|rose|fell|increased?|decreased?|doubled|tripled|cut|rate|cost|costs|"
            r"percentage|worst|since|ever"
        ),
    ),
    _Sign(
        0.9,
        "It tells of an act or an event.",
        _words(
            r"kill(?:ed|ing)?|detain(?:ed|ing)?|arrest(?:ed|ing)?|tortur(?:ed?|ing)|attack(?:ed|ing)?|bann?(?:ed|ing)?|"
            r"vot(?:ed|ing)|pass(?:ed|ing)|sign(?:ed|ing)|sold|bought|paid|pay|spen[dt]|spending|cut|raised?|voted|"
            r"died|dead|shot|bomb(?:ed|ing)?|clos(?:ed|ing)|opened|withdr[ae]wn?|resign(?:ed|ing)|elected|won|lost|built|"
            r"destroy(?:ed|ing)?|burn(?:ed|ing|t)|sent|received|gave|took|approved|supported|opposed|caus(?:ed?|es|ing)|"
            r"creat(?:ed|es|ing)|show(?:s|ed|n)?|contain(?:s|ed)?|require[sd]?|allow(?:s|ed)?|illegal(?:ly)?|law|tax(?:es)?"
        ),
    ),
    _Sign(
        0.2,
        "It speaks of what is or was.",
        _words(r"is|are|was|were|has|have|had|does|do|did|\w{3,}ed"),
    ),
    _Sign(
        -0.5,
        "It speaks of what may, should or will come.",
        _words(
            r"will|would|shall|should|must|may|might|could|hopes?|wish(?:es)?|wants?|plans? to|going to|"
            r"expect(?:s|ed)?|"
            r"urge[sd]?|called? (?:on|for)|ask(?:s|ed)?|aims?|intends?|scheduled|let us|please"
        ),
    ),
    _Sign(
        -0.7,
        "It judges rather than states.",
        _words(
            r"best|worst|great|good|bad|terrible|terrific|wonderful|beautiful|awful|disgusting|proud|sad|happy|amazing|"
            r"insult|important|believe|think|feel|felt|love|hate|right path|like-minded|obsessed|politically.motivated|"
            r"disaster|shame(?:ful)?|nice|nasty|fair|unfair|wrong|hard|interesting|exciting|real(?:ly)?|very"
        ),
    ),
    _Sign(-0.6, "Its speaker speaks of himself.", _words(r"I|I['’]\w+|me|my|myself")),
    _Sign(
        -1.3,
        "It leans on words before it.",
        re.compile(r"^\W*(?:it|this|that|these|those|they|he|she|there|and|but|so|then)\b", re.IGNORECASE),
    ),
    _Sign(-1.9, "It is a question.", re.compile(r"\?[\"”’')\s]*$")),
)
_NAMED = frozenset(("PERSON", "ORG", "GPE", "NORP", "FAC", "LAW", "EVENT", "LOC"))
_NAME_WEIGHT = 0.25  # each of the first three parties named
_SHORT = 6  # words
_SHORT_WEIGHT = -0.9
_LONG = 35  # words
_LONG_WEIGHT = -1.0


def checkworthiness(text: str, entities: Sequence[Entity]) -> tuple[float, tuple[str, ...]]:
    """The score and its reasons, the weightiest first."""
    found = [(sign.weight, sign.reason) for sign in _SIGNS if sign.pattern.search(text)]
    names = list(dict.fromkeys(entity.text for entity in entities if entity.label in _NAMED))[:3]
    if names:
        found.append((_NAME_WEIGHT * len(names), f"It names {_listed(names)}."))
    if len(text.split()) < _SHORT:
        found.append((_SHORT_WEIGHT, "It is only a few words long."))
    if len(text.split()) > _LONG:
        found.append((_LONG_WEIGHT, f"It holds more than {_LONG} words, so that it says several things."))
    found.sort(key=lambda pair: -abs(pair[0]))
    total = _BASE + sum(weight for weight, _ in found)
    return round(1 / (1 + math.exp(-total)), 3), bounded(reason for _, reason in found)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
