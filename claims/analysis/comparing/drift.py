"""How a quotation changed from one outlet to another: a word-level alignment, each difference classed."""

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from claims.analysis.comparing.names import government, same_name
from claims.analysis.comparing.negation import is_negation, opposed
from claims.analysis.comparing.numbers import find_quantities
from claims.analysis.comparing.words import FUNCTION_WORDS, normalise, rarity, stem
from claims.analysis.types import Change, ChangeKind
from claims.analysis.wordlists.lexicon import words

MAX_WORDS = 600  # of each quotation; alignment costs the product of the lengths over 64
MAX_CHANGES = 40
SPELLING = 80.0  # percent of letters shared by two spellings of a word
NAME_LIKE = 0.6  # a capitalised word at least this rare is a name even where capitals are usual

_MIRRORED = {"insert": "delete", "delete": "insert", "replace": "replace"}
# What a word may change places with, two of them at most: "have never" and "never have" are one.
_AUXILIARIES = frozenset(
    """am is are was were be been have has had do does did will would shall should can could may might must""".split()  # noqa: SIM905
)
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*%?|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*|[$€£¥%]")


def drift(left: str, right: str) -> tuple[Change, ...]:
    """Return the differences between two quotations of one utterance, in the order of the words.

    More than two words that one of them lacks at its beginning or end are an excerpt: an omission that leaves
    the meaning alone. Differences of case, hyphens and punctuation alone are spelling, and a word that only changed
    places with an auxiliary is no difference. At most 600 words of each are compared, and at most 40 differences
    returned. The other way round gives the mirrored differences: of several alignments as good, always one is taken.
    """
    if right < left:
        return tuple(map(mirrored, drift(right, left)))
    mine, other = _words(left), _words(right)
    if not mine or not other:
        return ()
    changes = _hyphens(left, right)
    for equal, old, new, edge in _blocks(mine, other):
        if equal:
            changes += [_change([a], [b]) for a, b in zip(old, new, strict=True) if a != b and _noted(a, b)]
        elif old and new and len(old) == len(new) and all(map(_same_word, old, new)):
            changes += [_change([a], [b]) for a, b in zip(old, new, strict=True)]
        else:
            changes.append(_change(old, new, excerpt=edge and len(old) + len(new) > 2))
    return tuple(changes[:MAX_CHANGES])


def mirrored(change: Change) -> Change:
    """The same difference, seen from the other quotation."""
    return Change(_MIRRORED[change.op], change.right, change.left, change.kind, change.changes_meaning)


def _hyphens(left: str, right: str) -> list[Change]:
    """Compounds that one version writes with a hyphen and the other without."""
    mine, other = normalise(left).lower(), normalise(right).lower()
    changes = []
    for compound in dict.fromkeys(_COMPOUND.findall(mine) + _COMPOUND.findall(other)):
        spaced = compound.replace("-", " ")
        if compound in mine and compound not in other and spaced in other:
            changes.append(Change("replace", compound, spaced, ChangeKind.SPELLING, False))
        elif compound in other and compound not in mine and spaced in mine:
            changes.append(Change("replace", spaced, compound, ChangeKind.SPELLING, False))
    return changes[:MAX_CHANGES]


def _blocks(left: list[str], right: list[str]) -> list[tuple[bool, list[str], list[str], bool]]:
    """The stretches of two word lists: equal or not, the words of each, whether at the beginning or end."""
    codes = Indel.opcodes([_key(word) for word in left], [_key(word) for word in right])
    stretches = [
        (code.tag == "equal", left[code.src_start : code.src_end], right[code.dest_start : code.dest_end])
        for code in codes
    ]
    merged: list[tuple[bool, list[str], list[str]]] = []
    for equal, old, new in _without_moves(stretches):
        if merged and not equal and not merged[-1][0]:
            # A deletion beside an insertion is one replacement.
            merged[-1] = (False, merged[-1][1] + old, merged[-1][2] + new)
        else:
            merged.append((equal, old, new))
    last = len(merged) - 1
    return [(equal, old, new, index in (0, last)) for index, (equal, old, new) in enumerate(merged)]


def _without_moves(
    stretches: list[tuple[bool, list[str], list[str]]],
) -> list[tuple[bool, list[str], list[str]]]:
    """Words that stand before an auxiliary in one version and behind it in the other, as equal ones."""
    result = list(stretches)
    for at in range(1, len(result) - 1):
        (_, cut, put), (equal, between, _), (_, cut_after, put_after) = result[at - 1 : at + 2]
        moved, back = (cut, put_after) if cut else (put, cut_after)
        if (
            equal
            and moved
            and not (cut and put)
            and not (cut_after and put_after)
            and list(map(_key, moved)) == list(map(_key, back))
            and max(len(moved), len(between)) <= 2
            and any(all(word.lower() in _AUXILIARIES for word in side) for side in (moved, between))
        ):
            result[at - 1] = (True, moved, back) if cut else (True, back, moved)
            result[at + 1] = (True, [], [])
    return [stretch for stretch in result if stretch[1] or stretch[2]]


def _words(text: str) -> list[str]:
    """Words and numbers; a two-word name of a government stays together, so that it can equal its initials."""
    found = _WORD.findall(normalise(text).replace("-", " "))[:MAX_WORDS]
    words_: list[str] = []
    for word in found:
        if words_ and word[0].isupper() and government(f"{words_[-1]} {word}"):
            words_[-1] += f" {word}"
        else:
            words_.append(word)
    return words_


def _key(word: str) -> str:
    return (government(word) if word[0].isupper() else "") or word.lower().replace(".", "").removesuffix("'s")


def _noted(left: str, right: str) -> bool:
    """Tell whether two words that count as equal differ by more than a capital at the start."""
    return left.lower() != right.lower() or left[1:].isupper() != right[1:].isupper()


def _change(left: list[str], right: list[str], *, excerpt: bool = False) -> Change:
    op = "replace" if left and right else "delete" if left else "insert"
    kind, changes_meaning = (ChangeKind.OMISSION, False) if excerpt else _class(left, right)
    return Change(op, " ".join(left), " ".join(right), kind, changes_meaning)


def _class(left: list[str], right: list[str]) -> tuple[ChangeKind, bool]:
    """The kind of a difference and whether it alters what was said; the gravest kind wins."""
    mine, other = [word.lower() for word in left], [word.lower() for word in right]
    if list(map(_key, left)) == list(map(_key, right)):
        return ChangeKind.SPELLING, False
    if _values(left) != _values(right):
        return ChangeKind.NUMBER, True
    if _values(left) and not _content(_beside_numbers(left)) and not _content(_beside_numbers(right)):
        return ChangeKind.SPELLING, False
    if _negations(mine) % 2 != _negations(other) % 2:
        return ChangeKind.NEGATION, True
    if _in("modals", mine) != _in("modals", other):
        return ChangeKind.MODALITY, True
    if _in("intensity", mine) != _in("intensity", other):
        return ChangeKind.INTENSITY, True
    if not _content(mine) and not _content(other):
        return (ChangeKind.WORDING, False) if left and right else (ChangeKind.OMISSION, False)
    if left and right and _same_words(mine, other):
        return ChangeKind.SPELLING, False
    names, other_names = _names(left), _names(right)
    if not left or not right:
        return (ChangeKind.NAME, True) if names or other_names else (ChangeKind.OMISSION, True)
    if (names or other_names) and not _same_names(names, other_names):
        return ChangeKind.NAME, True
    if opposed([stem(word) for word in mine], [stem(word) for word in other]):
        return ChangeKind.WORDING, True
    # Other words for the same thing, as far as the lexicon can tell: shown, and left to the reader.
    return ChangeKind.WORDING, False


def _values(words_: list[str]) -> list[tuple[float, float]]:
    return [(quantity.low, quantity.high) for quantity in find_quantities(" ".join(words_))]


def _beside_numbers(words_: list[str]) -> list[str]:
    """The words that are no part of a number."""
    text = " ".join(words_)
    for quantity in find_quantities(text):
        text = text.replace(quantity.text, " ", 1)
    return text.lower().split()


def _negations(words_: list[str]) -> int:
    return sum(map(is_negation, words_))


def _in(name: str, words_: list[str]) -> set[str]:
    return {word for word in words_ if word in words(name)}


def _content(words_: list[str]) -> list[str]:
    return [word for word in words_ if word not in FUNCTION_WORDS]


def _same_word(left: str, right: str) -> bool:
    """Tell whether two words differ in spelling or inflection alone."""
    a, b = left.lower(), right.lower()
    if stem(a) == stem(b):
        return True
    return len(a) > 4 and len(b) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= SPELLING


def _same_words(left: list[str], right: list[str]) -> bool:
    """Tell whether two stretches differ in spelling, inflection or articles alone."""
    mine, other = _content(left) or left, _content(right) or right
    if "".join(mine) == "".join(other):
        return True
    return len(mine) == len(other) and all(map(_same_word, mine, other))


def _names(words_: list[str]) -> list[str]:
    return [
        _key(word)
        for word in words_
        if word[0].isupper()
        and word.lower() not in FUNCTION_WORDS
        and (not word.isupper() or rarity(stem(word)) >= NAME_LIKE or government(word))
    ]


def _same_names(left: list[str], right: list[str]) -> bool:
    return all(any(same_name(a, b) for b in right) for a in left) and all(
        any(same_name(a, b) for b in left) for a in right
    )
