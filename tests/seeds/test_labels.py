"""The hand-made labels of the sample dossiers are sound: they copy the articles exactly and use the core's words."""

import json
from datetime import datetime
from itertools import combinations
from pathlib import Path

import frontmatter
import pytest

from claims.analysis.types import Attribution, Mode, Polarity, Relation, Status

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DOSSIERS = sorted(path.parent for path in SEEDS.glob("*/dossier.json"))
SOURCE_KINDS = {
    "wire",
    "newspaper",
    "broadcaster",
    "state_media",
    "website",
    "government",
    "organisation",
    "social",
}

each_dossier = pytest.mark.parametrize("folder", DOSSIERS, ids=lambda folder: folder.name)


def articles_of(folder: Path) -> dict[str, frontmatter.Post]:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".md"}]
    return {path.name: frontmatter.load(path) for path in files if path.name != "README.md"}


def levels_of(claim: dict) -> set[str]:
    """The attributions that are right for a claim."""
    levels = claim["attribution"]
    return set(levels) if isinstance(levels, list) else {levels}


def labels_of(folder: Path) -> dict:
    return json.loads((folder / "labels.json").read_text(encoding="utf-8"))


def test_there_is_a_dossier_of_at_least_four_outlets():
    outlets = [{post["source"]["name"] for post in articles_of(folder).values()} for folder in DOSSIERS]
    assert max(map(len, outlets)) >= 4


@each_dossier
def test_a_folder_is_named_after_its_dossier(folder):
    dossier = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
    assert dossier["slug"] == folder.name
    assert dossier["title"]
    assert dossier["summary"].endswith(".")


@each_dossier
def test_every_article_names_its_source_title_and_time_of_publication(folder):
    for name, post in articles_of(folder).items():
        assert {"name", "domain", "kind"} <= post["source"].keys(), name
        assert post["source"]["kind"] in SOURCE_KINDS, name
        assert post["title"], name
        assert datetime.fromisoformat(post["published_at"]).tzinfo, name
        assert post["source"]["domain"].endswith(".example"), f"{name} must not name a real site"


@each_dossier
def test_every_labelled_passage_occurs_exactly_once_in_its_article(folder):
    articles, labels = articles_of(folder), labels_of(folder)
    for row in [*labels["claims"], *labels["furniture"]]:
        assert articles[row["article"]].content.count(row["text"]) == 1, row["text"]


@each_dossier
def test_furniture_and_claims_do_not_share_words(folder):
    articles, labels = articles_of(folder), labels_of(folder)

    def positions(row):
        start = articles[row["article"]].content.index(row["text"])
        return set(range(start, start + len(row["text"])))

    for furniture in labels["furniture"]:
        for claim in labels["claims"]:
            if claim["article"] == furniture["article"]:
                assert not positions(furniture) & positions(claim), (furniture["text"], claim["id"])


@each_dossier
def test_claims_use_the_words_of_the_core(folder):
    claims = labels_of(folder)["claims"]
    assert len({claim["id"] for claim in claims}) == len(claims)
    for claim in claims:
        assert levels_of(claim) <= set(Attribution), claim["id"]
        assert claim["mode"] in set(Mode), claim["id"]
        assert claim["polarity"] in set(Polarity), claim["id"]
        assert claim.get("suggestion") in {None, *Status} - {Status.UNREVIEWED}, claim["id"]


@each_dossier
def test_only_claims_in_the_own_voice_or_of_hidden_speakers_lack_a_claimant(folder):
    for claim in labels_of(folder)["claims"]:
        if Attribution.NONE in levels_of(claim):
            assert claim["mode"] == Mode.NARRATOR, claim["id"]
        if levels_of(claim) & {Attribution.NAMED, Attribution.ROLE}:
            assert claim["claimant"], claim["id"]


@each_dossier
def test_a_pair_joins_claims_of_two_articles_and_is_listed_once(folder):
    labels = labels_of(folder)
    article = {claim["id"]: claim["article"] for claim in labels["claims"]}
    rows = [*labels["pairs"], *labels["unlinked"], *labels["either_way"]]
    for row in rows:
        assert article[row["left"]] != article[row["right"]], row
    keys = [frozenset((row["left"], row["right"])) for row in rows]
    twice = [sorted(a) for a, b in combinations(keys, 2) if a == b]
    assert not twice


@each_dossier
def test_a_pair_states_a_relation_and_why_it_is_not_independent(folder):
    for pair in labels_of(folder)["pairs"]:
        assert pair["relation"] in {Relation.CORROBORATES, Relation.DISPUTES}, pair
        assert pair["independent"] in {True, False, None}, pair
        assert pair["shared_origin"].endswith(".") == (pair["independent"] is False), pair


@each_dossier
def test_drift_names_words_that_the_two_claims_really_hold(folder):
    labels = labels_of(folder)
    text = {claim["id"]: claim["text"] for claim in labels["claims"]}
    for pair in labels["pairs"]:
        for left, right in pair["drift"]:
            assert left != right
            assert left in text[pair["left"]], pair
            assert right in text[pair["right"]], pair


@each_dossier
def test_pairs_that_must_stay_apart_say_why(folder):
    for row in labels_of(folder)["unlinked"]:
        assert row["reason"].endswith("."), row
        assert row.get("only", "disputes") == "disputes", row


@each_dossier
def test_lineage_points_to_articles_of_the_dossier(folder):
    articles = articles_of(folder)
    for row in labels_of(folder)["lineage"]:
        assert row["article"] in articles
        assert row["on"] in articles or (row["on"] == "" and row["credit"])
        assert row["how"] in {"copied", "credited", "same_document"}


@each_dossier
def test_a_disputed_or_corroborated_claim_has_a_pair_that_makes_it_so(folder):
    labels = labels_of(folder)
    rows = [*labels["pairs"], *labels["either_way"]]
    linked = {row[side] for row in rows for side in ("left", "right")}
    disputed = {row[side] for row in labels["pairs"] if row["relation"] == "disputes" for side in ("left", "right")}
    for claim in labels["claims"]:
        if claim.get("suggestion") == Status.DISPUTED:
            assert claim["id"] in disputed
        if claim.get("suggestion") == Status.CORROBORATED:
            assert claim["id"] in linked - disputed
