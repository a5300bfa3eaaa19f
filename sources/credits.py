"""Whom a report leans on by its own word: agencies and other outlets that it credits. Pure: no Django."""

import re
from collections.abc import Iterator

from sources.layout import BlockKind, blocks

_AGENCIES = {
    "Reuters": r"Reuters|REUTERS",
    "AP": r"(?:The )?Associated Press|AP(?= news agency|\)|\b)",
    "AFP": r"Agence France[- ]Presse|AFP",
    "Xinhua": r"Xinhua",
    "TASS": r"TASS|Tass|ITAR-TASS",
    "Interfax": r"Interfax",
    "RIA Novosti": r"RIA(?: Novosti)?",
    "dpa": r"dpa|DPA|Deutsche Presse-Agentur",
    "Bloomberg": r"Bloomberg(?: News)?",
    "UPI": r"UPI|United Press International",
    "ANSA": r"ANSA",
    "EFE": r"EFE",
    "Kyodo": r"Kyodo(?: News)?",
    "Yonhap": r"Yonhap",
    "PTI": r"PTI|Press Trust of India",
    "ANI": r"ANI",
    "IANS": r"IANS",
    "Anadolu": r"Anadolu(?: Agency)?",
    "PA": r"PA Media|Press Association",
    "AAP": r"AAP|Australian Associated Press",
    "IRNA": r"IRNA",
}
_NAME = "|".join(f"(?P<a{number}>{pattern})" for number, pattern in enumerate(_AGENCIES.values()))
_NAME = rf"(?<![\w/])(?:{_NAME})(?![\w/])"
_REPORTS = r"(?:has |had |have |also |first )?(?:report(?:s|ed)|said|says|wrote|writes|quoted|cited|learned)"
_CREDITS = [
    re.compile(pattern)
    for pattern in (
        rf"\((?:[A-Z][A-Za-z]+/)?{_NAME}\)\s*[-–—:]",
        rf"(?i:\b(?:message|report|reports|dispatch|dispatches|story|article|information|wire) (?:from|by|of))"
        rf"(?: the)?(?: news agency)? {_NAME}",
        rf"(?i:\b(?:according to|told|citing|cited by|quoted by|reported by|source:|originally published by|"
        rf"published by|statement to|interview with))(?: the)?(?: news agency)? {_NAME}",
        rf"{_NAME}(?:'s|’s)?(?: news agency| newswire)?,? {_REPORTS}\b",
        rf"{_NAME}(?:'s|’s)?(?: news agency)? (?:report|dispatch|story)\b",
        rf"{_NAME}(?: \w+){{0,6}} contributed to",
        rf"(?m)^(?i:(?:by|with|from|additional reporting by|[—–-]+|\(c\)|©)\s+)?(?:\d{{4}} )?{_NAME}\.?$",
        rf"(?m)©\s*(?:\d{{4}}\s+)?{_NAME}",
    )
]
# Agencies that are in no list: "ORRIN, May 3 (NNA) -", "the Northern News Agency (NNA) reported", "- NNA".
_UNLISTED = [
    re.compile(pattern)
    for pattern in (
        r"^[^.!?()]{0,60}\((?P<name>[A-Z]{2,6}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\)\s*[-–—]",
        r"\b(?:[A-Z]\w+ )+(?:News|Press) Agency \((?P<name>[A-Z]{2,6})\)",
        r"\b(?P<name>(?:[A-Z]\w+ )+(?:News|Press) Agency)\b",
        r"\b[Nn]ews agency (?P<name>[A-Z]\w+)",
        r"(?:^|\s)[-–—]+\s?(?P<name>[A-Z]{3,6})\.?$",
    )
]
_CREDITED = [
    re.compile(pattern)
    for pattern in (
        r"(?P<name>[A-Z][\w’'&.-]*(?: (?:of |for |the )?[A-Z][\w’'&.-]*){0,5})(?: news agency| newspaper)?"
        r"(?: \([A-Z]{2,6}\))?,? (?:has |had |have |first |also ){0,2}"
        r"(?:report(?:ed|s)|said|says|wrote|writes|revealed|published)\b",
        r"(?i:\b(?:according to|told|citing|quoting|reported (?:first )?by|as reported in|"
        r"(?:report|reports|article|story|interview|message|dispatch) (?:by|in|from|of|with)|"
        r"published (?:first )?(?:by|in)|statement to|writes in|said in))"
        r"(?: (?:the|a|an|its|news agency|newspaper|broadcaster|website))*"
        r" (?P<name>[A-Z][\w’'&.-]*(?: (?:of |for |the )?[A-Z][\w’'&.-]*){0,5})",
        r"\((?P<name>[A-Z][\w’'&.-]*(?: [A-Z][\w’'&.-]*){0,3})\)\s*[-–—]",
    )
]
_GENERIC = re.compile(r"(?:\s+(?:press|news|agency|wire|media|newspaper|online))+$")
MAX_NAMES = 100


def agency_credit(text: str) -> str:
    """The news agency that the running text credits, by its usual name; "" when it credits none.

    A credit under a picture says nothing of where the words come from and does not count.
    """
    first: tuple[int, str] | None = None
    names = list(_AGENCIES)
    for block in blocks(text):
        if block.kind in (BlockKind.CAPTION, BlockKind.CREDIT):
            continue
        passage = text[block.start : block.end]
        for pattern in _CREDITS:
            found = pattern.search(passage)
            if found and (first is None or block.start + found.start() < first[0]):
                group = next(key for key, value in found.groupdict().items() if value)
                first = (block.start + found.start(), names[int(group[1:])])
        if first:
            return first[1]
        for pattern in _UNLISTED:
            found = pattern.search(passage)
            if found:
                return found["name"].removeprefix("The ")
    return ""


def outlet_key(name: str) -> str:
    """One spelling for the names of one outlet: "The Meridian Press" and "Meridian" have the same key."""
    key = " ".join(name.casefold().split()).removeprefix("the ")
    return _GENERIC.sub("", key) or key


def credited_keys(text: str) -> list[str]:
    """The keys of all names that the running text reports after, people and parties among them, sorted.

    Which of them are outlets only a list of outlets can tell.
    """
    return sorted(set(_credited(text)))[:MAX_NAMES]


def _credited(text: str) -> Iterator[str]:
    for block in blocks(text):
        if block.kind not in (BlockKind.CAPTION, BlockKind.CREDIT):
            for pattern in _CREDITED:
                for found in pattern.finditer(text, block.start, block.end):
                    yield outlet_key(found["name"].removesuffix("’s").removesuffix("'s"))
