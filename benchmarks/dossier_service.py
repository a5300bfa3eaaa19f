"""What the service finds in dossiers posted to its API, and the differences from what the core finds alone."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from benchmarks.dossier_findings import (
    Findings,
    FoundClaim,
    FoundLink,
    assembled,
    compared,
    read,
    reports_of,
)
from benchmarks.dossier_labels import LabelledDossier
from claims.analysis.comparing.drift import mirrored
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
    Strength,
    Suggestion,
)


class Api(Protocol):
    """A client of /api/v1/. Paths are below it; `get` takes the whole addresses that lists give for their next page."""

    def get(self, address: str) -> dict[str, Any]: ...

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]: ...


class Place(NamedTuple):
    """The place of a claim in its article, which identifies it in both whatever its primary key."""

    dossier: str
    article: str
    start: int
    end: int


def found_by_the_core(dossiers: Sequence[LabelledDossier]) -> Findings:
    """The dossiers as one collection, all pairs compared."""
    collection = read(dossiers)
    return assembled(collection.claims, reports_of(collection), compared(collection))


def found_by_the_service(api: Api, dossiers: Sequence[LabelledDossier], work: Callable[[], None]) -> Findings:
    """Post the articles to an empty service, have its `work` done, and read claims, links and suggestions back.

    What the API does not tell is left out: pairs that are not linked, and which articles share an origin.
    """
    articles = posted(api, dossiers)
    work()
    claims, suggestions, places = [], [], {}
    for article, (slug, name) in articles.items():
        for row in sorted(rows(api, f"claims/?article={article}"), key=lambda row: (row["start"], row["end"])):
            places[row["id"]] = len(claims)
            claims.append(FoundClaim(slug, name, claim_of(row)))
            suggestions.append(suggestion_of(row["suggestion"]))
    links = [link_of(row, places) for row in rows(api, "cross-references/")]
    return Findings(claims, links, suggestions, {(one.left, one.right): one.comparison for one in links}, {})


def posted(api: Api, dossiers: Sequence[LabelledDossier]) -> dict[int, tuple[str, str]]:
    """Post outlets and articles; the articles by the keys that they got, in the order of the dossiers."""
    outlets: dict[str, str] = {}
    articles = {}
    for dossier in dossiers:
        for article in dossier.articles.values():
            if article.source not in outlets:
                outlet = {"name": article.source, "kind": article.kind or "website", "owner": article.owner}
                outlets[article.source] = api.post("sources/", outlet)["slug"]
            body = {
                "source": outlets[article.source],
                "title": article.title,
                "text": article.text,
                "published_at": article.published_at.isoformat(),
                "language": article.language,
            }
            articles[api.post("articles/", body)["id"]] = (dossier.slug, article.name)
    return articles


def rows(api: Api, path: str) -> Iterator[dict[str, Any]]:
    """All of a list, over its pages."""
    address = f"{path}{'&' if '?' in path else '?'}page_size=200"
    while address:
        page = api.get(address)
        yield from page["results"]
        address = page["next"]


def claim_of(row: dict[str, Any]) -> ExtractedClaim:
    return ExtractedClaim(
        start=row["start"],
        end=row["end"],
        text=row["text"],
        mode=Mode(row["mode"]),
        attribution=Attribution(row["attribution"]),
        polarity=Polarity(row["polarity"]),
        quote=row["quote"],
        claimant=row["claimant"],
        cue=row["cue"],
    )


def suggestion_of(row: dict[str, Any] | None) -> Suggestion:
    """A claim that was never checked has none, and says so."""
    if row is None:
        return Suggestion(None, 0.0, ("The claim was not checked.",))
    status = Status(row["status"]) if row["status"] else None
    strength = Strength(row["strength"]) if row["strength"] else None
    return Suggestion(status, row["confidence"], tuple(row["reasons"]), strength)


def link_of(row: dict[str, Any], places: dict[int, int]) -> FoundLink:
    drift = tuple(
        Change(one["op"], one["left"], one["right"], ChangeKind(one["kind"]), one["changes_meaning"])
        for one in row["drift"]
    )
    left, right = places[row["claim"]], places[row["other"]["id"]]
    if right < left:
        left, right, drift = right, left, tuple(map(mirrored, drift))
    found = Comparison(Relation(row["relation"]), row["score"], drift=drift, reasons=tuple(row["reasons"]))
    return FoundLink(left, right, found, row["shared_origin"])


def differences(core: Findings, service: Findings) -> list[str]:
    """A sentence for each claim, link and suggestion that is not the same to the last digit; none when all are."""
    found = []
    for what, of in (("claim", claims_of), ("link", links_of), ("suggestion", suggestions_of)):
        ours, theirs = of(core), of(service)
        for key in sorted(ours.keys() | theirs.keys()):
            if key not in theirs:
                found.append(f"{what} only of the core: {shown(key)}: {ours[key]}")
            elif key not in ours:
                found.append(f"{what} only of the service: {shown(key)}: {theirs[key]}")
            else:
                found += [
                    f"{name} of a {what}: {shown(key)}: core {ours[key][name]!r}, service {theirs[key][name]!r}"
                    for name in ours[key]
                    if ours[key][name] != theirs[key][name]
                ]
    return found


Key = tuple[Place, ...]  # of one claim or of two
Values = dict[str, object]


def place_of(found: FoundClaim) -> Place:
    return Place(found.dossier, found.article, found.claim.start, found.claim.end)


def claims_of(findings: Findings) -> dict[Key, Values]:
    names = ("text", "mode", "attribution", "polarity", "quote", "claimant", "cue")
    return {(place_of(found),): {name: getattr(found.claim, name) for name in names} for found in findings.claims}


def links_of(findings: Findings) -> dict[Key, Values]:
    result: dict[Key, Values] = {}
    for link in findings.links:
        places = tuple(place_of(findings.claims[side]) for side in (link.left, link.right))
        drift = link.comparison.drift if places[0] <= places[1] else tuple(map(mirrored, link.comparison.drift))
        result[tuple(sorted(places))] = {
            "relation": link.comparison.relation,
            "score": link.comparison.score,
            "reasons": link.comparison.reasons,
            "shared_origin": link.shared_origin,
            "drift": drift,
        }
    return result


def suggestions_of(findings: Findings) -> dict[Key, Values]:
    return {
        (place_of(found),): {
            "status": one.status,
            "strength": one.strength,
            "confidence": one.confidence,
            "reasons": one.reasons,
        }
        for found, one in zip(findings.claims, findings.suggestions, strict=True)
    }


def shown(key: Key) -> str:
    return " / ".join(f"{one.dossier} {one.article} [{one.start}:{one.end}]" for one in key)


def part(findings: Findings, slug: str) -> Findings:
    """What was found in one dossier of a collection: links to other dossiers are left out, suggestions stay."""
    places = [place for place, found in enumerate(findings.claims) if found.dossier == slug]
    new = {old: place for place, old in enumerate(places)}
    links = [
        FoundLink(new[one.left], new[one.right], one.comparison, one.shared_origin)
        for one in findings.links
        if one.left in new and one.right in new
    ]
    return Findings(
        [findings.claims[place] for place in places],
        links,
        [findings.suggestions[place] for place in places],
        {
            (new[left], new[right]): found
            for (left, right), found in findings.comparisons.items()
            if left in new and right in new
        },
        {pair: why for pair, why in findings.lineage.items() if all(name == slug for name, _ in pair)},
    )
