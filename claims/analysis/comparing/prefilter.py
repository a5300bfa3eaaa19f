"""Prefilter: rules out most pairs of claims by a few columns, before their features are loaded.

Retrieval finds two dozen candidates for each claim, and most have nothing to do with it. They are told apart here,
at a hundredth of what the full comparison costs.
"""

from dataclasses import dataclass
from functools import cached_property
from math import fsum

from claims.analysis.comparing.words import weight

# Of the links that the pair reader finds in the dossiers one in twenty lies below, and of the candidates five in six.
NEAR = 0.5  # below it two claims are no statement in common: meaning, and what follows
NEAR_DENIAL = 0.25  # the same for meaning alone where one of them denies
COMMON = 0.3  # for the weight of the telling words in common over that of all words of the wordier claim
NUMBER = 0.1  # when a number stands in both

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


def may_match(left: PrefilterFields, right: PrefilterFields, similarity: float) -> bool:
    """Tell whether a pair is worth a full comparison; `similarity` is the cosine of the two sentence vectors."""
    if left.withdrawn or right.withdrawn:
        return False
    if left.denies or right.denies:  # one of "the accusations" shares no word with what it denies
        return similarity >= NEAR_DENIAL or not (left.terms and right.terms)
    score = similarity
    if shared := left.terms & right.terms:  # added up by fsum, so that the order of a set can't tip the balance
        score += COMMON * fsum(map(weight, shared)) / max(left.total, right.total, 1e-9)
    if score >= NEAR or (score + NUMBER >= NEAR and not left.numbers.isdisjoint(right.numbers)):
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
