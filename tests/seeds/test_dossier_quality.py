"""What the analysis reaches on the sample dossiers must not get worse.

The floors lie a little below what `python -m benchmarks.dossiers` printed when they were set. Raise them when the
figures rise; never lower one to let a change pass.
"""

from functools import reduce
from operator import add

import pytest

from benchmarks.dossier_findings import find, find_claims
from benchmarks.dossier_labels import load_all
from benchmarks.dossier_scores import Scores, score
from benchmarks.dossiers import baseline, f1

FLOORS = {
    "claims found": 0.97,
    "claims that are labelled": 0.92,
    "furniture that makes no claim": 0.95,
    "claimant": 0.97,
    "attribution": 0.92,
    "mode": 0.97,
    "polarity": 0.98,
    "corroborates: precision": 0.90,
    "corroborates: recall": 0.87,
    "disputes: precision": 0.90,
    "disputes: recall": 0.60,
    "pairs: precision": 0.91,
    "pairs: recall": 0.83,
    "drift found": 0.99,
    "independence": 0.97,
    "articles of one origin": 0.95,
    "suggestion": 0.86,
}


@pytest.fixture(scope="module")
def found():
    return [(dossier, find_claims(dossier)) for dossier in load_all()]


@pytest.fixture(scope="module")
def scores(found) -> Scores:
    return reduce(add, (score(dossier, find(dossier, claims)) for dossier, claims in found))


@pytest.mark.parametrize(("measure", "floor"), FLOORS.items())
def test_no_measure_falls_below_its_floor(scores, measure, floor):
    faults = "\n".join(fault for fault in scores.faults if fault.startswith(measure))
    assert scores.ratios[measure].share >= floor, faults


def test_every_measure_has_a_floor(scores):
    assert FLOORS.keys() == scores.ratios.keys()


def test_the_analysis_links_claims_better_than_counting_shared_words(found, scores):
    _, by_words = baseline(found)
    assert f1(scores) > f1(by_words)
