"""The threshold of a baseline is the one that suits the labels best, counted as the scores count."""

from benchmarks.dossier_baselines import Scored, best_threshold
from benchmarks.dossier_scores import Meant

A, B, C = frozenset("ab"), frozenset("cd"), frozenset("ef")


def pair(likeness: float, key: frozenset[str], *, right: bool, scored: bool = True) -> Scored:
    return Scored(likeness, "one", Meant([key] if right else [], key, scored))


def test_the_threshold_lets_in_what_gains_more_than_it_costs():
    pairs = [pair(0.9, A, right=True), pair(0.5, C, right=False), pair(0.8, B, right=True)]
    found = best_threshold(pairs, {("one", A), ("one", B)})
    assert (found.least, found.f1) == (0.8, 1.0)


def test_pairs_as_like_as_the_last_one_are_let_in_with_it():
    pairs = [pair(0.9, A, right=True), pair(0.9, C, right=False)]
    found = best_threshold(pairs, {("one", A)})
    assert (found.precision.right, found.precision.total) == (1, 2)


def test_a_pair_of_labels_counts_once_and_what_readers_differ_about_not_at_all():
    pairs = [pair(0.9, A, right=True), pair(0.9, A, right=True), pair(0.9, C, right=False, scored=False)]
    found = best_threshold(pairs, {("one", A)})
    assert (found.precision.right, found.precision.total, found.recall.right) == (1, 1, 1)


def test_where_nothing_is_right_nothing_is_linked():
    assert best_threshold([pair(0.9, A, right=False)], set()).least == 1.0
