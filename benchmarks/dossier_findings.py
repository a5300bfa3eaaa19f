"""What the analysis finds in a dossier: the pure core from text to suggestions, all pairs compared, no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from benchmarks.dossier_labels import LabelledArticle, LabelledDossier
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import compare
from claims.analysis.reading.extraction import extract
from claims.analysis.suggestion import suggest
from claims.analysis.types import Comparison, Evidence, ExtractedClaim, Polarity, Relation, Suggestion
from claims.analysis.vectors.encoder import encode
from sources.independence.credits import agency_credit, credited_keys
from sources.independence.lineage import Origins, Report, fingerprints, origin, shared_origin


@dataclass(frozen=True)
class FoundClaim:
    article: str
    claim: ExtractedClaim


@dataclass(frozen=True)
class FoundLink:
    """Two found claims by their place in the list, and the judgement on them."""

    left: int
    right: int
    comparison: Comparison
    shared_origin: str  # why they are not independent; "" when they are


@dataclass(frozen=True)
class Findings:
    claims: list[FoundClaim]
    links: list[FoundLink]
    suggestions: list[Suggestion]  # one a claim
    comparisons: dict[tuple[int, int], Comparison]  # all judged pairs, those without a relation too
    lineage: dict[frozenset[str], str]  # for two articles why they have one origin; "" when they do not


Judge = Callable[[Sequence[FoundClaim], int, int], Comparison]


def find_claims(dossier: LabelledDossier) -> list[FoundClaim]:
    return [
        FoundClaim(article.name, claim)
        for article in dossier.articles.values()
        for claim in extract(article.text, title=article.title).claims
    ]


def find(dossier: LabelledDossier, claims: list[FoundClaim]) -> Findings:
    """Judge the claims with the core."""
    vectors = encode([found.claim.in_context for found in claims])
    features = [
        describe(found.claim, published_on=dossier.articles[found.article].published_at.date()) for found in claims
    ]

    def judge(_: Sequence[FoundClaim], left: int, right: int) -> Comparison:
        return compare(features[left], features[right], similarity=float(vectors[left] @ vectors[right]))

    reports = {name: report_of(article) for name, article in dossier.articles.items()}
    return judged(claims, reports, judge)


def find_by_words(claims: list[FoundClaim], dossier: LabelledDossier, threshold: float) -> Findings:
    """The cheap baseline: claims whose sorted words are alike corroborate each other, and every outlet counts."""

    def judge(all_claims: Sequence[FoundClaim], left: int, right: int) -> Comparison:
        score = fuzz.token_sort_ratio(all_claims[left].claim.text, all_claims[right].claim.text) / 100
        return Comparison(Relation.CORROBORATES if score >= threshold else Relation.NONE, score)

    reports = {name: Report(source=article.source) for name, article in dossier.articles.items()}
    return judged(claims, reports, judge)


def report_of(article: LabelledArticle) -> Report:
    return Report(
        source=article.source,
        owner=article.owner,
        credit=agency_credit(article.text),
        credited=tuple(credited_keys(article.text)),
        kind=article.kind,
        fingerprints=tuple(fingerprints(article.text)),
    )


def judged(claims: list[FoundClaim], reports: dict[str, Report], judge: Judge) -> Findings:
    """Compare all claims of different sources, as a cross-check would with every claim as a candidate."""
    links, comparisons = [], {}
    names = list(reports)
    direct = {
        (left, right): shared_origin(reports[names[left]], reports[names[right]])
        for left, right in combinations(range(len(names)), 2)
    }
    origins = Origins({pair: reason for pair, reason in direct.items() if reason})
    lineage = {frozenset((names[left], names[right])): origins.why(left, right) for left, right in direct}
    for left, right in combinations(range(len(claims)), 2):
        ours, theirs = reports[claims[left].article], reports[claims[right].article]
        if ours.source == theirs.source:
            continue
        found = comparisons[left, right] = judge(claims, left, right)
        if found.relation != Relation.NONE:
            shared = lineage[frozenset((claims[left].article, claims[right].article))]
            if not shared and found.same_utterance:
                shared = f"Both quote {found.utterance or 'the same words'}."
            links.append(FoundLink(left, right, found, shared))
    suggestions = [
        suggest(
            attribution=found.claim.attribution,
            claimant=found.claim.claimant,
            polarity=found.claim.polarity,
            hedges=found.claim.hedges,
            evidence=evidence_for(index, claims, links, reports),
        )
        for index, found in enumerate(claims)
    ]
    return Findings(claims, links, suggestions, comparisons, lineage)


def evidence_for(
    index: int, claims: Sequence[FoundClaim], links: Sequence[FoundLink], reports: dict[str, Report]
) -> list[Evidence]:
    """The links of one claim, seen from its own side."""
    evidence = []
    for link in links:
        if index not in (link.left, link.right):
            continue
        other = claims[link.right if index == link.left else link.left]
        evidence.append(
            Evidence(
                relation=link.comparison.relation,
                score=link.comparison.score,
                independent=not link.shared_origin,
                source=reports[other.article].source,
                origin=origin(reports[other.article]),
                shared_origin=link.shared_origin,
                denial=other.claim.polarity == Polarity.DENIES,
                detail=link.comparison.reasons[0] if link.comparison.reasons else "",
                meaning_changed=any(change.changes_meaning for change in link.comparison.drift),
            )
        )
    return evidence
