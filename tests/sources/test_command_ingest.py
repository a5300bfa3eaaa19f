import contextlib
import io
import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sources.errors import IngestError
from sources.files import article_places, read_article
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


def test_a_new_outlet_is_made_as_its_file_describes_it_and_a_known_one_only_gets_what_it_lacks(tmp_path, caplog):
    header = "---\nsource:\n  name: Evening Sun\n  language: {}\n{}---\n"
    (tmp_path / "one.txt").write_text(header.format("en", "") + TEXT)
    with caplog.at_level("INFO", "sources.outlets"):
        ingest(tmp_path)
    assert "was changed" not in caplog.text
    (tmp_path / "two.txt").write_text(header.format("fr", "  owner: Sun Group\n") + TEXT.replace("Monday", "Sunday"))
    with caplog.at_level("INFO", "sources.outlets"):
        ingest(tmp_path)
    assert "owner: from '' to 'Sun Group'" in caplog.text
    outlet = Source.objects.get()
    assert (outlet.language, outlet.owner) == ("en", "Sun Group")


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
        (b"---\npublished_at: 2199-01-01\n---\n" + TEXT.encode(), "lies in the future"),
        (b"---\nsource: {name: A, kind: blog}\n---\n" + TEXT.encode(), "not 'blog'"),
        (b"word " * 1_700_000, "bytes; 8,388,608 are read at most"),
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


@pytest.fixture
def secret(tmp_path) -> Path:
    """A file outside of the folder that is taken in."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "environment.txt").write_text("SECRET_KEY=kTj8qLw2mVx5zRb7nYc3 is what the mayor said on Monday.")
    return outside / "environment.txt"


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "z-good.txt").write_text(TEXT)
    return folder


def refused_alone(folder: Path, reason: str) -> None:
    """The folder is taken in: one file is refused for this reason, and the good one is there."""
    out, err, failure = ingest(folder)
    assert reason in err
    assert "z-good.txt: taken in" in out
    assert failure == "1 of 2 files were refused; each says why above."
    assert [article.text for article in Article.objects.all()] == [TEXT]


def test_a_link_to_a_file_is_not_followed(folder, secret):
    (folder / "a.txt").symlink_to(secret)
    refused_alone(folder, "symbolic link")


def test_a_link_to_a_folder_is_not_followed(folder, secret):
    (folder / "a").symlink_to(secret.parent)
    refused_alone(folder, "symbolic link")


def test_a_link_that_is_named_is_not_followed_either(folder, secret):
    for name, target in (("a.txt", secret), ("b", secret.parent)):
        (folder / name).symlink_to(target)
        assert "symbolic link" in ingest(folder / name)[1]
    assert not Article.objects.exists()


def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(folder, secret):
    (folder / "a").mkdir()
    (folder / "a" / "environment.txt").write_text(TEXT)
    [place] = [place for place in article_places([folder]) if place.path.parent.name == "a"]
    (folder / "a" / "environment.txt").unlink()
    (folder / "a").rmdir()
    (folder / "a").symlink_to(secret.parent)
    with pytest.raises(IngestError, match="link"):
        read_article(place)


def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(folder):
    os.mkfifo(folder / "a.txt")
    refused_alone(folder, "no regular file")
    assert "no regular file" in ingest("/dev/zero")[1]
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(folder):
        listening.bind("b.txt")
        assert "no regular file" in ingest("b.txt")[1]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("title: &a Bridge\nbyline: *a", "anchor"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c", "anchor"),
        ("title: &unused Bridge", "anchor"),
        ("title: " + "[" * 5000, "nested more than"),
        ("title: " + "{a: " * 50 + "1" + "}" * 50, "nested more than"),
        ("- " * 500 + "x", "nested more than"),
        ("title: " + "x" * 30_000, "header may have"),
        ("title: [a, b]", "title in the file's header is a text"),
        ("source: {name: {a: b}}", "name in the file's header is a text"),
        ("source: {name: Post, country: Great Britain}", "two capital letters"),
        ("source: {name: Post, language: '!'}", "BCP 47"),
        ("source: {name: Post, domain: 'https://x'}", "looks like example.org"),
        ('source: {name: "Po\\u200bst"}', "invisible"),
        ("published_at: 0001-01-01T00:00:00+14:00", "1800"),
        ("published_at: 9999-12-31T23:59:59-14:00", "1800"),
        ("published_at: ٢٠٢٤-03-12", "ISO 8601"),
        ("published_at: " + "1" * 5000, "ISO 8601"),
        ("title: " + "x" * 501, "title may have 500"),
    ],
)
def test_a_hostile_header_is_refused_and_leaves_nothing(folder, header, reason):
    (folder / "a.txt").write_text(f"---\n{header}\n---\nBridge 4 at Orlen is closed, mayor Tilda Brandt said.")
    refused_alone(folder, reason)
    assert [source.name for source in Source.objects.all()] == ["z-good"]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 90_000, "not JSON"),
        ("x" * 100_001, "bytes"),
        ('{"slug": "a b", "title": "x"}', "slug"),
        ('{"slug": "a", "title": "x\\u200b"}', "invisible"),
        ('{"slug": "a", "title": ["x"]}', "text"),
        ('{"slug": "a", "title": "x", "summary": "' + "x" * 10_001 + '"}', "summary"),
    ],
    ids=lambda text: text[:20],
)
def test_a_hostile_dossier_is_refused(folder, written, reason):
    (folder / "dossier.json").write_text(written)
    _, err, failure = ingest(folder)
    assert reason in err
    assert failure
    assert [model.objects.count() for model in (Dossier, Article, Source)] == [0, 0, 0]


def test_a_dossier_file_that_is_a_link_is_not_followed(folder, secret):
    secret.write_text('{"slug": "secret", "title": "Secret"}')
    (folder / "dossier.json").symlink_to(secret)
    assert "symbolic link" in ingest(folder)[1]
    assert not Dossier.objects.exists()


def test_a_file_that_never_ends_is_read_no_further_than_an_article_may_go(tmp_path, monkeypatch):
    monkeypatch.setattr("sources.files.MAX_BYTES", 100)
    (tmp_path / "a.txt").write_text("x" * 10_000)
    _, err, _ = ingest(tmp_path)
    assert "The file has 10,000 bytes; 100 are read at most." in err


def test_rules_in_a_text_without_header_are_part_of_it(tmp_path):
    (tmp_path / "a.txt").write_text(f"{TEXT}\n---\ntitle: no header\n---\nMore was said on Tuesday.")
    ingest(tmp_path)
    assert "no header" in Article.objects.get().text


def test_values_of_a_header_are_the_words_that_were_written(tmp_path):
    header = "title: 2024\nbyline: null\nsource: {name: 007}\npublished_at: 2024-03-12T15:40:00+01:00"
    (tmp_path / "a.txt").write_text(f"---\n{header}\n---\n{TEXT}")
    ingest(tmp_path)
    article = Article.objects.get()
    assert (article.title, article.byline, article.source.name) == ("2024", "", "007")
    assert article.published_at.isoformat() == "2024-03-12T14:40:00+00:00"
