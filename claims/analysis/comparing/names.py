"""Names in claims, in one form: "Beijing", "Chinese" and "the Chinese Foreign Ministry" all name China."""

import re
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz

from claims.analysis.comparing.words import FUNCTION_WORDS, rarity, stem, tokens
from claims.analysis.types import Entity
from claims.analysis.wordlists.lexicon import lexicon

TITLE_CASE = 0.6  # share of capitalised words above which capitals say nothing, as in a headline
RARE = 0.78  # a word this rare at the start of a sentence is taken for a name
SPELLING = 80.0  # percent of letters that two spellings of one name share: "Uighur", "Uyghur"

_NOT_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "the",
        "i",
        "photo",
        "file",
    ]
)
_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"})
_SENTENCE_END = re.compile(r"[.!?:;\"“(]\s*$")
# In lower case these are words; as initials they are names.
_INITIALS = frozenset({"us", "who", "un", "eu", "uk"})


def find_names(text: str, entities: Iterable[Entity] = ()) -> tuple[str, ...]:
    """Return the name words of a normalised text, lower case, in order, without repeats; governments unified."""
    named = {word.lower() for entity in entities if entity.label in _LABELS for word in entity.text.split()}
    matches = [match for match in tokens(text) if text[match.start()].isalpha()]
    capitalised = [match for match in matches if text[match.start()].isupper()]
    content = _content(matches)
    title_case = content > 3 and _content(capitalised) > TITLE_CASE * content
    found: list[str] = []
    for match in capitalised:
        word = match.group()
        lower = word.lower().removesuffix("'s").rstrip(".").replace(".", "")
        if lower in _NOT_NAMES or not lower:
            continue
        if lower in FUNCTION_WORDS and not (lower in _INITIALS and word.isupper()):
            continue
        starts = match.start() == 0 or bool(_SENTENCE_END.search(text[max(0, match.start() - 3) : match.start()]))
        known = lower in named or lower in _governments()
        if known or (not title_case and not starts) or rarity(stem(lower)) >= RARE:
            found.append(lower)
    return tuple(dict.fromkeys(unify(found)))


def written_names(text: str) -> dict[str, str]:
    """The words of a normalised text by the form that `find_names` gives a name in; the first of each."""
    matches = tokens(text)
    words = [match.group().lower().removesuffix("'s").rstrip(".").replace(".", "") for match in matches]
    written: dict[str, str] = {}
    for place, (match, word) in enumerate(zip(matches, words, strict=True)):
        country = _governments().get(" ".join(words[place : place + 2])) if place + 1 < len(words) else None
        if country:
            written.setdefault(country, text[match.start() : matches[place + 1].end()].removesuffix("'s"))
        written.setdefault(_governments().get(word, word), match.group().removesuffix("'s"))
    return written


def _content(matches: list[re.Match[str]]) -> int:
    """How many of the words are no function words."""
    return sum(match.group().lower() not in FUNCTION_WORDS for match in matches)


def unify(words: list[str]) -> list[str]:
    """Replace one- and two-word names of governments, capitals and peoples by the country's."""
    governments = _governments()
    result: list[str] = []
    index = 0
    while index < len(words):
        pair = " ".join(words[index : index + 2])
        if len(words) > index + 1 and pair in governments:
            result.append(governments[pair])
            index += 2
            continue
        result.append(governments.get(words[index], words[index]))
        index += 1
    return result


def government(name: str) -> str:
    """Return the country whose government, capital or people a name is, or ""."""
    return _governments().get(name.lower().replace(".", ""), "")


def actor_key(name: str) -> tuple[str, ...]:
    """Return the words that identify a claimant: "China's Foreign Ministry" gives china, foreign, ministry."""
    words = [match.group().lower().removesuffix("'s").replace(".", "") for match in tokens(name)]
    initials = {match.group().lower() for match in tokens(name) if match.group().isupper()}
    kept = [word for word in words if word not in FUNCTION_WORDS or (word in _INITIALS and word in initials)]
    return tuple(dict.fromkeys(unify(kept)))


def same_name(left: str, right: str) -> bool:
    """Tell whether two name words are one, allowing for spelling and endings."""
    if left == right:
        return True
    if len(left) < 5 or len(right) < 5 or left[0] != right[0]:
        return False
    mine, other = stem(left), stem(right)
    return mine == other or fuzz.ratio(mine, other) >= SPELLING


@cache
def _governments() -> dict[str, str]:
    table: dict[str, str] = {}
    for country, names in lexicon()["governments"].items():
        table[country] = country
        for name in names:
            table[name.replace(".", "")] = country
    return table
