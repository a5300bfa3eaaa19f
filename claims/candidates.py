"""Which pairs of claims are compared, and which links stay candidates, whatever the order of arrival.

Two claims are candidates when either is on the other's list of nearest sentences. So the candidates of a new claim
are those on its own list and those on whose list it is; a link ends when new claims have pushed it off both lists.
Where claims are retired, lists grow longer again: what comes in at their ends is found at the next check.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from claims import retrieval
from claims.models import CrossReference, PreparedClaim
from claims.retrieval import Candidate, Neighbourhood, Pair, candidate


@dataclass(slots=True)
class Candidates:
    """The pairs to compare for the claims `ids`, and the neighbourhoods known so far."""

    ids: frozenset[int]
    around: dict[int, Neighbourhood]
    pairs: dict[Pair, Candidate] = field(default_factory=dict)
    listed: set[Pair] = field(default_factory=set)  # surely candidates: the one is on the other's list

    def __post_init__(self) -> None:
        for claim, around in self.around.items():
            for other, similarity in around.listed().items():
                self.add(claim, other, similarity)
                self.listed.add((min(claim, other), max(claim, other)))
            for other, similarity in around.reverse_neighbours:
                self.add(claim, other, similarity)

    def add(self, claim: int, other: int, similarity: float) -> None:
        pair = candidate(claim, other, similarity)
        self.pairs[pair.left, pair.right] = pair

    def reaches(self) -> dict[int, float]:
        """By claim the similarity of the last sentence on its list."""
        return {claim: around.reach for claim, around in self.around.items()}

    def keep(self, pairs: Collection[Pair]) -> set[Pair]:
        """Those of the pairs that are candidates; where only the other claim's list can tell, it is retrieved again."""
        doubtful = {pair for pair in pairs if pair not in self.listed}
        self._look_around({side for pair in doubtful for side in pair})
        return {pair for pair in pairs if pair in self.listed or self._on_a_list(pair)}

    def pushed_off(self) -> dict[Pair, int]:
        """Stored links between other claims that are on neither list any more, with their primary keys."""
        nearer: dict[int, float] = defaultdict(lambda: -2.0)
        for pair in self.pairs.values():
            for claim, other in ((pair.left, pair.right), (pair.right, pair.left)):
                if claim in self.ids and other not in self.ids:
                    nearer[other] = max(nearer[other], pair.similarity)
        links = CrossReference.objects.touching(nearer).values_list("pk", "left_id", "right_id", "similarity")
        doubtful = {
            (left, right): key
            for key, left, right, similarity in links
            if not self.ids & {left, right} and similarity <= max(nearer.get(left, -2.0), nearer.get(right, -2.0))
        }
        kept = self.keep(doubtful)
        return {pair: key for pair, key in doubtful.items() if pair not in kept}

    def _look_around(self, claims: Collection[int]) -> None:
        if new := set(claims) - self.around.keys():
            self.around |= retrieval.neighbourhoods(new)

    def _on_a_list(self, pair: Pair) -> bool:
        left, right = pair
        return any(
            other in sentence.claims
            for claim, other in ((left, right), (right, left))
            for sentence in self.around[claim].sentences
        )


def find(ids: Collection[int], linked: Collection[Pair]) -> Candidates:
    """The candidates of these claims, together with the pairs that are linked already."""
    # From now on whoever stores a claim finds that these may have it on their lists: they are being made.
    PreparedClaim.objects.filter(pk__any_of=ids, reach=None).update(reach=retrieval.EVERYTHING)
    found = Candidates(frozenset(ids), retrieval.neighbourhoods(ids))
    for pair in retrieval.similarities([pair for pair in linked if pair not in found.pairs]):
        found.pairs[pair.left, pair.right] = pair
    return found


def more_outlets(around: Mapping[int, Neighbourhood], linked: Collection[Pair]) -> dict[int, int]:
    """For each claim the number of claims that share a sentence it is linked with, and were not compared."""
    return {
        claim: sum(
            sentence.more_claims
            for sentence in one.sentences
            if any((min(claim, other), max(claim, other)) in linked for other in sentence.claims)
        )
        for claim, one in around.items()
    }
