import pytest

from claims.analysis.comparing.entailment import Entailment, align_quantities, entails
from claims.analysis.comparing.numbers import Quantity, find_quantities


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


# stated, other, what the other does to the stated
@pytest.mark.parametrize(
    ("stated", "other", "entailment"),
    [
        ("at least nine people", "17 people", Entailment.HOLDS),
        ("nearly 600 pairs", "580 pairs", Entailment.HOLDS),
        ("nine people", "17 people", Entailment.EXCLUDED),
        ("under 100 people", "100 people", Entailment.EXCLUDED),
        ("under 14,000 people", "over 13,500 people", Entailment.OPEN),
        ("1.2 million people", "1,214,000 people", Entailment.HOLDS),
        ("1.2 million people", "1,314,000 people", Entailment.EXCLUDED),
        ("62 per cent", "62%", Entailment.HOLDS),
    ],
)
def test_numbers_exclude_each_other_only_when_both_cannot_be_true(
    stated: str, other: str, entailment: Entailment
) -> None:
    assert entails(only(stated), only(other)) is entailment


def test_numbers_are_paired_by_what_they_count() -> None:
    left = find_quantities("a 63% approval rating, based on 27 reviews, with an average of 6.5/10")
    right = find_quantities("an average of 6.2/10 from 30 reviews and 60% approval")

    pairs = {(pair.left.text, pair.right.text) for pair in align_quantities(left, right)}

    assert pairs == {("63%", "60%"), ("27", "30"), ("6.5/10", "6.2/10")}


def test_the_dead_are_not_compared_with_the_windows() -> None:
    assert align_quantities(find_quantities("nine people died"), find_quantities("40 windows broke")) == ()


def test_pairing_does_not_depend_on_the_order_of_the_claims() -> None:
    left, right = find_quantities("5 cats, 5 dogs and 6 cats"), find_quantities("6 cats, 7 cats and 5 dogs")

    forth = {(pair.left.text, pair.right.text) for pair in align_quantities(left, right)}
    back = {(pair.right.text, pair.left.text) for pair in align_quantities(right, left)}

    assert forth == back
