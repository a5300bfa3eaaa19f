"""The hand-made labels of dossiers as objects; their format is in seeds/README.md."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from claims.analysis.types import Attribution, Mode, Polarity, Relation, Status
from sources.reading.text import normalise

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
LABELS = "labels.json"
ORDINARY = "f-"  # begins the names of ordinary news days; all others are hard on purpose


class BadDossier(ValueError):
    """A folder is no labelled dossier; the message says which and why."""


@dataclass(frozen=True)
class LabelledArticle:
    name: str
    source: str
    kind: str
    owner: str
    language: str
    title: str
    text: str  # normalised, as the service stores it
    published_at: datetime


@dataclass(frozen=True)
class Passage:
    """`article.text[start:end]`, end exclusive."""

    article: str
    start: int
    end: int


@dataclass(frozen=True)
class LabelledClaim:
    id: str
    passage: Passage
    text: str
    claimants: tuple[str, ...]  # all of them right; empty when the article names none
    attributions: tuple[Attribution, ...]  # all of them right
    mode: Mode
    polarity: Polarity
    suggestion: Status | None
    suggestion_scored: bool  # False where readers could differ


@dataclass(frozen=True)
class LabelledPair:
    left: str
    right: str
    relation: Relation
    independent: bool | None  # None when the articles do not tell
    drift: tuple[tuple[str, str], ...]
    kind: str  # the device that makes it hard, where the labels tell one

    @property
    def key(self) -> frozenset[str]:
        return frozenset((self.left, self.right))


@dataclass(frozen=True)
class Lookalike:
    """Two claims that look alike and must stay apart."""

    reason: str
    only_disputes: bool  # to say that they corroborate each other would not be wrong
    kind: str


@dataclass(frozen=True)
class LabelledDossier:
    slug: str
    articles: dict[str, LabelledArticle]
    claims: dict[str, LabelledClaim]
    furniture: tuple[Passage, ...]
    pairs: dict[frozenset[str], LabelledPair]
    lookalikes: dict[frozenset[str], Lookalike]
    either_way: frozenset[frozenset[str]]  # pairs on which readers would differ: not scored
    dependent: frozenset[frozenset[str]]  # pairs of articles that derive from one origin, by copying or by credit
    copied: frozenset[frozenset[str]]  # pairs of articles of which one has copied running text of the other

    @property
    def ordinary(self) -> bool:
        return self.slug.startswith(ORDINARY)


def load_all(root: Path = SEEDS) -> list[LabelledDossier]:
    """The dossiers below `root` that have labels, by name."""
    return [load(path.parent) for path in sorted(root.glob(f"*/{LABELS}"))]


def load_named(folders: Sequence[Path]) -> list[LabelledDossier]:
    """The dossiers that these folders are or hold, each once, in the order given.

    Raises BadDossier, also where two dossiers have one name: what is found is told apart by it.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadDossier(f"{folder} is no folder.")
        paths = [folder] if (folder / LABELS).exists() else sorted(one.parent for one in folder.glob(f"*/{LABELS}"))
        if not paths:
            raise BadDossier(
                f"{folder} is no labelled dossier and holds none: neither it nor a folder in it has {LABELS}."
            )
        for path in map(Path.resolve, paths):
            if found.setdefault(path.name, path) != path:
                raise BadDossier(f"{found[path.name]} and {path} have one name; rename one of them.")
    return [load(path) for path in found.values()]


def load(folder: Path) -> LabelledDossier:
    """Read one dossier. Raises BadDossier, such as for a labelled passage that is not in its article."""
    try:
        return _load(folder)
    except BadDossier as error:
        raise BadDossier(f"{folder}: {error}") from None
    except KeyError as error:
        raise BadDossier(f"{folder}: {error} is missing in a label, or names nothing in this dossier.") from error
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise BadDossier(f"{folder}: the labels or an article can't be read: {error}") from error


def _load(folder: Path) -> LabelledDossier:
    labels = json.loads((folder / LABELS).read_text(encoding="utf-8"))
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".md"} and path.stem != "README"]
    articles = {path.name: _article(path) for path in files}
    claims = {row["id"]: _claim(row, articles) for row in labels["claims"]}
    furniture = tuple(_passage(row, articles) for row in labels["furniture"])
    pairs = [_pair(row) for row in labels["pairs"]]
    lookalikes = {
        _key(row): Lookalike(row["reason"], row.get("only") == Relation.DISPUTES, row.get("kind", ""))
        for row in labels["unlinked"]
    }
    either_way = frozenset(map(_key, labels["either_way"]))
    for claim in {claim for key in [*lookalikes, *either_way, *(pair.key for pair in pairs)] for claim in key}:
        if claim not in claims:
            raise BadDossier(f"a pair names the claim {claim!r}, which has no label.")
    return LabelledDossier(
        slug=folder.name,
        articles=articles,
        claims=claims,
        furniture=furniture,
        pairs={pair.key: pair for pair in pairs},
        lookalikes=lookalikes,
        either_way=either_way,
        dependent=_dependent(labels["lineage"]),
        copied=frozenset(frozenset((row["article"], row["on"])) for row in labels["lineage"] if row["how"] == "copied"),
    )


def _article(path: Path) -> LabelledArticle:
    try:
        post = frontmatter.load(str(path))
        source: Any = post["source"]
        return LabelledArticle(
            name=path.name,
            source=source["name"],
            kind=source.get("kind", ""),
            owner=source.get("owner", ""),
            language=str(post.get("language", "")),
            title=str(post["title"]),
            text=normalise(post.content),
            published_at=datetime.fromisoformat(str(post["published_at"])),
        )
    except KeyError as error:
        raise BadDossier(f"{path.name} has no {error.args[0]} in its front matter.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadDossier(f"{path.name} can't be read: {error}") from error


def _passage(row: dict[str, Any], articles: dict[str, LabelledArticle]) -> Passage:
    if row["article"] not in articles:
        raise BadDossier(f"a label names the article {row['article']!r}, which is not there.")
    words = normalise(row["text"])
    start = articles[row["article"]].text.find(words)
    if start < 0:
        raise BadDossier(f"{row['article']} does not hold the labelled words {row['text']!r}.")
    return Passage(row["article"], start, start + len(words))


def _claim(row: dict[str, Any], articles: dict[str, LabelledArticle]) -> LabelledClaim:
    names, levels = (row[key] if isinstance(row[key], list) else [row[key]] for key in ("claimant", "attribution"))
    suggestion = row.get("suggestion")
    return LabelledClaim(
        id=row["id"],
        passage=_passage(row, articles),
        text=row["text"],
        claimants=tuple(name for name in names if name),
        attributions=tuple(Attribution(level) for level in levels),
        mode=Mode(row["mode"]),
        polarity=Polarity(row["polarity"]),
        suggestion=Status(suggestion) if suggestion else None,
        suggestion_scored="suggestion" in row,
    )


def _pair(row: dict[str, Any]) -> LabelledPair:
    return LabelledPair(
        left=row["left"],
        right=row["right"],
        relation=Relation(row["relation"]),
        independent=row["independent"],
        drift=tuple((left, right) for left, right in row["drift"]),
        kind=row.get("kind", ""),
    )


def _key(row: dict[str, Any]) -> frozenset[str]:
    return frozenset((row["left"], row["right"]))


def _dependent(lineage: Iterable[dict[str, Any]]) -> frozenset[frozenset[str]]:
    """Pairs of articles with one origin, also through a third: the copy of a copy derives from the first."""
    families: list[set[str]] = []
    for row in lineage:
        if row["how"] != "same_document":
            family = {row["article"], row["on"] or row["credit"]}
            families = [
                *(one for one in families if not one & family),
                family.union(*(one for one in families if one & family)),
            ]
    return frozenset(frozenset(pair) for family in families for pair in combinations(sorted(family), 2))
