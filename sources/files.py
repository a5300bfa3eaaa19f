"""Articles in files: a header of YAML between two lines of ---, then plain text; format in seeds/README.md."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import frontmatter
import yaml
from django.utils.dateparse import parse_datetime

from sources.errors import IngestError

SUFFIXES = {".txt", ".md", ".html", ".htm"}
MAX_BYTES = 8 * 1024 * 1024
DOSSIER_FILE = "dossier.json"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article as its file gives it. Keys of `source` are fields of the table Source."""

    text: str
    source: dict[str, str] = field(default_factory=dict)
    title: str = ""
    url: str = ""
    byline: str = ""
    language: str = ""
    published_at: datetime | None = None
    html: bool = False


def article_paths(paths: list[Path]) -> Iterator[Path]:
    """The files themselves, and the article files in the folders, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                found
                for found in path.rglob("*")
                if found.is_file() and found.suffix.lower() in SUFFIXES and found.name.lower() != "readme.md"
            )
        else:
            yield path


def read_article(path: Path) -> ArticleFile:
    """Read one file. Raises IngestError with a sentence for what is no readable article."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise IngestError("text", f"The file has {size:,} bytes; an article may have {MAX_BYTES:,} at most.")
        content = path.read_bytes()
    except OSError as error:
        raise IngestError("text", f"The file can't be read: {error.strerror}.") from error
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IngestError("text", f"The file is not UTF-8 text (byte {error.start:,} is not).") from error
    if "\0" in written[:10_000]:
        raise IngestError("text", "The file is binary, not text.")
    try:
        metadata, text = frontmatter.parse(written)
    except (yaml.YAMLError, ValueError) as error:
        raise IngestError(
            "text", f"The file's header is not valid YAML: {' '.join(str(error).split())[:200]}."
        ) from error
    source = metadata.get("source") or {}
    if not isinstance(source, dict):
        source = {"name": str(source)}
    return ArticleFile(
        text=text,
        source={str(key): str(value) for key, value in source.items() if value},
        published_at=moment(metadata.get("published_at")),
        html=path.suffix.lower() in {".html", ".htm"},
        **{key: str(metadata.get(key) or "") for key in ("title", "url", "byline", "language")},
    )


def moment(value: object) -> datetime | None:
    """A time of publication as written: ISO 8601 with a zone, or a date alone, which counts as midnight UTC."""
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        found = value if isinstance(value, datetime) else parse_datetime(str(value))
        if found is None:
            return moment(date.fromisoformat(str(value)))
    except ValueError:
        found = None
    if found is None:
        raise IngestError(
            "published_at", f"{str(value)[:50]!r} is not a time in ISO 8601, such as 2024-03-12T15:40:00+01:00."
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_dossier(folder: Path) -> dict[str, str] | None:
    """Slug, title and summary of the dossier that the folder is; None when it is none."""
    try:
        written = json.loads((folder / DOSSIER_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IngestError("dossier", f"{folder / DOSSIER_FILE} can't be read: {error}.") from error
    if not isinstance(written, dict) or not written.get("slug") or not written.get("title"):
        raise IngestError("dossier", f"{folder / DOSSIER_FILE} needs a slug and a title.")
    return {key: str(written.get(key) or "") for key in ("slug", "title", "summary")}
