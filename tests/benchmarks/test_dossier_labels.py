"""Labels are read from any folder, and a folder that can't be read is refused with a sentence that names it."""

import json
from pathlib import Path

import pytest

from benchmarks.dossier_labels import SEEDS, BadDossier, load, load_named

SAMPLE = SEEDS / "lake-orrin-storks"


def copy(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for path in SAMPLE.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def change(folder: Path, **keys: object) -> Path:
    labels = json.loads((folder / "labels.json").read_text())
    (folder / "labels.json").write_text(json.dumps(labels | keys))
    return folder


def test_a_dossier_and_a_folder_of_dossiers_are_found_and_none_is_read_twice(tmp_path):
    one, other = copy(tmp_path / "one"), copy(tmp_path / "other")
    assert [dossier.slug for dossier in load_named([one, tmp_path, other])] == ["one", "other"]


def test_a_folder_is_found_by_a_way_from_where_the_command_is_given(tmp_path, monkeypatch):
    copy(tmp_path / "one")
    monkeypatch.chdir(tmp_path)
    assert [dossier.slug for dossier in load_named([Path("one")])] == ["one"]


def test_two_dossiers_of_one_name_are_refused(tmp_path):
    with pytest.raises(BadDossier, match="have one name"):
        load_named([copy(tmp_path / "a" / "one"), copy(tmp_path / "b" / "one")])


def test_a_way_that_leads_nowhere_is_refused(tmp_path):
    with pytest.raises(BadDossier, match="gone is no folder"):
        load_named([tmp_path / "gone"])


def test_a_label_that_is_not_in_its_article_is_refused(tmp_path):
    furniture = [{"article": "valley-fm.txt", "text": "Words of another article"}]
    with pytest.raises(BadDossier, match=r"one: valley-fm\.txt does not hold the labelled words"):
        load(change(copy(tmp_path / "one"), furniture=furniture))


def test_a_pair_of_claims_that_have_no_labels_is_refused(tmp_path):
    with pytest.raises(BadDossier, match="one: a pair names the claim"):
        load(change(copy(tmp_path / "one"), either_way=[{"left": "nobody", "right": "nothing"}]))


@pytest.mark.parametrize("labels", ["{", "[]", "{}", '{"claims": [{"id": "a"}]}'])
def test_labels_of_another_shape_are_refused(tmp_path, labels):
    folder = copy(tmp_path / "one")
    (folder / "labels.json").write_text(labels)
    with pytest.raises(BadDossier, match="one: "):
        load(folder)


@pytest.mark.parametrize("head", ["title: Storks", "source: {name: Valley FM", "source: Valley FM"])
def test_an_article_without_a_readable_head_is_refused(tmp_path, head):
    folder = copy(tmp_path / "one")
    (folder / "valley-fm.txt").write_text(f"---\n{head}\n---\nWords.")
    with pytest.raises(BadDossier, match="one: "):
        load(folder)
