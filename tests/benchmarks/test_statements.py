"""Answers about contrast sets: what counts as right, and what is printed."""

import json
from pathlib import Path

import numpy
import pytest

from benchmarks.contrast_sets import BadContrastSet
from benchmarks.statements import BAD_INPUT, LINKS, Answer, answer, by_cosine, load, main, totals
from claims.analysis.types import Comparison, Relation

SAME, OPPOSITE, NEITHER = Relation.CORROBORATES, Relation.DISPUTES, Relation.NONE
ANCHOR = {"text": "The bridge at Orlen was closed on Monday", "claimant": "", "quote": False}
OTHERS = [
    ("On Monday the bridge at Orlen was closed", "corroborates", "paraphrase-reordered"),
    ("The bridge at Orlen was not closed on Monday", "disputes", "negation"),
    ("Rain is expected in the mountains tonight", "none", "background"),
]


def write(file: Path, **changes: object) -> Path:
    others = [
        {"text": text, "claimant": "", "quote": False, "date": "2024-03-12", "relation": relation, "kind": kind}
        for text, relation, kind in OTHERS
    ]
    row = {"id": "t-1", "topic": "bridge", "date": "2024-03-11", "anchor": ANCHOR, "others": others} | changes
    file.write_text(json.dumps(row) + "\n")
    return file


def said(relation: Relation, score: float = 0.9) -> Answer:
    return answer(Comparison(relation, score))


def test_opposites_called_the_same_are_a_share_of_the_opposites():
    labels = [SAME, OPPOSITE, OPPOSITE, NEITHER]
    found = totals(labels, [said(SAME), said(SAME), said(OPPOSITE), said(SAME)])
    assert str(found["opposites_called_same"]) == "1/2 0.50"
    assert str(found["accuracy"]) == "2/4 0.50"
    assert str(found["corroborates_precision"]) == "1/3 0.33"
    assert str(found["unrelated_linked"]) == "1/1 1.00"


def test_a_sure_answer_counts_for_its_relation_more_than_any_other_answer_does():
    for relation in LINKS:
        others = [said(one, 0.95) for one in Relation if one is not relation]
        assert all(said(relation, 0.6).chances[relation] > other.chances[relation] for other in others)


def test_the_areas_are_one_when_every_answer_is_right():
    labels = [SAME, OPPOSITE, NEITHER]
    found = totals(labels, [said(SAME), said(OPPOSITE), said(NEITHER, 0.1)])
    assert (found["corroborates_auc"], found["disputes_auc"], found["accuracy"].share) == (1.0, 1.0, 1.0)


def test_the_cosine_gets_the_threshold_with_the_most_right_answers():
    most_right = next(iter(by_cosine(numpy.array([0.9, 0.2, 0.8]), [SAME, NEITHER, SAME]).values()))
    assert [one.relation for one in most_right] == [SAME, NEITHER, SAME]


def test_the_last_line_has_the_totals_of_a_set(tmp_path, capsys):
    main([str(write(tmp_path / "t.jsonl")), "--json", "--errors"])
    printed = capsys.readouterr().out
    found = json.loads(printed.splitlines()[-1])
    assert (found["statements"], found["accuracy"], found["opposites_called_same"]) == (3, 1.0, 0.0)
    assert "| disputes, negation " in printed
    assert "cosine_accuracy" in found


def test_a_folder_stands_for_the_sets_in_it(tmp_path):
    write(tmp_path / "one.jsonl"), write(tmp_path / "two.jsonl")
    assert len(load([tmp_path, tmp_path / "one.jsonl"])) == 2 * len(OTHERS)


@pytest.mark.parametrize(
    "changes",
    [{"others": [{}]}, {"anchor": "text"}, {"others": 3}, {"date": "Monday", "anchor": ANCHOR}],
)
def test_a_line_that_is_no_contrast_set_is_named(tmp_path, changes):
    with pytest.raises(BadContrastSet, match=r"t\.jsonl, line 1"):
        load([write(tmp_path / "t.jsonl", **changes)])


def test_a_file_that_is_not_there_ends_the_run_with_a_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "gone.jsonl")])
    assert ended.value.code == BAD_INPUT
    assert "gone.jsonl can't be read" in capsys.readouterr().err
