"""Whether two wordings of one sentence are the same up to spelling and punctuation, and what a reader sees change.

A verdict stands while the words stand, so the rules err on the side of a change: what is no known way of spelling a
word, or of setting a mark, is another wording.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel

from claims.analysis.comparing.words import known, normalise
from claims.analysis.types import Polarity
from claims.analysis.wordlists.lexicon import lexicon

MAX_SHOWN = 3  # changes that a sentence names
MAX_SHOWN_CHARACTERS = 80  # of each side of a change
SHORTEST_TYPO = 5  # letters; in shorter words one letter more or less is another word

# Single marks that stand around words are quotation marks; apostrophes stand inside or behind one.
_SINGLE_QUOTED = re.compile(r"(?<![\w'])'(?=\w)((?:[^'\"\n]|(?<=\w)'(?=\w)){1,2000}?)(?<=[\w.,!?…])'(?!\w)")
# A sign before a figure, a figure with what stands inside it, initials, a word, and the marks that change a meaning.
_TOKEN = re.compile(
    r"(?<![\w.])[-−–](?=[\d.]*\d)|\d+(?:[.,:/]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*|[$€£¥%?\"&+=<>°]"
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PER_CENT = re.compile(r"(?i)\bper ?cent\b")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_TABLES: dict[str, str] = lexicon()["numbers"]
_FIGURES = {word: str(value) for value, word in enumerate(_TABLES["ones"].split())} | {
    word: str(10 * value) for value, word in enumerate(_TABLES["tens"].split(), 2)
}
_BRITISH = (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize"), ("ises", "izes"))
_SPELLINGS = {"&": "and", "tonnes": "tons", "grey": "gray", "defence": "defense", "offence": "offense"}
_STANCE: dict[str, str] = {Polarity.ASSERTS: "asserted", Polarity.DENIES: "denied"}
# In capitals these are names.
_INITIALS = frozenset({"us", "who", "it", "aids"})


def same_wording(old: str, new: str) -> bool:
    """Tell whether two wordings are equal up to spelling and punctuation.

    Case, accents, commas, dashes, apostrophes, kinds of quotation marks, hyphens, line breaks, British and American
    endings, "seven" for "7" and a letter mistyped in a word are spelling and punctuation. A figure, a question mark,
    and where quoted words begin and end are not.
    """
    if old == new:
        return True
    ways = [[_keys(_words(text, joiner)) for joiner in (" ", "")] for text in (old, new)]
    return any(_equal(mine, other) for mine in ways[0] for other in ways[1])


def difference(old: str, new: str) -> str:
    """Say in a sentence how the words changed: "The article now says 7, not 4."; "" when they are the same."""
    if same_wording(old, new):
        return ""
    mine, other = _words(old, " "), _words(new, " ")
    changes: list[tuple[list[str], list[str], int, int]] = []
    for code in Indel.opcodes(_keys(mine), _keys(other)):
        if code.tag != "equal":
            before, after = mine[code.src_start : code.src_end], other[code.dest_start : code.dest_end]
            if changes and changes[-1][2:] == (code.src_start, code.dest_start):
                changes[-1] = (changes[-1][0] + before, changes[-1][1] + after, code.src_end, code.dest_end)
            else:
                changes.append((before, after, code.src_end, code.dest_end))
    said = list(dict.fromkeys(_said(before, after) for before, after, *_ in changes))
    shown = said[:MAX_SHOWN] + ["and more has changed"] * (len(said) > MAX_SHOWN)
    return f"The article {'; '.join(shown)}." if shown else "The article now has other words here."


def key(text: str) -> tuple[str, ...]:
    """What wordings that differ in spelling and punctuation have in common, for finding them; not all of it."""
    return tuple(_keys(_words(text, " ")))


def _said(before: Sequence[str], after: Sequence[str]) -> str:
    if {*before, *after} == {'"'}:
        return "now puts these words in quotation marks" if after else "no longer puts these words in quotation marks"
    if before and after:
        return f"now says {_shown(after)}, not {_shown(before)}"
    return f"now adds {_shown(after)}" if after else f"no longer says {_shown(before)}"


def _shown(words: Sequence[str]) -> str:
    text = re.sub(r"\" ?| ?\"", " ", " ".join(words)).strip() or "a quotation mark"
    if len(text) > MAX_SHOWN_CHARACTERS:
        text = text[: MAX_SHOWN_CHARACTERS - 1].rstrip() + "…"
    return text if text[0].isdecimal() else f"“{text}”"


def _words(text: str, joiner: str) -> list[str]:
    """The words, figures and telling marks as written; `joiner` takes the place of hyphens inside words."""
    text = " ".join(normalise(text).split())
    text = _SINGLE_QUOTED.sub(r'"\1"', text)
    text = _PER_CENT.sub("%", _THOUSANDS.sub("", _HYPHEN.sub(joiner, text)))
    return _TOKEN.findall(text)


def _keys(words: Sequence[str]) -> list[str]:
    return [_key(word) for word in words]


def _key(word: str) -> str:
    folded = word.casefold()
    plain = folded.replace(".", "").replace("'", "") if word[0].isalpha() else folded
    if plain in _INITIALS and word.isupper() and len(word) > 1:
        return f"{plain}."
    plain = _COMBINING.sub("", unicodedata.normalize("NFKD", plain))
    if plain in _FIGURES:
        return _FIGURES[plain]
    if plain in _SPELLINGS:
        return _SPELLINGS[plain]
    if len(plain) > 5:
        for british, american in _BRITISH:
            if plain.endswith(british):
                return plain.removesuffix(british) + american
        for british, american in (("our", "or"), ("ours", "ors"), ("oured", "ored"), ("centre", "center")):
            if plain.endswith(british):
                return plain.removesuffix(british) + american
    return plain


def _equal(mine: list[str], other: list[str]) -> bool:
    return mine == other or (len(mine) == len(other) and all(map(_same_word, mine, other)))


def _same_word(left: str, right: str) -> bool:
    return left == right or _mistyped(left, right)


def _mistyped(left: str, right: str) -> bool:
    """Tell whether one of two words is a known one, and the other it with a letter too many, too few or misplaced.

    Another letter in its place is no slip that could be told from another word ("nitrate", "nitrite").
    """
    if min(len(left), len(right)) < SHORTEST_TYPO or (left[0], left[-1]) != (right[0], right[-1]):
        return False
    if not (left.isalpha() and right.isalpha()) or known(left) == known(right):
        return False
    swapped = len(left) == len(right) and sorted(left) == sorted(right)
    return (swapped or len(left) != len(right)) and OSA.distance(left, right, score_cutoff=1) == 1


@dataclass(frozen=True, slots=True)
class Wording:
    """The content of a claim, as it was decided on or as it is now; None for what was not recorded."""

    text: str
    quote: str | None = None
    claimant: str | None = None
    polarity: str | None = None


def what_changed(then: Wording, now: Wording) -> str:
    """Say how the claim differs from what was decided on, in sentences; "" when spelling and punctuation alone do."""
    found = [difference(then.text, now.text)]
    if not found[0] and then.quote is not None and now.quote is not None:
        found.append(_quotation(then.quote, now.quote))
    if then.claimant is not None and now.claimant is not None and not same_party(then.claimant, now.claimant):
        party, before = (name or "the outlet itself" for name in (now.claimant, then.claimant))
        found.append(f"The article now has {party} say this, not {before}.")
    if then.polarity is not None and now.polarity is not None and then.polarity != now.polarity:
        found.append(f"In the article this is now {_STANCE[now.polarity]}, and was {_STANCE[then.polarity]}.")
    return " ".join(sentence for sentence in found if sentence)


def _quotation(then: str, now: str) -> str:
    if same_wording(then, now):
        return ""
    if then and now:
        return f"The article now puts other words in quotation marks: {_shown(now.split())}."
    return f"The article {'now puts' if now else 'no longer puts'} these words in quotation marks."


def same_party(then: str, now: str) -> bool:
    """Tell whether two names may be one party's: a fuller name elsewhere in the article makes nobody else of it."""
    short, long = sorted((key(then), key(now)), key=len)
    return short == long or bool(short and long[-len(short) :] == short)
