from claims.analysis.types import Status, Strength
from training.suggestion import Case, as_toml, cuts, measured, word


def some(dossier: str) -> list[Case]:
    """Forty sure ones, all right; forty likely ones, three in four right; forty of which few are."""
    return [
        *(Case(dossier, 0.95, True) for _ in range(40)),
        *(Case(dossier, 0.7, number % 4 > 0) for number in range(40)),
        *(Case(dossier, 0.4, number % 4 == 0) for number in range(40)),
    ]


def test_words_are_chosen_by_the_share_that_is_right() -> None:
    chosen = cuts([*some("a"), *some("b")])
    assert [word(confidence, chosen) for confidence in (0.97, 0.95, 0.7, 0.4)] == [
        Strength.STRONG, Strength.STRONG, Strength.POSSIBLE, Strength.WEAK,
    ]  # fmt: skip


def test_shares_are_counted_in_dossiers_on_which_the_words_were_not_chosen() -> None:
    wrong = [Case("b", 0.95, False) for _ in range(20)]
    assert measured([*some("a"), *wrong])[Strength.STRONG] == (0, 20)


def test_a_status_that_is_never_right_is_always_weak() -> None:
    chosen = cuts([Case("a", 0.9, False) for _ in range(50)])
    assert word(1.0, chosen) is Strength.WEAK


def test_the_table_names_every_word_of_every_status() -> None:
    assert as_toml({Status.DISPUTED: some("a")}).count("least = ") == 3


def test_a_word_that_does_not_hold_on_other_dossiers_is_not_used() -> None:
    wrong = [Case("b", 0.95, False) for _ in range(20)]
    text = as_toml({Status.DISPUTED: [*some("a"), *wrong]})
    assert "strong = {least = 1.01, right = 0, total = 0}" in text
