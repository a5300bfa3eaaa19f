"""Credits: the agencies and other outlets that an article names as where it derives from. Pure: no Django."""

import re
from collections.abc import Iterator, Sequence

from sources.reading.layout import Block, BlockKind, blocks

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
# "Reuters/Ipsos", "AP-GfK" and "a Bloomberg poll" name who asked, not whose report it is.
_COUNTS = r"(?:poll|survey|tally|count|index|data|estimate|photograph|video)"
_NAME = (
    rf"(?<![\w/])(?:{_NAME})(?![\w/]|-\w|(?:['’]s)? "
    rf"(?:(?:[A-Z]\w+|delegate|exit|opinion|tracking|own|latest|new) ){{0,2}}{_COUNTS})"
)
_REPORTS = r"(?:has |had |have |also |first )?(?:report(?:s|ed)|said|says|wrote|writes|quoted|cited|learned)"
_BEFORE = r"(?! in (?:an? )?(?:[A-Z]\w+ )?(?:19|20)\d\d\b| last (?:week|month|year)\b)"
# The text is the agency's: these count wherever they stand.
_BYLINES = [
    re.compile(pattern)
    for pattern in (
        rf"\((?:[A-Z][A-Za-z]+/)?{_NAME}\)\s*[-–—:]",
        rf"(?i:\b(?:source:|originally published by))(?: the)?(?: news agency)? {_NAME}",
        rf"{_NAME}(?: \w+){{0,6}} contributed to (?:this|the) (?:report|story|article)",
        rf"(?m)^(?i:(?:by|with|from|additional reporting by|[—–-]+|\(c\)|©)\s+)?(?:\d{{4}} )?{_NAME}\.?$",
        rf"(?m)©\s*(?:\d{{4}}\s+)?{_NAME}",
        # The sign-off of Reuters, which stays when a site has cut the dateline.
        r"\((?:Additional r|R)eporting by [^()\n]{3,300}; ?[Ee]diting by (?P<a0>[^()\n]{3,200})\)",
    )
]
# The text tells what the agency reported. Farther down than the lead that is the origin of one statement, not of the
# article.
_MENTIONS = [
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:message|report|reports|dispatch|dispatches|story|article|information|wire) (?:from|by|of))"
        rf"(?: the)?(?: news agency)? {_NAME}{_BEFORE}",
        rf"(?i:\b(?:according to|told|citing|cited by|quoted by|reported by|"
        rf"published by|statement to|interview with))(?: the)?(?: news agency)? {_NAME}{_BEFORE}",
        rf"{_NAME}(?:'s|’s)?(?: news agency| newswire)?,? {_REPORTS}\b",
        rf"{_NAME}(?:'s|’s)?(?: news agency)? (?:report|dispatch|story)\b",
    )
]
# Agencies that are in no list: "ORRIN, May 3 (NNA) -", "- NNA" at the end of a text.
_UNLISTED_DATELINE = re.compile(
    r"^[A-Z][A-Z.’'-]{2,}[^.!?()]{0,60}\((?P<name>[A-Z]{2,6}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\)\s*[-–—]"
)
_UNLISTED_FOOT = re.compile(r"(?:^|[.!?”\"’)]\s)[-–—]+\s?(?P<name>[A-Z]{3,6})\.?$")
_UNLISTED_MENTIONS = [
    re.compile(pattern)
    for pattern in (
        r"\b(?:[A-Z]\w{1,30} ){1,5}(?:News|Press) Agency \((?P<name>[A-Z]{2,6})\)",
        r"\b(?P<name>(?:[A-Z]\w{1,30} ){1,5}(?:News|Press) Agency)\b",
        r"\b[Nn]ews agency (?P<name>[A-Z]\w+)",
    )
]
LEAD_PARAGRAPHS = 2
# An agency that bears a person's name: a text that names the person means him.
_NAMESAKE = re.compile(r"\b(?:Michael|Mike|Mayor|Mr\.?)(?: R\.)? Bloomberg\b")
# A word of a name; a full stop ends the sentence, but for "St. Odile".
_NAME_WORD = r"[A-Z][\w’'&-]{0,40}(?:\.(?=\w)[\w’'&-]{1,40}|(?<=\b[A-Z][a-z])\.)?"
_NAMED = rf"(?P<name>{_NAME_WORD}(?: (?:of |for |the )?{_NAME_WORD}){{0,5}})"
_CREDITED = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_NAMED}"
        r"(?: news agency| newspaper)?"
        r"(?: \([A-Z]{2,6}\))?,? (?:has |had |have |first |also ){0,2}"
        r"(?:report(?:ed|s)|said|says|wrote|writes|revealed|published|has it that)\b",
        r"(?i:\b(?:according to|told|citing|quoting|reported (?:first )?by|as reported in|"
        r"(?:report|reports|article|story|interview|message|dispatch) (?:by|in|from|of|with)|"
        r"published (?:first )?(?:by|in)|statement to|writes in|said in))"
        r"(?: (?:the|a|an|its|news agency|newspaper|broadcaster|website))*"
        rf" {_NAMED}",
        r"\((?P<name>[A-Z][\w’'&.-]{0,40}(?: [A-Z][\w’'&.-]{0,40}){0,3})\)\s*[-–—]",
        # "By our own reporters and CW"
        r"(?m)^By [^\n.]{3,60} and (?P<name>[A-Z]{2,6})$",
    )
]
# "Ferrante dismissed a report by Sportblatt": what is denied is not where the words come from.
_CONTRADICTED = re.compile(
    r"\b(?:dismiss|den[iy]|reject|contradict|refut|rebuff|brush|contest|disput|call|condemn|criticis|ridicul)\w*"
    r"(?: (?:as|to|aside|off|out|false|untrue|wrong|flatly|categorically))*"
    r"(?: (?:a|an|the|this|that|an earlier|recent|earlier|press|newspaper|media|all|any|such))*\s*$",
    re.IGNORECASE,
)
_BEFORE_CREDIT = 60  # characters in which a contradiction stands before a credit
_GENERIC = re.compile(r"(?:\s+(?:press|news|agency|wire|media|newspaper|online))+$")
_AGENCY_NAME = re.compile(r"\b(?:Agency|Wire|Press|Service)\b")
MAX_NAMES = 100


def agency_credit(text: str, parts: Sequence[Block] | None = None) -> str:
    """The news agency that the article is from or reports after, by its usual name; "" when there is none.

    A dateline, byline or line at the foot counts wherever it stands, "Reuters reported" only in the lead. A credit
    under a picture says nothing of where the words come from and does not count. `parts` are the text's blocks, where
    the caller has them.
    """
    parts = blocks(text) if parts is None else parts
    read = [block for block in parts if block.kind not in (BlockKind.CAPTION, BlockKind.CREDIT)]
    passages = [text[block.start : block.end] for block in read]
    for number, passage in enumerate(passages):
        name = _listed(_BYLINES, passage) or _unlisted([_UNLISTED_DATELINE], passage)
        if not name and number == len(passages) - 1:
            name = _unlisted([_UNLISTED_FOOT], passage)
        if name:
            return name
    body = [passage for block, passage in zip(read, passages, strict=True) if block.kind is BlockKind.BODY]
    for passage in body[:LEAD_PARAGRAPHS]:
        name = _listed(_MENTIONS, passage)
        if name == "Bloomberg" and _NAMESAKE.search(text):
            name = ""
        if name := name or _unlisted(_UNLISTED_MENTIONS, passage):
            return name
    return ""


def _listed(patterns: list[re.Pattern[str]], passage: str) -> str:
    """The agency of the first match of any pattern, by its usual name."""
    found = [match for pattern in patterns if (match := pattern.search(passage))]
    if not found:
        return ""
    first = min(found, key=re.Match.start)
    return list(_AGENCIES)[next(int(key[1:]) for key, value in first.groupdict().items() if value)]


def _unlisted(patterns: list[re.Pattern[str]], passage: str) -> str:
    found = next((match for pattern in patterns if (match := pattern.search(passage))), None)
    return found["name"].removeprefix("The ") if found else ""


def outlet_key(name: str) -> str:
    """One spelling for the names of one outlet: "The Meridian Press" and "Meridian" have the same key."""
    key = " ".join(name.casefold().split()).removeprefix("the ")
    return _GENERIC.sub("", key) or key


def outlet_keys(name: str) -> set[str]:
    """The keys by which a text may credit an outlet: its name, and its initials where these are three or more."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper() and word != "The").casefold()
    own = outlet_key(name)
    # "By our own reporters and CW" is Continental Wire; of two letters only a wire's are told by its readers.
    return {own, initials} if len(initials) > 1 and _AGENCY_NAME.search(name) else {own}


def credited_keys(text: str, parts: Sequence[Block] | None = None) -> list[str]:
    """The keys of all names that the running text reports after, people and parties among them, sorted.

    Which of them are outlets only a list of outlets can tell. `parts` are the text's blocks, where the caller has them.
    """
    return sorted(set(_credited(text, blocks(text) if parts is None else parts)))[:MAX_NAMES]


def _credited(text: str, parts: Sequence[Block]) -> Iterator[str]:
    for block in parts:
        if block.kind not in (BlockKind.CAPTION, BlockKind.CREDIT):
            for pattern in _CREDITED:
                for found in pattern.finditer(text, block.start, block.end):
                    if _CONTRADICTED.search(text[max(block.start, found.start() - _BEFORE_CREDIT) : found.start()]):
                        continue
                    yield outlet_key(found["name"].removesuffix("’s").removesuffix("'s"))
