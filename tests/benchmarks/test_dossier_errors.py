"""What faults have in common is told from the labels and the words."""

import pytest

from benchmarks.dossier_errors import kind_of_texts, tables
from benchmarks.dossier_findings import Findings, FoundClaim, FoundLink
from benchmarks.dossier_labels import SEEDS, LabelledDossier, load
from benchmarks.dossier_scores import all_labels
from claims.analysis.types import Comparison, ExtractedClaim, Relation


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("The bridge is safe", "The bridge is not safe", "negation on one side"),
        ("Nine people died", "12 people died", "numbers that differ in form or value"),
        ("Nine people died", "People died, nine in all", "number on one side, or the same"),
        ("The bridge was shut on Monday", "On Monday the bridge was shut", "reworded, half the words in common"),
        ("The bridge was shut", "Traffic had to turn around", "reworded, few words in common"),
    ],
)
def test_the_kind_of_a_pair_is_the_first_that_fits(left, right, kind):
    assert kind_of_texts(left, right) == kind
    assert kind_of_texts(right, left) == kind


def found(dossier: LabelledDossier, pairs: dict[frozenset[str], Relation]) -> Findings:
    """Findings in which every label was read to the letter, and these pairs were linked."""
    claims = [
        FoundClaim(
            dossier.slug,
            one.passage.article,
            ExtractedClaim(one.passage.start, one.passage.end, one.text, one.mode, one.attributions[0], one.polarity),
        )
        for one in dossier.claims.values()
    ]
    names = all_labels(dossier, claims)
    places = {labels[0]: place for place, labels in enumerate(names)}
    links = [
        FoundLink(*sorted(places[name] for name in key), Comparison(relation, 0.9), "")
        for key, relation in pairs.items()
    ]
    return Findings(claims, links, [], {}, {})


def test_a_wrongly_linked_lookalike_stands_with_the_reason_of_the_labels():
    dossier = load(SEEDS / "lake-orrin-storks")
    key, lookalike = next(iter(dossier.lookalikes.items()))
    told = tables([dossier], {dossier.slug: found(dossier, {key: Relation.CORROBORATES})})
    assert f"1 x {lookalike.reason}" in told
    assert "labelled lookalike" in told


def test_each_labelled_pair_is_counted_once_as_found_or_by_what_became_of_it():
    dossier = load(SEEDS / "tarnhaven-silo")
    right = {key: pair.relation for key, pair in dossier.pairs.items()}
    missed = dict(list(right.items())[1:])
    table = tables([dossier], {dossier.slug: found(dossier, missed)}).split("\n\n")[0]
    counts = [[int(cell) for cell in row.split("|")[2:-1]] for row in table.splitlines()[2:]]
    pairs, matched, not_linked, *others = map(sum, zip(*counts, strict=True))
    assert (pairs, matched, not_linked, others) == (len(right), len(right) - 1, 1, [0, 0])
