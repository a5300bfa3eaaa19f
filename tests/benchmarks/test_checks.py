"""The table of the exact checks over labelled pairs."""

from collections import Counter

from benchmarks.checks import Labelled, Table, kept_back, relation_of, shares
from benchmarks.dossier_labels import load_all
from tests.claims.analysis.claim_builder import features


def labelled(relation: str, left: str, right: str) -> Labelled:
    return Labelled("t-1", features(left), features(right), 0.5, relation)


def test_a_check_is_counted_on_the_pairs_where_it_is_found() -> None:
    table = Table.of(
        [
            labelled("disputes", "The jury acquitted the actor", "The jury convicted the actor"),
            labelled("corroborates", "The jury acquitted the actor", "The actor was acquitted by the jury"),
        ]
    )
    assert table.pairs == {"disputes": 1, "corroborates": 1}
    counted = [counter for (kind, _), counter in table.found.items() if kind == "opposite"]
    assert counted == [Counter(disputes=1)]
    assert "opposite" in table.markdown()


def test_unrelated_pairs_do_not_dilute_the_shares() -> None:
    assert shares(Counter(disputes=3, corroborates=1, unrelated=50)) == ("0.75", "0.75")
    assert shares(Counter(unrelated=50)) == ("-", "-")


def test_about_one_of_five_names_is_kept_back_and_always_the_same() -> None:
    names = [f"set-{number}" for number in range(500)]
    assert 60 < sum(map(kept_back, names)) < 140
    assert [kept_back(name) for name in names] == [kept_back(name) for name in names]


def test_pairs_of_a_dossier_without_label_are_unrelated() -> None:
    dossier = next(one for one in load_all() if one.pairs)
    pair = next(iter(dossier.pairs))
    assert relation_of(dossier, pair) == dossier.pairs[pair].relation
    assert relation_of(dossier, frozenset(("no", "such"))) == "unrelated"
