"""Two claims side by side, with what several steps of the comparison need to know of both."""

from functools import cached_property
from itertools import compress
from math import fsum

import numpy
from rapidfuzz import fuzz, process

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.entailment import Aligned, align_quantities
from claims.analysis.comparing.names import same_name
from claims.analysis.comparing.negation import opposed
from claims.analysis.comparing.words import stem

MAX_UNMATCHED = 25  # words of each side that are looked at letter by letter
# Cosine of the beginnings of two articles below which they tell of two events where claims share no name: of 65 links
# between .3 and .4, 45 were wrong.
OTHER_EVENTS = 0.4
ALIKE = 75.0  # percent of letters shared by two forms of one word: "rhinos", "rhinoceroses" are not, by design


class Pair:
    """Two claims side by side; what several features share is worked out once."""

    def __init__(
        self,
        left: ClaimFeatures,
        right: ClaimFeatures,
        similarity: float,
        nearness: float | None = None,
        event: float | None = None,
    ) -> None:
        """For the measures see claims.analysis.comparing.matching.Compared."""
        self.left, self.right, self.similarity, self.event = left, right, similarity, event
        self.nearness = similarity if nearness is None else nearness

    @cached_property
    def shared(self) -> set[str]:
        """Telling words of both. In another order in each process, so sums over them are exact ones."""
        return self.left.weights.keys() & self.right.weights.keys()

    @cached_property
    def shared_weight(self) -> float:
        return fsum(map(self.left.weights.__getitem__, self.shared))

    @cached_property
    def overlap(self) -> float:
        """Cosine of the telling words."""
        norms = self.left.norm * self.right.norm
        return fsum(self.left.weights[word] ** 2 for word in self.shared) / norms if norms else 0.0

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
    def other_events(self) -> bool:
        """Whether the articles begin so differently that they tell of two events, and no name is in both claims."""
        if self.event is None or self.event >= OTHER_EVENTS:
            return False
        return len(self.left_missing) == len(self.left.names)

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
        other = Pair(self.right, self.left, self.similarity, self.nearness, self.event)
        other.letters, other.spelled_alike = self.letters, self.spelled_alike
        other.aligned = tuple(Aligned(p.right, p.left, p.affinity, p.reverse, p.entailment) for p in self.aligned)
        other.left_missing, other.right_missing = self.right_missing, self.left_missing
        return other


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
