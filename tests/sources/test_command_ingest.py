import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sources.models import Article, Dossier, Source

pytestmark = pytest.mark.django_db

TEXT = "The council of Orlen voted on Monday to close the old bridge, mayor Tilda Brandt said."


def ingest(*arguments: object) -> tuple[str, str, str]:
    """What the command writes to its output and errors, and the sentence it fails with."""
    out, err, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


def test_the_sample_dossiers_are_taken_in_whole_and_once():
    for _ in range(2):
        _, _, failure = ingest(Path(settings.BASE_DIR) / "seeds")
        assert failure == ""
    folders = list(Path(settings.BASE_DIR).glob("seeds/*/dossier.json"))
    assert Dossier.objects.count() == len(folders)
    assert Article.objects.count() == sum(
        len([*path.parent.glob("*.txt"), *path.parent.glob("*.md")]) for path in folders
    )
    assert Source.objects.get(name="Meridian Press").kind == "wire"


def test_a_plain_file_is_an_article_of_a_source_named_after_it(tmp_path):
    (tmp_path / "morning-post.txt").write_text(TEXT)
    ingest(tmp_path / "morning-post.txt")
    assert Article.objects.get().source.name == "morning-post"


def test_options_fill_in_what_the_files_do_not_say(tmp_path):
    (tmp_path / "one.txt").write_text(TEXT)
    (tmp_path / "two.txt").write_text(f"---\nsource: Evening Sun\ntitle: Own title\n---\n{TEXT}")
    ingest(tmp_path, "--source", "Morning Post", "--title", "Bridge", "--published", "2024-03-12")
    articles = {article.source.name: article for article in Article.objects.select_related("source")}
    assert articles["Morning Post"].title == "Bridge"
    assert articles["Evening Sun"].title == "Own title"
    assert articles["Evening Sun"].published_at.isoformat() == "2024-03-12T00:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The text is empty"),
        (b"caf\xe9 au lait was served on Monday, the mayor said.", "not UTF-8 text (byte 3 is not)"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00 and so on", "binary, not text"),
        (b"---\ntitle: [\n---\nText.", "not valid YAML"),
        (b"---\npublished_at: tomorrow\n---\n" + TEXT.encode(), "not a time in ISO 8601"),
        (b"---\npublished_at: 2999-01-01\n---\n" + TEXT.encode(), "lies in the future"),
        (b"---\nsource: {name: A, kind: blog}\n---\n" + TEXT.encode(), "not 'blog'"),
        (b"word " * 1_700_000, "bytes; an article may have"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_rest_is_taken_in(tmp_path, content, reason):
    (tmp_path / "a-bad.txt").write_bytes(content)
    (tmp_path / "b-good.txt").write_text(TEXT)
    out, err, failure = ingest(tmp_path)
    assert reason in err
    assert "b-good.txt: taken in" in out
    assert failure == "1 of 2 files were refused; each says why above."


def test_a_path_that_does_not_exist_is_named(tmp_path):
    _, err, failure = ingest(tmp_path / "missing.txt")
    assert "missing.txt: The file can't be read: No such file or directory." in err
    assert failure


def test_a_folder_without_articles_says_what_is_looked_for(tmp_path):
    assert ".txt, .md or .html" in ingest(tmp_path)[2]
