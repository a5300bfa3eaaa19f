import random
from collections.abc import Collection, Iterable

import pytest

from claims.analysis.statements import Link, Member, Wording, clearest, group, share_neighbours

A, B, C, D, E, F = range(1, 7)
CLIQUE = [(A, B), (A, C), (B, C)]


def members(*claims: int, source: dict[int, int] | None = None, wording: dict[int, int] | None = None):
    return {
        one: Member(one, (wording or {}).get(one, one), (source or {}).get(one, one), order=one * 7919 % 101)
        for one in claims
    }


def links(pairs: Iterable[tuple[int, int]], score: float = 0.9) -> list[Link]:
    return [Link(*pair, score) for pair in pairs]


def found(pairs: Collection[tuple[int, int]], **given) -> set[frozenset[int]]:
    claims = {side for pair in pairs for side in pair}
    return {one for one in group(members(*claims), links(pairs), **given) if len(one) > 1}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(A, B)], [{A, B}]),
        (CLIQUE, [{A, B, C}]),
        ([*CLIQUE, (C, D)], [{A, B, C}]),  # one of three is no majority
        ([*CLIQUE, (C, D), (B, D)], [{A, B, C, D}]),  # two of three are
        ([*CLIQUE, (C, D), (D, E), (D, F), (E, F)], [{A, B, C}, {D, E, F}]),  # a bridge between two statements
    ],
)
def test_a_claim_joins_what_it_shares_with_the_majority_and_never_a_chain(pairs, expected):
    assert found(pairs) == {frozenset(one) for one in expected}


def test_a_chain_of_links_joins_nothing_beyond_pairs():
    assert max(map(len, found([(one, one + 1) for one in range(9)]))) == 2


def test_every_claim_is_in_exactly_one_statement_also_one_without_links():
    statements = group(members(A, B, C), links([(A, B)]))
    assert statements == [frozenset({A, B}), frozenset({C})]


def test_the_order_of_claims_and_links_makes_no_difference():
    chance = random.Random(7)
    pairs = [(one, other) for one in range(20) for other in range(one) if chance.random() < 0.35]
    given = [Link(*pair, chance.choice([0.7, 0.8, 0.9])) for pair in pairs]
    against = chance.sample(pairs, 6)
    once = group(members(*range(20)), given, contradicting=against)
    for _ in range(20):
        chance.shuffle(given)
        keys = chance.sample(range(20), 20)
        turned = [Link(one.right, one.left, one.score) for one in given]
        assert group(members(*keys), turned, contradicting=against[::-1]) == once
    assert any(len(one) > 2 for one in once)


def test_claims_that_contradict_each_other_are_never_one_statement():
    for one in group(members(A, B, C, D), links([*CLIQUE, (A, D), (C, D)]), contradicting=[(B, D)]):
        assert not one >= {B, D}


def test_a_denial_is_never_in_the_statement_that_it_denies():
    claims = members(A, B, C) | {C: Member(C, C, C, C, denies=True)}
    assert group(claims, links(CLIQUE)) == [frozenset({A, B}), frozenset({C})]


def test_a_sentence_that_many_outlets_print_is_one_statement_though_few_of_them_are_linked():
    outlets = range(10, 110)
    ring = [(one, one + 1) for one in outlets[:-1]]
    same = members(A, *outlets, wording=dict.fromkeys(outlets, 0))
    assert group(same, links([*ring, (A, 40)])) == [frozenset({A, *outlets})]


def test_an_outlet_that_says_it_twice_is_not_held_against_the_other_claims():
    twice = members(A, B, C, source={A: 1, B: 1, C: 2})
    assert group(twice, links([(A, C), (B, C)])) == [frozenset({A, B, C})]


def test_a_claim_of_a_large_statement_needs_no_more_links_than_it_can_have():
    many = range(20)
    dense = [(one, other) for one in many for other in range(max(0, one - 6), one)]
    grouped = group(members(*many), links(dense))
    assert max(map(len, grouped)) > 8


@pytest.mark.parametrize(
    ("pairs", "placed", "expected"),
    [
        (CLIQUE, {"apart": [(A, C), (B, C)]}, [{A, B}]),
        (CLIQUE, {"together": [(C, D)]}, [{A, B, C, D}]),
        ([(A, B)], {"together": [(B, C), (A, C)], "apart": [(A, B)]}, [{A, C}, {B, C}]),
        ([(A, B)], {"together": [(A, C)], "contradicting": [(A, C)]}, [{A, B, C}]),
    ],
)
def test_what_reviewers_put_together_and_took_apart_holds_against_links(pairs, placed, expected):
    grouped = {one for one in group(members(A, B, C, D), links(pairs), **placed) if len(one) > 1}
    assert len(grouped) == 1
    assert grouped <= {frozenset(one) for one in expected}


def test_along_a_chain_no_two_claims_share_most_of_their_neighbours():
    assert not share_neighbours({A, B, C}, {B, C, D})
    assert share_neighbours({A, B, C}, {A, B, C, D})
    assert share_neighbours({A, B}, {A, B})


FULL = "The minister of the interior resigned on Tuesday evening."


@pytest.mark.parametrize(
    ("texts", "best"),
    [
        ([("He resigned on Tuesday evening after the vote.", True, False), (FULL, False, False)], FULL),
        ([(FULL.replace("resigned", "reportedly resigned"), False, True), (FULL, False, False)], FULL),
        (
            [("He resigned.", False, False), (FULL, False, False), (FULL + " " + "So they said. " * 40, False, False)],
            FULL,
        ),
        ([("The minister resigned late on Tuesday, it is said.", False, False), *[(FULL, False, False)] * 2], FULL),
    ],
)
def test_the_clearest_wording_stands_alone_is_not_hedged_and_is_what_most_print(texts, best):
    wordings = [Wording(at, *text, order=-at) for at, text in enumerate(texts)]
    assert texts[clearest(wordings)][0] == best
    assert texts[clearest(wordings[::-1])][0] == best
