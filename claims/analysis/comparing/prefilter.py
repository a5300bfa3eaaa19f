"""Prefilter: rules out most pairs of claims by a few columns, before their features are loaded.

Retrieval finds two dozen candidates for each claim, and most have nothing to do with it. They are told apart here,
at a hundredth of what the full comparison costs.
"""

from dataclasses import dataclass
from functools import cached_property
from math import fsum

from claims.analysis.comparing.words import weight

# Log odds that a pair is a link at all, fitted by training/prefilter.py on the candidates of labelled dossiers.
START = -6.65
MEANING = 4.9  # for the cosine of the claims' own words
NEARNESS = 3.1  # for that of their vectors in their articles
COMMON = 1.0  # for the weight of the telling words in common over that of all words of the wordier claim
COVERED = 1.6  # the same over the other claim's
NUMBER = 1.6  # when a number stands in both
ONE_DENIES = 0.4
BOTH_DENY = 1.7
LEAST = -3.3  # log odds from which a pair is read: of the links among the candidates one in twelve lies below
LEAST_ALONE = -4.0  # the same for a claim without an article, where nothing tells whether the event is one

QUOTED_WORDS = 2  # telling words that two quotations of one utterance must share
RUN_SHARED = 0.6  # share of a quotation's telling words that another claim must hold to give it as running words


@dataclass(frozen=True)
class PrefilterFields:
    """The fields of one claim that the prefilter reads.

    terms: its telling stems, synonyms joined; numbers: the values it counts or measures, ordinals left out; quoted:
    as `terms`, of its quotation if that has three words or more; denies: whether it denies something; withdrawn:
    whether it tells only what the outlet no longer says.
    """

    terms: frozenset[str]
    numbers: frozenset[float]
    quoted: frozenset[str]
    denies: bool
    withdrawn: bool

    @cached_property
    def total(self) -> float:
        """Sum of the weights of the terms."""
        return fsum(map(weight, self.terms))


def may_match(
    left: PrefilterFields,
    right: PrefilterFields,
    similarity: float,
    nearness: float | None = None,
    *,
    in_articles: bool = False,
) -> bool:
    """Tell whether a pair is worth a full comparison; for `similarity` and `nearness` see Pair."""
    if left.withdrawn or right.withdrawn:
        return False
    if (left.denies or right.denies) and not (left.terms and right.terms):
        return True  # "the accusations" share no word with what is denied
    shared = left.terms & right.terms
    weighed = fsum(map(weight, shared))  # by fsum, so that the order of a set can't tip the balance
    odds = START + MEANING * similarity + NEARNESS * (similarity if nearness is None else nearness)
    odds += COMMON * weighed / max(left.total, right.total, 1e-9) + COVERED * weighed / max(
        min(left.total, right.total), 1e-9
    )
    odds += NUMBER * (not left.numbers.isdisjoint(right.numbers))
    odds += BOTH_DENY if left.denies and right.denies else ONE_DENIES if left.denies or right.denies else 0.0
    if odds >= (LEAST if in_articles else LEAST_ALONE):
        return True
    return bool(left.quoted or right.quoted) and _may_quote(left, right)


def _may_quote(left: PrefilterFields, right: PrefilterFields) -> bool:
    """Tell whether two claims may quote one utterance, or one may give the other's quotation as its own words."""
    if len(left.quoted & right.quoted) >= QUOTED_WORDS:
        return True
    return any(
        quoting.quoted and len(quoting.quoted & other.terms) >= RUN_SHARED * len(quoting.quoted)
        for quoting, other in ((left, right), (right, left))
    )
