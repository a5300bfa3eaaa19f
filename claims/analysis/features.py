"""The features of a pair of claims: numbers between 0 and about 5 that the fitted table weighs.

The first group is symmetric. The second reads the right claim as an answer to the left: does it hold, leave open
or exclude what the left one says. The third tells how each is worded.
"""

from functools import cached_property
from itertools import compress

import numpy
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from claims.analysis.agreement import Aligned, Verdict, align_quantities
from claims.analysis.comparison import ClaimFeatures
from claims.analysis.dates import DateMention, agree, within
from claims.analysis.lexicon import lexicon
from claims.analysis.names import same_name
from claims.analysis.negation import CUES, opposed
from claims.analysis.words import stem

MAX_UNMATCHED = 25  # words of each side that are looked at letter by letter
ALIKE = 75.0  # percent of letters shared by two forms of one word: "rhinos", "rhinoceroses" are not, by design

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
DIRECTED: dict[str, str] = {
    "covered": "share of the left claim's telling words found in the right",
    "left_names_missing": "names of the left claim that the right lacks, up to 4",
    "right_names_missing": "names of the right claim that the left lacks, up to 4",
    "number_holds": "numbers of the left within those of the right, up to 4",
    "number_open": "numbers of the left that the right neither supports nor excludes, up to 4",
    "number_excluded": "numbers of the left that the right excludes, up to 4",
    "excluded_strength": "how surely an excluded number counts the same thing",
    "holds_strength": "how surely a supported number counts the same thing",
    "any_number_excluded": "1 when any number is excluded",
    "all_numbers_hold": "1 when every number of the left is supported, or there is none",
    "exact_excluded": "1 when an excluded number is stated without bounds",
    "number_missing": "numbers of the left without counterpart, up to 4",
    "number_missing_of_kind": "the same, though the right has others of that kind",
    "right_numbers_alone": "numbers of the right without counterpart, up to 6",
    "date_holds": "dates of the left that one of the right lies in, up to 3",
    "date_open": "dates of the left that one of the right can equal, up to 3",
    "date_excluded": "dates of the left that those of the right exclude, up to 3",
    "date_excluded_alike": "the same, given as precisely",
    "date_missing": "dates of the left that the right says nothing of, up to 3",
    "right_negates": "1 when the right negates a word of the left",
    "left_negates": "1 when the left negates a word of the right",
    "one_negates": "1 when just one holds a negation",
    "right_question": "1 when the right asks",
    "right_disbelieves": "1 when the right denies, calls false or negates, and the left negates nothing",
    "right_hedges": "1 when the right keeps its distance: reportedly, may, claims",
    **{f"right_{kind}": f"1 when the right holds a cue word of {kind}" for kind in CUES if kind != "hedge"},
    **{f"left_{kind}": f"1 when the left holds a cue word of {kind}" for kind in CUES},
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


class Pair:
    """Two claims side by side; what several features share is worked out once."""

    def __init__(self, left: ClaimFeatures, right: ClaimFeatures, similarity: float) -> None:
        self.left, self.right, self.similarity = left, right, similarity

    @cached_property
    def shared(self) -> set[str]:
        """Telling words of both."""
        return self.left.weights.keys() & self.right.weights.keys()

    @cached_property
    def shared_weight(self) -> float:
        return sum(map(self.left.weights.__getitem__, self.shared))

    @cached_property
    def overlap(self) -> float:
        """Cosine of the telling words."""
        norms = self.left.norm * self.right.norm
        return sum(self.left.weights[word] ** 2 for word in self.shared) / norms if norms else 0.0

    @cached_property
    def aligned(self) -> tuple[Aligned, ...]:
        """Numbers of both for one thing."""
        return align_quantities(self.left.quantities, self.right.quantities)

    @cached_property
    def left_missing(self) -> list[str]:
        """Names of the left that the right lacks."""
        return missing_names(self.left, self.right)

    @cached_property
    def right_missing(self) -> list[str]:
        """Names of the right that the left lacks."""
        return missing_names(self.right, self.left)

    @cached_property
    def negated(self) -> str:
        """A stem that one claim negates and the other states without any negation, or ""."""
        return negated_word(self.left, self.right)

    @cached_property
    def opposed(self) -> tuple[str, str] | None:
        """Words of both that are opposites."""
        return opposed(self.left.weights, self.right.weights)

    @cached_property
    def letters(self) -> float:
        """Cosine of the runs of letters."""
        left, right = self.left.letters, self.right.letters
        return float(len(left & right) / (len(left) * len(right) + 1) ** 0.5)

    @cached_property
    def spelled_alike(self) -> float:
        """Share of the telling words of both that the other has in another form."""
        return _spelled_alike(self.left, self.right)

    def reversed(self) -> "Pair":
        """The same pair, read from the right."""
        other = Pair(self.right, self.left, self.similarity)
        other.letters, other.spelled_alike = self.letters, self.spelled_alike
        other.aligned = tuple(Aligned(p.right, p.left, p.affinity, p.reverse, p.verdict) for p in self.aligned)
        other.left_missing, other.right_missing = self.right_missing, self.left_missing
        return other


def symmetric(pair: Pair, *, letters: float | None = None) -> list[float]:
    """Return the values of SYMMETRIC, the same for both orders of the pair.

    `letters` is taken for the feature of that name when given: to find it takes longer than all else.
    """
    left, right = pair.left, pair.right
    covered_left = pair.shared_weight / left.total if left.total else 0.0
    covered_right = pair.shared_weight / right.total if right.total else 0.0
    missing, missing_other = pair.left_missing, pair.right_missing
    named = [1 - len(lost) / len(all_) for lost, all_ in ((missing, left.names), (missing_other, right.names)) if all_]
    excluded = sum(item.verdict is Verdict.EXCLUDED for item in pair.aligned)
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


def directed(pair: Pair) -> list[float]:
    """Return the values of DIRECTED: what the right claim does to what the left one says."""
    left, right = pair.left, pair.right
    negated_left, negated_right = left.stance.negated, right.stance.negated
    return [
        pair.shared_weight / left.total if left.total else 0.0,
        min(4, len(pair.left_missing)),
        min(4, len(pair.right_missing)),
        *_number_answers(pair),
        *_date_answers(left.dates, right.dates),
        float(any(word in left.words for word in negated_right)),
        float(any(word in right.words for word in negated_left)),
        float(bool(negated_left) != bool(negated_right)),
        float(right.stance.question),
        float(right.stance.disbelieves and not left.stance.words("not")),
        float(bool(right.stance.words("hedge"))),
        *(float(bool(right.stance.words(kind))) for kind in CUES if kind != "hedge"),
        *(float(bool(found)) for found in left.stance.cues),
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


def rank(pair: Pair) -> float:
    """A score for ordering the candidates of one claim, without judging them: meaning, telling words, numbers.

    Unlike the cosine of the words it does not mind that a candidate says more. Set by hand; see docs/matching.md.
    """
    telling = sum(pair.left.weights[word] ** 2 for word in pair.shared)
    values = {quantity.value for quantity in pair.left.quantities}
    numbers = len(values & {quantity.value for quantity in pair.right.quantities})
    return pair.similarity + 0.06 * telling + 0.1 * min(2, numbers)


def missing_names(left: ClaimFeatures, right: ClaimFeatures) -> list[str]:
    """Names of the left claim that the right lacks, in any spelling and as a common word."""
    missing = [name for name in left.names if name not in right.names and stem(name) not in right.weights]
    return [name for name in missing if not any(same_name(name, other) for other in right.names)]


def negated_word(left: ClaimFeatures, right: ClaimFeatures) -> str:
    """A stem that one claim negates and the other states without any negation, or ""."""
    if bool(left.stance.negated) == bool(right.stance.negated):
        return ""
    negating, stating = (left, right) if left.stance.negated else (right, left)
    return next((word for word in negating.stance.negated if word in stating.words), "")


def _spelled_alike(left: ClaimFeatures, right: ClaimFeatures) -> float:
    unmatched = [word for word in left.weights if word not in right.weights][:MAX_UNMATCHED]
    others = [word for word in right.weights if word not in left.weights][:MAX_UNMATCHED]
    if not unmatched or not others:
        return 0.0
    # What falls short of the cutoff is 0.
    alike = process.cdist(unmatched, others, scorer=fuzz.ratio, score_cutoff=ALIKE)
    found = sum(map(left.weights.__getitem__, compress(unmatched, numpy.any(alike, axis=1))))
    found_other = sum(map(right.weights.__getitem__, compress(others, numpy.any(alike, axis=0))))
    return (found + found_other) / (left.total + right.total)


def _dates(left: tuple[DateMention, ...], right: tuple[DateMention, ...]) -> tuple[int, int]:
    """Dates of the claim with fewer dates that agree with one of the other's, and that disagree with all."""
    if not left or not right:
        return 0, 0
    agreeing = excluded = 0
    fewer, more = sorted((left, right), key=len)
    for mine in fewer:
        verdicts = [agree(mine, other) for other in more]
        agreeing += True in verdicts
        excluded += True not in verdicts and False in verdicts
    if len(left) == len(right):
        # With as many on both sides the count is taken from both, to stay symmetric.
        back = [[agree(mine, other) for other in fewer] for mine in more]
        agreeing = min(agreeing, sum(True in verdicts for verdicts in back))
        excluded = max(excluded, sum(True not in verdicts and False in verdicts for verdicts in back))
    return agreeing, excluded


def _number_answers(sides: Pair) -> list[float]:
    left, right, aligned = sides.left, sides.right, sides.aligned
    by_verdict: dict[Verdict, list[Aligned]] = {verdict: [] for verdict in Verdict}
    for pair in aligned:
        by_verdict[pair.verdict].append(pair)
    holds, open_, excluded = (by_verdict[verdict] for verdict in (Verdict.HOLDS, Verdict.OPEN, Verdict.EXCLUDED))
    paired = {id(pair.left) for pair in aligned}
    missing = [quantity for quantity in left.quantities if id(quantity) not in paired]
    kinds = {quantity.kind for quantity in right.quantities}
    return [
        min(4, len(holds)),
        min(4, len(open_)),
        min(4, len(excluded)),
        min(5.0, sum(pair.affinity for pair in excluded)),
        min(5.0, sum(pair.affinity for pair in holds)),
        float(bool(excluded)),
        float(len(holds) == len(left.quantities)),
        float(any(pair.left.low == pair.left.high for pair in excluded)),
        min(4, len(missing)),
        min(4, sum(quantity.kind in kinds for quantity in missing)),
        min(6, len(right.quantities) - len(aligned)),
    ]


def _date_answers(left: tuple[DateMention, ...], right: tuple[DateMention, ...]) -> list[float]:
    holds = open_ = excluded = alike = missing = 0
    for mine in left:
        inside = [within(mine, other) for other in right]
        possible = [agree(mine, other) for other in right]
        if True in inside:
            holds += 1
        elif True in possible:
            open_ += 1
        elif False in possible:
            excluded += 1
            alike += any(bool(mine.day) == bool(o.day) and bool(mine.month) == bool(o.month) for o in right)
        else:
            missing += 1
    return [min(3, holds), min(3, open_), min(3, excluded), min(3, alike), min(3, missing)]
