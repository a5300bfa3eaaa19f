"""What a claimant is called: the name within a phrase, without titles, roles, appositions and marks at the rim."""

import re

from claims.analysis.wordlists.cue_words import WORDS

ROLES = WORDS["person_roles"]
_OWNED = re.compile(r"['’]s?$")
_ABBREVIATED = re.compile(r"\s*\([^()]*\)?$")  # "(HRW)", the short name after the full one
DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those)\s+", re.IGNORECASE)
TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|President)\b\.?\s+")
AFTER_TITLE = re.compile(
    r"\b(?:Advis[eo]r|Minister|Secretary|President|Director|Spokes(?:wo)?man|Chancellor|Ambassador|Governor|Mayor|"
    r"Senator|General|Chief|Chair(?:wo)?man|Commissioner|Attorney|Judge|Justice|Professor|Officer|Leader)"
    r" ([A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,2})$"
)
_NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+|(?:van|von|de|del|der|al|bin|la|le)(?= [A-Z]))){1,3}"
_BEFORE_APPOSITION = re.compile(rf"^({_NAME})(?:,| \()")
_BEHIND_APPOSITION = re.compile(rf"^[Tt]he [\w’' -]+, ({_NAME}),?$")
_AFTER_ROLE = re.compile(rf"(?:^|[ ,])([\w’'-]+),? ({_NAME})(?=$|,| of | from | in )")
_ASIDE = re.compile(r",? (?:for|on) (?:his|her|its|their) part\b.*$")
_PAIRS = (("“", "”"), ("‘", "’"), ('"', '"'), ("«", "»"), ("„", "“"))
_MARKS = ' ,;:–—-"“”„«»'


def bare(text: str) -> str:
    """A name on one line, without marks at its rim, "(HRW)" behind it, or the ending of "Strand's"."""
    name = " ".join(text.split()).strip(" ,;:–—-")
    while name and name[0] in _MARKS and not _opens_within(name):
        name = name[1:]
    while name and name[-1] in _MARKS and not _closes_within(name):
        name = name[:-1]
    name = _ASIDE.sub("", name)
    return _OWNED.sub("", (_ABBREVIATED.sub("", name) or name).strip(" ,;:–—-()"))


def _opens_within(name: str) -> bool:
    """Whether the mark that a name begins with is closed before its end: "“Little Tom” Ferrin"."""
    return any(name[0] == opening and closing in name[1:-1] for opening, closing in _PAIRS)


def _closes_within(name: str) -> bool:
    """Whether the mark that a name ends with was opened in it: "waiter known as “Little Tom”"."""
    return any(name[-1] == closing and opening in name[1:-1] for opening, closing in _PAIRS)


def without_title(name: str) -> str:
    """ "Ms Oldsted" and "Shopkeeper Una Brisk" without what stands before the name."""
    name = TITLE.sub("", name)
    words = name.split()
    last_role = max((index for index, word in enumerate(words[:-1]) if word.lower() in ROLES), default=-1)
    rest = words[last_role + 1 :]
    return " ".join(rest) if last_role >= 0 and all(word[:1].isupper() for word in rest) else name


def is_role(word: str) -> bool:
    return word.lower() in ROLES


def person_in(words: str) -> str:
    """The full name of the person a phrase is about, told by its words alone; "" when they tell none.

    "Ulla Terho, the head of a mission", "Korsa mayor Goran Petrik", "the mayor of Korsa, Goran Petrik".
    """
    before = _BEFORE_APPOSITION.match(words)
    if before and before.end() < len(words) and not _of_body(before.group(1)):
        return without_title(before.group(1))
    for match in _AFTER_ROLE.finditer(words):
        if is_role(match.group(1)):
            return without_title(match.group(2))
    behind = _BEHIND_APPOSITION.match(words)
    if behind and any(is_role(word) for word in words.split(",")[0].split()):
        return without_title(behind.group(1))
    return ""


def _of_body(name: str) -> bool:
    return not WORDS["bodies"].isdisjoint(name.lower().split())
