"""Statements: claims that say the same, grouped.

Two claims are linked here when a comparison is sure enough that they say the same and no reviewer rejected it. A claim
belongs to a statement when it is linked to the majority of its members, so that a chain of links, each a little off,
joins nothing. Claims of one statement never contradict each other. What a reviewer put together or took apart holds.

The result depends on the claims, their links and what reviewers said, never on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from claims.analysis.types import CANDIDATES, Relation

# A claim is compared with CANDIDATES different sentences, so of a large statement it can't be linked to the majority;
# links to the majority of what it is compared with are enough.
ENOUGH = CANDIDATES // 2 + 1
GROUPED = 0.6  # score from which agreement groups claims; more than a link needs, as a verdict covers a whole statement
APART = 0.3  # score from which a contradiction keeps claims apart
CLEAR_CHARACTERS = (40, 200)  # shorter sentences leave out too much, longer ones say more than one thing

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Member:
    """A claim as the grouping sees it."""

    claim: int
    wording: int  # equal for claims that read alike
    source: int  # claims of one source are never compared with each other
    order: int  # hash of its content, which breaks ties
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims that say the same, and how sure that is: 0 to 1."""

    left: int
    right: int
    score: float


@dataclass(frozen=True, slots=True)
class Wording:
    """How one claim puts its statement."""

    claim: int
    text: str
    leans: bool  # it can't be understood without the sentence before
    hedged: bool
    order: int


def is_strong(relation: Relation, score: float) -> bool:
    """Whether a cross-reference is sure enough to group by, or to keep apart."""
    return score >= (GROUPED if relation == Relation.CORROBORATES else APART)


def share_neighbours(one: AbstractSet[int], other: AbstractSet[int]) -> bool:
    """Whether two linked claims have most of their neighbours in common, themselves among them.

    Only then can the two be of one statement that is larger than a pair; along a chain it never holds. So it bounds
    how far a change reaches.
    """
    return 2 * len(one & other) > len(one | other)


def group(
    members: Mapping[int, Member],
    links: Collection[Link],
    *,
    contradicting: Collection[Pair] = (),
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> list[frozenset[int]]:
    """The statements that these claims, by key, make: each claim is in exactly one.

    `contradicting` are pairs that a comparison holds apart, `together` and `apart` those that reviewers put into one
    statement or took out of it. Pairs with other claims than these are passed over.
    """
    grouping = _Grouping(members, contradicting=contradicting, apart=apart)
    # A denial is shown as one, and never as another wording of what is denied.
    known = [
        one
        for one in links
        if one.left in members and one.right in members and members[one.left].denies == members[one.right].denies
    ]
    grouping.contract(together, [one for one in known if _read_alike(members, one)])
    grouping.agglomerate(known)
    return sorted((frozenset(claims) for claims in grouping.claims.values()), key=min)


def _read_alike(members: Mapping[int, Member], link: Link) -> bool:
    return members[link.left].wording == members[link.right].wording


class _Grouping:
    """Groups of claims, by the key of one of their claims, that are merged step by step."""

    def __init__(
        self, members: Mapping[int, Member], *, contradicting: Collection[Pair], apart: Collection[Pair]
    ) -> None:
        self.members = members
        self.group = {claim: claim for claim in members}
        self.claims: dict[int, set[int]] = {claim: {claim} for claim in members}
        self.contradicting = _partners(contradicting)
        self.apart = _partners(apart)

    def ordered(self, pair: Pair) -> tuple[int, ...]:
        """Sorts pairs by what the claims say, not by their keys."""
        orders = sorted((self.members[claim].order, claim) for claim in pair)
        return tuple(part for order in orders for part in order)

    def contract(self, together: Collection[Pair], alike: Sequence[Link]) -> None:
        """Merge what reviewers put together, then linked claims that read alike: that is no chain of likeness."""
        placed = [pair for pair in together if pair[0] in self.members and pair[1] in self.members]
        for pair in sorted(placed, key=self.ordered):
            if not self.held_apart(*pair, by=(self.apart,)):
                self.merge(*pair)
        for left, right in sorted(((one.left, one.right) for one in alike), key=self.ordered):
            if not self.held_apart(left, right, by=(self.apart, self.contradicting)):
                self.merge(left, right)

    def agglomerate(self, links: Iterable[Link]) -> None:
        """Merge groups along their surest links, as long as every part of the whole is linked to its majority."""
        parts = dict(self.group)  # what was contracted counts once, however many outlets print it
        surest: dict[Pair, float] = {}
        for link in links:
            left, right = sorted((parts[link.left], parts[link.right]))
            if left != right:
                surest[left, right] = max(surest.get((left, right), 0.0), link.score)
        majority = _Majority(surest, self.claims, self.members)
        firsts = {part: min((self.members[one].order, one) for one in claims) for part, claims in self.claims.items()}
        steps = sorted(surest, key=lambda pair: (-surest[pair], sorted(firsts[part] for part in pair)))
        of_group = {part: {part} for part in self.claims}
        merged = True
        while merged:  # what was refused before may hold beside what has been merged since
            merged = False
            for left, right in steps:
                one, other = self.group[left], self.group[right]
                if one == other or self.held_apart(left, right, by=(self.apart, self.contradicting)):
                    continue
                union = of_group[one] | of_group[other]
                if majority.holds_in(union):
                    of_group[self.merge(left, right)] = union
                    merged = True

    def held_apart(self, left: int, right: int, *, by: Sequence[Mapping[int, set[int]]]) -> bool:
        """Whether any claim of the one group is kept from any of the other."""
        one, other = sorted((self.claims[self.group[left]], self.claims[self.group[right]]), key=len)
        return any(not other.isdisjoint(partners.get(claim, ())) for partners in by for claim in one)

    def merge(self, left: int, right: int) -> int:
        """Make one group of the two; returns its key."""
        kept, gone = self.group[left], self.group[right]
        if kept != gone:
            moved = self.claims.pop(gone)
            self.claims[kept] |= moved
            self.group.update(dict.fromkeys(moved, kept))
        return kept


class _Majority:
    """Tells whether parts, each one claim or claims that read alike, are each linked to the majority of the others."""

    def __init__(
        self, linked: Iterable[Pair], claims: Mapping[int, AbstractSet[int]], members: Mapping[int, Member]
    ) -> None:
        self.linked = _partners(linked)
        self.sources = {part: {members[claim].source for claim in inside} for part, inside in claims.items()}

    def holds_in(self, parts: AbstractSet[int]) -> bool:
        return all(self.holds_for(part, parts) for part in parts)

    def holds_for(self, part: int, parts: AbstractSet[int]) -> bool:
        comparable = sum(len(self.sources[part] | self.sources[other]) > 1 for other in parts if other != part)
        return len(self.linked[part] & parts) >= min(comparable // 2 + 1, ENOUGH) or not comparable


def _partners(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for left, right in pairs:
        found[left].add(right)
        found[right].add(left)
    return found


def clearest(wordings: Sequence[Wording]) -> int:
    """The claim whose wording stands best for all of them.

    One that needs no sentence before it, that is not hedged, that is neither curt nor long, that most outlets print.
    """
    printed: dict[str, int] = defaultdict(int)
    for one in wordings:
        printed[one.text] += 1
    least, most = CLEAR_CHARACTERS

    def unclear(one: Wording) -> tuple[bool, bool, int, int, int, str, int, int]:
        length = len(one.text)
        outside = max(least - length, length - most, 0)
        return one.leans, one.hedged, outside, -printed[one.text], length, one.text, one.order, one.claim

    return min(wordings, key=unclear).claim
