"""The features of a pair of claims: numbers between 0 and about 5 that the fitted table weighs.

The first group is symmetric. The second (directed_features.py) tells whether the right claim entails or excludes the
left one. The third tells how each is worded.
"""

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.dates import DateMention, agree
from claims.analysis.comparing.directed_features import DIRECTED, directed
from claims.analysis.comparing.entailment import Entailment
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import stem
from claims.analysis.wordlists.lexicon import lexicon

# name: what it measures. The order is that of the numbers that `measure` returns.
SYMMETRIC: dict[str, str] = {
    "meaning": "cosine of the sentence vectors",
    "overlap": "cosine of the telling words, weighted by rarity",
    "letters": "cosine of the runs of three and four letters",
    "sorted": "letters in common when the words are put in alphabetical order",
    "order": "words in common in the same order",
    "covered_most": "share of telling words found in the other, of the claim with the higher share",
    "covered_least": "the same of the claim with the lower share",
    "length": "shorter length over longer",
    "names_missing": "names of either claim that the other lacks, up to 6",
    "names_missing_both": "1 when each claim has a name that the other lacks",
    "names_shared": "share of names found in the other, mean of both",
    "spelled_alike": "share of telling words that the other has in another form",
    "numbers_hold": "pairs of numbers for one thing that can both be true, up to 4",
    "numbers_excluded": "pairs of numbers for one thing that can't both be true, up to 4",
    "numbers_alone": "numbers of either claim without counterpart, up to 4",
    "dates_agree": "dates that can be one, up to 3",
    "dates_excluded": "dates that can't be one, up to 3",
    "negated": "1 when one claim negates what the other says",
    "opposed": "1 when the claims hold words that are opposites",
}
WORDED: dict[str, str] = {
    "length": "words, in twenties",
    "quotes": "1 when it quotes",
    "opens_quoting": "1 when it begins with a quotation",
    "commas": "commas",
    "names": "names",
    "numbers": "numbers",
    "dates": "dates",
    "contrasts": "1 when it holds but, however, although, despite",
    "reports": "1 when it holds said, told, wrote",
    "refers": "1 when it holds he, she, they, we",
    "conditional": "1 when it holds will, would, could, may",
}
SIDES: dict[str, str] = {
    f"{side}_{name}": f"{what}; of the {side} claim" for side in ("left", "right") for name, what in WORDED.items()
}
NAMES: tuple[str, ...] = (*SYMMETRIC, *DIRECTED, *SIDES)

_CONTRASTS = frozenset(map(stem, lexicon()["contrasts"].split()))
_REPORTS = frozenset(map(stem, lexicon()["reports"].split()))
_REFERS = frozenset(("he", "she", "they", "we", "i"))
_CONDITIONAL = frozenset(("will", "would", "could", "may", "might"))


def symmetric(pair: Pair, *, letters: float | None = None) -> list[float]:
    """Return the values of SYMMETRIC, the same for both orders of the pair.

    `letters` is taken for the feature of that name when given: to find it takes longer than all else.
    """
    left, right = pair.left, pair.right
    covered_left = pair.shared_weight / left.total if left.total else 0.0
    covered_right = pair.shared_weight / right.total if right.total else 0.0
    missing, missing_other = pair.left_missing, pair.right_missing
    named = [1 - len(lost) / len(all_) for lost, all_ in ((missing, left.names), (missing_other, right.names)) if all_]
    excluded = sum(item.entailment == Entailment.EXCLUDED for item in pair.aligned)
    alone = len(left.quantities) + len(right.quantities) - 2 * len(pair.aligned)
    dates_agree, dates_excluded = _dates(left.dates, right.dates)
    return [
        pair.similarity,
        pair.overlap,
        pair.letters if letters is None else letters,
        fuzz.ratio(left.sorted_words, right.sorted_words) / 100,
        LCSseq.normalized_similarity(left.words, right.words),
        max(covered_left, covered_right),
        min(covered_left, covered_right),
        min(len(left.words), len(right.words)) / max(len(left.words), len(right.words), 1),
        min(6, len(missing) + len(missing_other)),
        float(bool(missing and missing_other)),
        sum(named) / len(named) if named else 0.5,
        pair.spelled_alike,
        min(4, len(pair.aligned) - excluded),
        min(4, excluded),
        min(4, alone),
        min(3, dates_agree),
        min(3, dates_excluded),
        float(pair.negated != ""),
        float(pair.opposed is not None),
    ]


def measure(pair: Pair) -> list[float]:
    """Return the values of NAMES."""
    return symmetric(pair) + directed(pair) + worded(pair.left) + worded(pair.right)


def worded(claim: ClaimFeatures) -> list[float]:
    """Return the values of WORDED: how one claim is put, whatever it says."""
    said = set(claim.words)
    return [
        min(4.0, len(claim.words) / 20),
        float('"' in claim.text or bool(claim.quote)),
        float(claim.text[:1] == '"'),
        min(6, claim.text.count(",")),
        min(8, len(claim.names)),
        min(6, len(claim.quantities)),
        min(4, len(claim.dates)),
        float(not _CONTRASTS.isdisjoint(said)),
        float(not _REPORTS.isdisjoint(said)),
        float(not _REFERS.isdisjoint(said)),
        float(not _CONDITIONAL.isdisjoint(said)),
    ]


def _dates(left: tuple[DateMention, ...], right: tuple[DateMention, ...]) -> tuple[int, int]:
    """Dates of the claim with fewer dates that agree with one of the other's, and that disagree with all."""
    if not left or not right:
        return 0, 0
    agreeing = excluded = 0
    fewer, more = sorted((left, right), key=len)
    for mine in fewer:
        found = [agree(mine, other) for other in more]
        agreeing += True in found
        excluded += True not in found and False in found
    if len(left) == len(right):
        # With as many on both sides the count is taken from both, to stay symmetric.
        back = [[agree(mine, other) for other in fewer] for mine in more]
        agreeing = min(agreeing, sum(True in found for found in back))
        excluded = max(excluded, sum(True not in found and False in found for found in back))
    return agreeing, excluded
