"""The hand-made labels of the sample dossiers as objects; their format is in seeds/README.md."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import frontmatter

from claims.analysis.types import Attribution, Mode, Polarity, Relation, Status
from sources.reading.text import normalise

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


@dataclass(frozen=True)
class LabelledArticle:
    name: str
    source: str
    kind: str
    owner: str
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

    @property
    def key(self) -> frozenset[str]:
        return frozenset((self.left, self.right))


@dataclass(frozen=True)
class LabelledDossier:
    slug: str
    articles: dict[str, LabelledArticle]
    claims: dict[str, LabelledClaim]
    furniture: tuple[Passage, ...]
    pairs: dict[frozenset[str], LabelledPair]
    never_disputes: frozenset[frozenset[str]]  # pairs that only the relation "disputes" would get wrong
    either_way: frozenset[frozenset[str]]  # pairs that readers would judge differently: not scored
    dependent: frozenset[frozenset[str]]  # pairs of articles that lean on one origin, by copying or by credit
    copied: frozenset[frozenset[str]]  # pairs of articles of which one has copied running text of the other


def load_all(root: Path = SEEDS) -> list[LabelledDossier]:
    """The dossiers below `root` that have labels, by name."""
    return [load(path.parent) for path in sorted(root.glob("*/labels.json"))]


def load(folder: Path) -> LabelledDossier:
    """Read one dossier. Raises ValueError when a labelled passage is not in its article."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".txt", ".md"} and path.stem != "README"]
    articles = {path.name: _article(path) for path in files}
    return LabelledDossier(
        slug=folder.name,
        articles=articles,
        claims={row["id"]: _claim(row, articles) for row in labels["claims"]},
        furniture=tuple(_passage(row, articles) for row in labels["furniture"]),
        pairs={pair.key: pair for pair in map(_pair, labels["pairs"])},
        never_disputes=_keys(row for row in labels["unlinked"] if row.get("only") == "disputes"),
        either_way=_keys(labels["either_way"]),
        dependent=_dependent(labels["lineage"]),
        copied=frozenset(frozenset((row["article"], row["on"])) for row in labels["lineage"] if row["how"] == "copied"),
    )


def _article(path: Path) -> LabelledArticle:
    post = frontmatter.load(str(path))
    source: Any = post["source"]
    return LabelledArticle(
        name=path.name,
        source=source["name"],
        kind=source.get("kind", ""),
        owner=source.get("owner", ""),
        title=str(post["title"]),
        text=normalise(post.content),
        published_at=datetime.fromisoformat(str(post["published_at"])),
    )


def _passage(row: dict[str, Any], articles: dict[str, LabelledArticle]) -> Passage:
    words = normalise(row["text"])
    start = articles[row["article"]].text.find(words)
    if start < 0:
        raise ValueError(f"{row['article']} does not hold the labelled words {row['text']!r}.")
    return Passage(row["article"], start, start + len(words))


def _claim(row: dict[str, Any], articles: dict[str, LabelledArticle]) -> LabelledClaim:
    names, rungs = (row[key] if isinstance(row[key], list) else [row[key]] for key in ("claimant", "attribution"))
    suggestion = row.get("suggestion")
    return LabelledClaim(
        id=row["id"],
        passage=_passage(row, articles),
        text=row["text"],
        claimants=tuple(name for name in names if name),
        attributions=tuple(Attribution(rung) for rung in rungs),
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
    )


def _keys(rows: Iterable[dict[str, Any]]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset((row["left"], row["right"])) for row in rows)


def _dependent(lineage: Iterable[dict[str, Any]]) -> frozenset[frozenset[str]]:
    """Pairs of articles with one origin, also by way of a third: the copy of a copy leans on the first."""
    families: list[set[str]] = []
    for row in lineage:
        if row["how"] != "same_document":
            family = {row["article"], row["on"] or row["credit"]}
            families = [
                *(one for one in families if not one & family),
                family.union(*(one for one in families if one & family)),
            ]
    return frozenset(frozenset(pair) for family in families for pair in combinations(sorted(family), 2))
