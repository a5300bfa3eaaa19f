"""What the analysis finds in dossiers: the pure core from text to suggestions, all pairs compared, no database.

All dossiers of a run are read as one collection, as a newsroom has them: links between two of them are found as well.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy
import numpy.typing

from benchmarks.dossier_labels import LabelledArticle, LabelledDossier
from claims.analysis.comparing.claim_features import ClaimFeatures, describe
from claims.analysis.comparing.matching import Compared, compare_all
from claims.analysis.reading.extraction import extract
from claims.analysis.suggestion import suggest
from claims.analysis.types import (
    CANDIDATES,
    MAX_PER_SOURCE,
    Comparison,
    Evidence,
    ExtractedClaim,
    Polarity,
    Relation,
    Suggestion,
)
from claims.analysis.vectors.encoder import encode
from claims.analysis.vectors.in_article import beginning, in_article
from claims.analysis.vectors.nearest import NearestVectors
from claims.analysis.vectors.packed import cosines, packed
from sources.independence.affiliations import affiliations
from sources.independence.credits import agency_credit, credited_keys
from sources.independence.lineage import Origins, Report, fingerprints, shared_origin
from sources.independence.naming import named
from sources.independence.voices import Voice, one_voice, origins_among

ArticleKey = tuple[str, str]  # slug of the dossier and name of the file
Pair = tuple[int, int]  # two claims by their places in the list, the lower first
Comparisons = dict[Pair, Comparison]
AT_ONCE = 100_000  # pairs whose similarity is worked out together


@dataclass(frozen=True)
class FoundClaim:
    dossier: str
    article: str
    claim: ExtractedClaim

    @property
    def article_key(self) -> ArticleKey:
        return self.dossier, self.article


class Measured(NamedTuple):
    """Two claims by their places, with their cosines as Compared has them."""

    left: int
    right: int
    similarity: float
    nearness: float
    event: float | None


@dataclass(frozen=True)
class FoundLink:
    """Two found claims by their place in the list, and their comparison."""

    left: int
    right: int
    comparison: Comparison
    shared_origin: str  # why they are not independent; "" when they are


@dataclass(frozen=True)
class Findings:
    claims: list[FoundClaim]
    links: list[FoundLink]
    suggestions: list[Suggestion]  # one a claim
    comparisons: Comparisons  # all compared pairs of one dossier, those without a relation too
    lineage: dict[frozenset[ArticleKey], str]  # for two articles why they have one origin; "" when they do not


@dataclass(frozen=True)
class Collection:
    """The articles of some dossiers and the claims read in them, those of one dossier next to each other."""

    articles: dict[ArticleKey, LabelledArticle]
    claims: list[FoundClaim]
    features: list[ClaimFeatures]
    vectors: NearestVectors  # in their articles, by the place of the claim
    meanings: list[bytes]  # of their own words
    beginnings: list[bytes]  # of their articles

    def of(self, slug: str) -> range:
        """The places of one dossier's claims."""
        places = [place for place, found in enumerate(self.claims) if found.dossier == slug]
        return range(places[0], places[-1] + 1) if places else range(0)

    def pairs(self) -> Iterator[Measured]:
        """All pairs of claims of different sources, with their cosines as the service has them."""
        sources = numpy.unique(
            [self.articles[found.article_key].source for found in self.claims] or [""], return_inverse=True
        )[1]
        left, right = numpy.triu_indices(len(self.claims), k=1)
        apart = sources[left] != sources[right]
        left, right = left[apart], right[apart]
        for at in range(0, len(left), AT_ONCE):
            yield from self.measured(left[at : at + AT_ONCE].tolist(), right[at : at + AT_ONCE].tolist())

    def measured(self, left: Sequence[int], right: Sequence[int]) -> Iterator[Measured]:
        """These pairs of places with their cosines."""
        near = self.vectors.similarities(numpy.array(left, numpy.int64), numpy.array(right, numpy.int64))
        alike, events = (
            cosines([vectors[place] for place in left], [vectors[place] for place in right])
            for vectors in (self.meanings, self.beginnings)
        )
        for one, other, nearness, similarity, event in zip(left, right, near.tolist(), alike, events, strict=True):
            yield Measured(one, other, similarity or 0.0, nearness, event)


def read(dossiers: Sequence[LabelledDossier]) -> Collection:
    articles = {(dossier.slug, article.name): article for dossier in dossiers for article in dossier.articles.values()}
    claims = [
        FoundClaim(slug, name, claim)
        for (slug, name), article in articles.items()
        for claim in extract(article.text, title=article.title).claims
    ]
    features = [describe(one.claim, published_on=articles[one.article_key].published_at.date()) for one in claims]
    vectors = NearestVectors()
    places = numpy.arange(len(claims), dtype=numpy.int64)
    own = encode([one.claim.in_context for one in claims])
    starts = {key: beginning(article.title, article.text) for key, article in articles.items()}
    of_start = dict(zip(starts, encode(list(starts.values())), strict=True))
    beginnings = numpy.array([of_start[one.article_key] for one in claims]).reshape(own.shape)
    vectors.add(places, in_article(own, beginnings).astype(numpy.float16))
    return Collection(articles, claims, features, vectors, packed(own), packed(beginnings))


def candidates(collection: Collection) -> Iterator[Measured]:
    """The pairs that a cross-check would compare: either claim is on the other's list (claims/retrieval.py)."""
    count = len(collection.claims)
    sources = [collection.articles[found.article_key].source for found in collection.claims]
    texts = [found.claim.in_context for found in collection.claims]
    places = numpy.arange(count, dtype=numpy.int64)
    found: set[Pair] = set()
    for at in range(0, count, AT_ONCE // max(count, 1) + 1):
        some = places[at : at + AT_ONCE // max(count, 1) + 1]
        nearest, _ = collection.vectors.nearest(some, count)
        for place, near in zip(some.tolist(), nearest.tolist(), strict=True):
            found.update((min(place, other), max(place, other)) for other in _list(place, near, sources, texts))
    pairs = sorted(found)
    yield from collection.measured([left for left, _ in pairs], [right for _, right in pairs])


def _list(place: int, near: Sequence[int], sources: Sequence[str], texts: Sequence[str]) -> list[int]:
    """The claims of other sources whose sentences are nearest: so many sentences, and so many claims of one source."""
    listed: list[int] = []
    sentences: set[str] = set()
    of_source: Counter[str] = Counter()
    for other in near:
        if sources[other] == sources[place]:
            continue
        sentence = texts[other]
        if sentence not in sentences and len(sentences) == CANDIDATES:
            break
        of_source[sources[other]] += 1
        if of_source[sources[other]] <= MAX_PER_SOURCE:
            sentences.add(sentence)
            listed.append(other)
    return listed


def compared(collection: Collection) -> Comparisons:
    """The core's comparison of all candidates; of pairs between two dossiers only those that it links."""
    pairs = list(candidates(collection))
    features = collection.features
    comparisons = compare_all([Compared(features[one.left], features[one.right], *one[2:]) for one in pairs])
    return {
        (one.left, one.right): comparison
        for one, comparison in zip(pairs, comparisons, strict=True)
        if comparison.relation != Relation.NONE or same_dossier(collection, one.left, one.right)
    }


def same_dossier(collection: Collection, left: int, right: int) -> bool:
    return collection.claims[left].dossier == collection.claims[right].dossier


def reports_of(collection: Collection) -> dict[ArticleKey, Report]:
    return {key: report_of(article) for key, article in collection.articles.items()}


def report_of(article: LabelledArticle) -> Report:
    return Report(
        source=article.source,
        owner=article.owner,
        credit=agency_credit(article.text),
        credited=tuple(credited_keys(article.text)),
        affiliations=affiliations(article.text),
        kind=article.kind,
        fingerprints=tuple(fingerprints(article.text)),
    )


def find(dossiers: Sequence[LabelledDossier]) -> dict[str, Findings]:
    """What the core finds in each of these dossiers, by its slug."""
    collection = read(dossiers)
    comparisons, reports = compared(collection), reports_of(collection)
    return {one.slug: found_in(collection, one.slug, comparisons, reports) for one in dossiers}


def found_in(
    collection: Collection, slug: str, comparisons: Comparisons, reports: Mapping[ArticleKey, Report]
) -> Findings:
    """What is found in one dossier taken by itself: what other dossiers add to its evidence is left out."""
    places = collection.of(slug)
    return assembled(
        collection.claims[places.start : places.stop],
        {key: report for key, report in reports.items() if key[0] == slug},
        {
            (left - places.start, right - places.start): comparison
            for (left, right), comparison in comparisons.items()
            if left in places and right in places
        },
    )


def assembled(claims: Sequence[FoundClaim], reports: Mapping[ArticleKey, Report], comparisons: Comparisons) -> Findings:
    """The links and suggestions that follow from the comparisons, as a cross-check would make them."""
    names = list(reports)
    direct = {
        (left, right): shared_origin(reports[names[left]], reports[names[right]])
        for left, right in combinations(range(len(names)), 2)
    }
    origins = Origins({pair: reason for pair, reason in direct.items() if reason})
    numbers = {name: number for number, name in enumerate(names)}
    articles = [numbers[found.article_key] for found in claims]
    voices = [voice_of(found.claim.claimant, reports[found.article_key]) for found in claims]
    links = []
    for (left, right), found in comparisons.items():
        if found.relation != Relation.NONE:
            shared = origins.why(articles[left], articles[right])
            why = why_not_independent(found, voices[left], voices[right], shared)
            links.append(FoundLink(left, right, found, why))
    seen: list[list[tuple[FoundLink, int]]] = [[] for _ in claims]  # of each claim its links, with the claim beyond
    for link in links:
        seen[link.left].append((link, link.right))
        seen[link.right].append((link, link.left))
    evidence = [
        evidence_of(
            [
                (link, claims[other].claim, f"articles {origins.first(articles[other])}", voices[other])
                for link, other in of_claim
            ]
        )
        for of_claim in seen
    ]
    suggestions = [
        suggest(
            attribution=found.claim.attribution,
            claimant=found.claim.claimant,
            polarity=found.claim.polarity,
            hedges=found.claim.hedges,
            evidence=of_claim,
        )
        for found, of_claim in zip(claims, evidence, strict=True)
    ]
    lineage = {frozenset((names[left], names[right])): origins.why(left, right) for left, right in direct}
    return Findings(list(claims), links, suggestions, comparisons, lineage)


def voice_of(claimant: str, report: Report) -> Voice:
    return Voice(claimant, report.source, report.kind, report.affiliations, report.credited)


def why_not_independent(found: Comparison, left: Voice, right: Voice, shared: str) -> str:
    """The sentence that the service stores with a link; `shared` says why their articles are not independent."""
    if not shared and found.same_utterance:
        whose = f" of {named(found.utterance)}" if found.utterance else ""
        return f"Both quote the same words{whose}."
    return shared or one_voice(left, right)


def evidence_of(seen: Sequence[tuple[FoundLink, ExtractedClaim, str, Voice]]) -> list[Evidence]:
    """The links of one claim, each with the claim beyond, the key of that one's article origin and its voice."""
    keys = origins_among([(link.comparison.relation, key, voice) for link, _, key, voice in seen])
    return [
        Evidence(
            relation=link.comparison.relation,
            score=link.comparison.score,
            independent=not link.shared_origin,
            source=voice.source,
            origin=key,
            shared_origin=link.shared_origin,
            denial=other.polarity == Polarity.DENIES,
            detail=link.comparison.reasons[0] if link.comparison.reasons else "",
            meaning_changed=any(change.changes_meaning for change in link.comparison.drift),
            claimant=other.claimant,
        )
        for (link, other, _, voice), key in zip(seen, keys, strict=True)
    ]
