"""The benchmark's own arithmetic: what it counts as found, right, wrong and not scored."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.dossier_findings import Findings, FoundClaim, FoundLink
from benchmarks.dossier_labels import LabelledDossier, load
from benchmarks.dossier_scores import Scores, align, score, shows
from benchmarks.dossiers import BAD_INPUT, main, measure, table
from claims.analysis.types import (
    Attribution,
    Change,
    ChangeKind,
    Comparison,
    ExtractedClaim,
    Mode,
    Polarity,
    Relation,
    Status,
    Suggestion,
)

LEFT = "Home > News\n\nThe mayor said the bridge is closed. Nine people were hurt."
RIGHT = "“The bridge is shut,” the mayor said. Ten people were hurt. A dog barked."
ARTICLE = """---
source: {{name: {name}, domain: {name}.example, kind: newspaper}}
title: The bridge
published_at: "2024-01-02T10:00:00+00:00"
---
{text}
"""
LABELS = {
    "claims": [
        {"id": "l-closed", "article": "l.txt", "text": "the bridge is closed", "claimant": ["The mayor", "the town"]},
        {"id": "l-hurt", "article": "l.txt", "text": "Nine people were hurt.", "claimant": ""},
        {"id": "r-closed", "article": "r.txt", "text": "The bridge is shut", "claimant": "the mayor"},
        {"id": "r-hurt", "article": "r.txt", "text": "Ten people were hurt.", "claimant": ""},
        {"id": "r-dog", "article": "r.txt", "text": "A dog barked.", "claimant": ""},
    ],
    "furniture": [{"article": "l.txt", "text": "Home > News"}],
    "pairs": [
        {
            "left": "l-closed",
            "right": "r-closed",
            "relation": "corroborates",
            "independent": False,
            "drift": [["closed", "shut"]],
            "kind": "paraphrase",
        },
        {"left": "l-hurt", "right": "r-hurt", "relation": "disputes", "independent": None, "drift": []},
    ],
    "unlinked": [
        {"left": "l-closed", "right": "r-hurt", "reason": "They differ.", "only": "disputes"},
        {"left": "l-hurt", "right": "r-closed", "reason": "A bridge is nobody.", "kind": "other-thing"},
    ],
    "either_way": [{"left": "l-hurt", "right": "r-dog"}],
    "lineage": [{"article": "r.txt", "on": "l.txt", "how": "copied", "credit": ""}],
}


def write(folder: Path) -> Path:
    """A labelled dossier in this folder."""
    labels = json.loads(json.dumps(LABELS))
    for claim in labels["claims"]:
        claim |= {"attribution": ["role", "none"], "mode": "indirect", "polarity": "asserts"}
    labels["claims"][0]["suggestion"] = "corroborated"
    folder.mkdir(exist_ok=True)
    (folder / "labels.json").write_text(json.dumps(labels))
    for name, text in (("l", LEFT), ("r", RIGHT)):
        (folder / f"{name}.txt").write_text(ARTICLE.format(name=f"{folder.name} {name}", text=text))
    return folder


@pytest.fixture
def dossier(tmp_path) -> LabelledDossier:
    return load(write(tmp_path))


def claim(dossier: LabelledDossier, article: str, text: str, claimant: str = "") -> FoundClaim:
    start = dossier.articles[article].text.index(text)
    return FoundClaim(
        dossier.slug,
        article,
        ExtractedClaim(
            start=start,
            end=start + len(text),
            text=text,
            mode=Mode.INDIRECT,
            attribution=Attribution.ROLE,
            polarity=Polarity.ASSERTS,
            claimant=claimant,
        ),
    )


def result(dossier: LabelledDossier, texts: list[tuple[str, str, str]], *links) -> Scores:
    """Scores of findings that consist of these claims and links (left, right, relation, drift, shared origin)."""
    claims = [claim(dossier, *row) for row in texts]
    comparisons, found = {}, []
    for left in range(len(claims)):
        for right in range(left + 1, len(claims)):
            comparisons[left, right] = Comparison(Relation.NONE, 0.0)
    for left, right, relation, drift, origin in links:
        comparisons[left, right] = Comparison(relation, 0.9, drift=drift)
        found.append(FoundLink(left, right, comparisons[left, right], origin))
    suggestions = [Suggestion(Status.CORROBORATED, 0.9, ("Another outlet reports it.",)) for _ in claims]
    lineage = {frozenset(((dossier.slug, "l.txt"), (dossier.slug, "r.txt"))): ""}
    return score(dossier, Findings(claims, found, suggestions, comparisons, lineage))


def counts(scores: Scores, measure: str) -> tuple[int, int]:
    return scores.ratios[measure].right, scores.ratios[measure].total


CLOSED = ("l.txt", "the bridge is closed", "Mayor")
SHUT = ("r.txt", "The bridge is shut", "the mayor")
NINE = ("l.txt", "Nine people were hurt.", "")
TEN = ("r.txt", "Ten people were hurt.", "")
DOG = ("r.txt", "A dog barked.", "")


def test_a_claim_with_its_reporting_clause_still_counts_as_found(dossier):
    scores = result(dossier, [("l.txt", "The mayor said the bridge is closed.", "")])
    assert counts(scores, "claims found") == (1, 5)


def test_a_claim_far_longer_than_a_label_does_not_find_it(dossier):
    long = claim(dossier, "l.txt", LEFT)
    long = replace(long, claim=replace(long.claim, end=1000))
    assert align(dossier, [long]) == {}


def test_two_labels_in_one_found_claim_count_as_one_found(dossier):
    scores = result(dossier, [("l.txt", "the bridge is closed. Nine people were hurt.", "")])
    assert counts(scores, "claims found") == (1, 5)


def test_a_claim_from_page_furniture_is_counted(dossier):
    scores = result(dossier, [("l.txt", "Home > News", "")])
    assert counts(scores, "furniture that makes no claim") == (0, 1)
    assert "furniture that makes no claim: l.txt: “Home > News”" in scores.faults


def test_any_of_the_names_of_a_claimant_is_right_and_none_is_not(dossier):
    assert counts(result(dossier, [CLOSED]), "claimant") == (1, 1)
    assert counts(result(dossier, [(*CLOSED[:2], "the town")]), "claimant") == (1, 1)
    assert counts(result(dossier, [(*CLOSED[:2], "")]), "claimant") == (0, 1)
    assert counts(result(dossier, [(*NINE[:2], "the mayor")]), "claimant") == (0, 1)


def test_a_link_with_the_wrong_relation_is_wrong_twice(dossier):
    scores = result(dossier, [NINE, TEN], (0, 1, Relation.CORROBORATES, (), ""))
    assert counts(scores, "pairs: precision") == (0, 1)
    assert counts(scores, "disputes: recall") == (0, 1)


def test_a_link_between_passages_without_label_is_wrong(dossier):
    scores = result(dossier, [("l.txt", "Home > News", ""), DOG], (0, 1, Relation.CORROBORATES, (), ""))
    assert counts(scores, "pairs: precision") == (0, 1)


def test_a_pair_that_readers_judge_differently_is_not_scored(dossier):
    scores = result(dossier, [NINE, DOG], (0, 1, Relation.DISPUTES, (), ""))
    assert counts(scores, "pairs: precision") == (0, 0)


def test_a_pair_that_must_not_dispute_may_corroborate(dossier):
    assert counts(result(dossier, [CLOSED, TEN], (0, 1, Relation.CORROBORATES, (), "")), "pairs: precision") == (0, 0)
    assert counts(result(dossier, [CLOSED, TEN], (0, 1, Relation.DISPUTES, (), "")), "pairs: precision") == (0, 1)


def test_one_pair_of_labels_counts_once_however_many_passages_make_it(dossier):
    claims = [CLOSED, ("r.txt", "The bridge", ""), ("r.txt", "bridge is shut", "")]
    links = [(0, 1, Relation.CORROBORATES, (), "Copied."), (0, 2, Relation.CORROBORATES, (), "Copied.")]
    assert counts(result(dossier, claims, *links), "pairs: precision") == (1, 1)


def test_drift_is_found_in_either_direction_of_the_link(dossier):
    straight = Change("replace", "closed", "shut", ChangeKind.WORDING, False)
    turned = Change("replace", "shut", "closed", ChangeKind.WORDING, False)
    for claims, change in (([CLOSED, SHUT], straight), ([SHUT, CLOSED], turned)):
        scores = result(dossier, claims, (0, 1, Relation.CORROBORATES, (change,), "Copied."))
        assert counts(scores, "drift found") == (1, 1)


def test_drift_of_a_pair_that_was_not_linked_is_missed(dossier):
    assert counts(result(dossier, [CLOSED, SHUT]), "drift found") == (0, 1)


def test_words_only_one_side_lacks_are_no_replacement():
    assert shows(("", "a"), ("", "a"))
    assert not shows(("the", "a"), ("", "a"))
    assert shows(("can only", "will only"), ("can", "will"))
    assert not shows(("not", "not"), ("NOT", "not"))


def test_a_dependent_pair_taken_for_independent_is_wrong(dossier):
    assert counts(result(dossier, [CLOSED, SHUT], (0, 1, Relation.CORROBORATES, (), "")), "independence") == (0, 1)
    shared = (0, 1, Relation.CORROBORATES, (), "One copies the other.")
    assert counts(result(dossier, [CLOSED, SHUT], shared), "independence") == (1, 1)


def test_a_copy_that_was_taken_for_its_own_report_is_wrong(dossier):
    assert counts(result(dossier, []), "articles of one origin") == (0, 1)


def test_the_suggestion_for_a_claim_that_was_not_found_is_wrong(dossier):
    assert counts(result(dossier, []), "suggestion") == (0, 1)
    assert counts(result(dossier, [CLOSED]), "suggestion") == (1, 1)


def test_the_total_adds_the_counts_of_all_dossiers(dossier):
    one = result(dossier, [CLOSED])
    assert counts(one + one, "claims found") == (2, 10)
    assert "| 2/10 0.20 |" in " ".join(table({"all": one + one}, {}).split())


def test_a_measure_without_cases_shows_a_dash():
    assert str(Scores().ratios["drift found"]) == "-"


def test_strong_links_are_counted_apart_with_those_that_are_wrong(dossier):
    links = [(0, 1, Relation.CORROBORATES, (), ""), (2, 3, Relation.CORROBORATES, (), "")]
    assert counts(result(dossier, [CLOSED, SHUT, NINE, TEN], *links), "strong links right") == (1, 2)


def test_a_lookalike_that_was_linked_is_counted_with_the_reason_of_the_labels(dossier):
    assert counts(result(dossier, [NINE, SHUT]), "lookalikes kept apart") == (2, 2)
    scores = result(dossier, [NINE, SHUT], (0, 1, Relation.CORROBORATES, (), ""))
    assert counts(scores, "lookalikes kept apart") == (1, 2)
    assert any("A bridge is nobody." in fault for fault in scores.faults)


def test_pairs_and_lookalikes_are_counted_by_the_kind_that_the_labels_tell(dossier):
    kinds = result(dossier, [CLOSED, SHUT], (0, 1, Relation.CORROBORATES, (), "")).kinds
    assert str(kinds["corroborates, paraphrase"]) == "1/1 1.00"
    assert str(kinds["none, other-thing"]) == "1/1 1.00"


def test_links_between_two_dossiers_are_all_wrong_and_leave_each_dossiers_scores_alone(tmp_path):
    one, other = (load(write(tmp_path / name)) for name in ("one", "f-other"))
    together = measure([one, other])
    assert together.links_across.right > 0  # both tell the same story, in other outlets
    for dossier in (one, other):
        assert measure([dossier]).scores[dossier.slug] == together.scores[dossier.slug]
        assert measure([dossier]).links_across.right == 0


def test_the_last_line_has_the_totals_of_folders_outside_the_repository(tmp_path, capsys, monkeypatch):
    write(tmp_path / "one"), write(tmp_path / "f-other")
    monkeypatch.chdir(tmp_path)
    main([".", "--json", "--errors"])
    printed = capsys.readouterr().out
    totals = json.loads(printed.splitlines()[-1])
    assert totals["dossiers"] == 2
    assert totals["links_across_events"] > 0
    assert {"corroborates_precision", "disputes_recall", "suggestions_right", "ordinary_pairs_recall"} <= totals.keys()
    assert "cosine from" in printed
    assert "ordinary (f-)" in printed
    main([str(tmp_path / "one"), "--json"])
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["dossiers"] == 1


def test_a_folder_without_labels_ends_the_run_with_a_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path)])
    assert ended.value.code == BAD_INPUT
    assert f"{tmp_path} is no labelled dossier" in capsys.readouterr().err
