"""Words as comparison sees them: tokens, stems without inflection, and how rare a word is in English."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice

from claims.analysis.vectors.model_files import tokenizer_path
from claims.analysis.wordlists.lexicon import lexicon, pairs, words
from sources.reading.text import bounded_marks

MAX_CHARACTERS = 8000  # of one claim; what lies beyond is not compared word by word
MAX_TOKENS = 400
FIRST_WORD_ID = 1996  # "the"; before it the vocabulary holds symbols, after it words by falling frequency

FUNCTION_WORDS = words("function_words")

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:'[^\W\d_]+)*")
_QUOTATION_MARKS = str.maketrans("’‘ʼ`“”„«»", "''''" + '"' * 5)
_FRACTIONS = (("½", ".5"), ("¼", ".25"), ("¾", ".75"))
_IRREGULAR = pairs("irregular")
_VOWELS = frozenset("aeiouy")
_SILENT_E = re.compile("[^aeiouy][aeiouy][^aeiouwxy]")  # before which "ed" and "ing" have swallowed an "e"


def normalise(text: str) -> str:
    """Return the text in NFKC with straight quotation marks, cut to MAX_CHARACTERS."""
    # Before NFKC, which would make "3½" into "31⁄2".
    text = text[:MAX_CHARACTERS]
    for sign, decimal in _FRACTIONS:
        text = text.replace(sign, decimal)
    return unicodedata.normalize("NFKC", bounded_marks(text)).translate(_QUOTATION_MARKS)


@lru_cache(maxsize=4)  # one text is read for its stems, its names and its stance
def tokens(text: str) -> tuple[re.Match[str], ...]:
    """Return the words and numbers of a normalised text as matches (with their place), at most MAX_TOKENS."""
    return tuple(islice(_TOKEN.finditer(text), MAX_TOKENS))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the lower-case word without inflection and with one spelling of British and American endings.

    Light on purpose: "reported" and "reports" become one, "report" and "reporter" stay two.
    """
    word = word.lower().removesuffix("'s").replace("'", "").replace(".", "")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    word = word.replace("isation", "ization").replace("ising", "izing").replace("ised", "ized")
    for ending, replacement in (("sses", "ss"), ("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + replacement
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "edly", "ing", "ied", "ed", "ly"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 3 and not _VOWELS.isdisjoint(base):
            if ending == "ied":
                return base + "y"
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            # "Voted" is of "vote", "acted" of "act".
            word = f"{base}e" if _SILENT_E.fullmatch(base) else base
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word


@lru_cache(maxsize=50_000)
def rarity(stem_of_word: str) -> float:
    """Return how telling a stem is, 0 (the commonest word) to 1 (outside the 28,000 commonest).

    The encoder's vocabulary lists words by their frequency in Wikipedia and books, so the place in that list
    stands in for the share of texts that hold the word; its logarithm is what is called idf.
    """
    rank = _ranks().get(stem_of_word)
    if rank is None:
        return 1.0
    return math.log(1 + rank / 20) / math.log(1 + 28_000 / 20)


@lru_cache(maxsize=50_000)
def weight(stem_of_word: str) -> float:
    """Return the weight of a stem where words are compared: the root of its rarity."""
    return math.sqrt(rarity(stem_of_word))


FUNCTION_STEMS = frozenset(map(stem, FUNCTION_WORDS)) | FUNCTION_WORDS


@cache
def synonyms() -> dict[str, str]:
    """Map the stems of the lexicon's synonyms to the first stem of their line."""
    groups: dict[str, str] = {}
    for line in lexicon()["synonyms"]:
        first, *others = (stem(word) for word in line.split())
        for other in (first, *others):
            groups.setdefault(other, groups.get(first, first))
    return groups


def telling(stems: Iterable[str]) -> dict[str, float]:
    """Return each distinct stem that is no function word, synonyms joined, with its weight, in order."""
    groups = synonyms()
    kept = (groups.get(word, word) for word in stems if word not in FUNCTION_STEMS)
    return {word: weight(word) for word in kept}


@cache
def _ranks() -> dict[str, int]:
    """The best (lowest) rank of each stem in the encoder's vocabulary."""
    with tokenizer_path().open(encoding="utf-8") as file:
        vocabulary: dict[str, int] = json.load(file)["model"]["vocab"]
    ranks: dict[str, int] = {}
    for word, index in vocabulary.items():
        rank = index - FIRST_WORD_ID
        if rank >= 0 and word.isalpha():
            key = stem(word)
            ranks[key] = min(rank, ranks.get(key, rank))
    return ranks


def known(word: str) -> bool:
    """Tell whether a lower-case word, or another form of it, is among the 28,000 commonest."""
    return stem(word) in _ranks()
