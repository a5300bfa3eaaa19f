"""The sample dossiers through the API, the tables and the workers, and through the pure core alone: nothing is lost."""

import itertools

import numpy
import pytest
from django.utils.text import slugify

from benchmarks.dossier_findings import FoundLink, evidence_of, report_of, voice_of, why_not_independent
from benchmarks.dossier_labels import LabelledDossier, load_all
from claims import tasks
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import compare
from claims.analysis.reading.extraction import extract
from claims.analysis.suggestion import suggest
from claims.analysis.types import Relation
from claims.analysis.vectors.encoder import encode
from claims.analysis.vectors.nearest import NearestVectors
from claims.models import Claim, CrossReference
from sources.independence.lineage import Origins, shared_origin
from tests.api import ROOT, client_of
from tests.claims.desk import outlet

DOSSIERS = load_all()


def of_the_core(dossier: LabelledDossier) -> tuple[dict, dict]:
    """Links and suggestions: what the core makes of the articles, all pairs compared, without a row or an enum lost."""
    claims = [
        (article, claim)
        for article in dossier.articles.values()
        for claim in extract(article.text, title=article.title).claims
    ]
    vectors = NearestVectors()
    places = numpy.arange(len(claims), dtype=numpy.int64)
    vectors.add(places, encode([claim.in_context for _, claim in claims]).astype(numpy.float16))
    features = [describe(claim, published_on=article.published_at.date()) for article, claim in claims]
    names = list(dossier.articles)
    reports = [report_of(article) for article in dossier.articles.values()]
    reasons = {
        (one, other): shared_origin(reports[one], reports[other])
        for one, other in itertools.combinations(range(len(names)), 2)
    }
    origins = Origins({pair: reason for pair, reason in reasons.items() if reason})
    links, seen = {}, [[] for _ in claims]
    for left, right in itertools.combinations(range(len(claims)), 2):
        (mine, one), (theirs, other) = claims[left], claims[right]
        if mine.source == theirs.source:
            continue
        [similarity] = vectors.similarities(places[[left]], places[[right]])
        found = compare(features[left], features[right], similarity=float(similarity))
        if found.relation == Relation.NONE:
            continue
        voices = [
            voice_of(claim.claimant, reports[names.index(article.name)])
            for article, claim in (claims[left], claims[right])
        ]
        shared = why_not_independent(found, *voices, origins.why(names.index(mine.name), names.index(theirs.name)))
        sides = (mine.source, one.start, one.end), (theirs.source, other.start, other.end)
        links[frozenset(sides)] = (found.relation.value, found.score, found.reasons, shared)
        for place, article, claim in ((left, theirs, other), (right, mine, one)):
            voice = voices[1] if place == left else voices[0]
            link = FoundLink(left, right, found, shared)
            seen[place].append((link, claim, f"articles {origins.first(names.index(article.name))}", voice))
    suggestions = {}
    for (article, claim), of_claim in zip(claims, map(evidence_of, seen), strict=True):
        suggested = suggest(
            attribution=claim.attribution,
            claimant=claim.claimant,
            polarity=claim.polarity,
            hedges=claim.hedges,
            evidence=of_claim,
        )
        status = suggested.status.value if suggested.status else ""
        suggestions[article.source, claim.start, claim.end] = (status, suggested.confidence, suggested.reasons)
    return links, suggestions


def of_the_service(dossier: LabelledDossier) -> tuple[dict, dict]:
    client = client_of("Contributors")
    for article in dossier.articles.values():
        source = outlet(article.source, slug=slugify(article.source), kind=article.kind, owner=article.owner)
        body = {
            "source": source.slug,
            "title": article.title,
            "text": article.text,
            "published_at": article.published_at.isoformat(),
        }
        assert client.post(f"{ROOT}/articles/", body, format="json").status_code == 201
    tasks.extract_articles()
    tasks.check_claims()
    sides = {claim.pk: (claim.source.name, claim.start, claim.end) for claim in Claim.objects.select_related("source")}
    links = {
        frozenset((sides[one.left_id], sides[one.right_id])): (
            one.relation,
            one.score,
            tuple(one.reasons),
            one.shared_origin,
        )
        for one in CrossReference.objects.all()
    }
    suggestions = {
        sides[claim.pk]: (claim.suggestion.status, claim.suggestion.confidence, tuple(claim.suggestion.reasons))
        for claim in Claim.objects.with_evidence()
    }
    return links, suggestions


@pytest.mark.django_db
@pytest.mark.parametrize("dossier", DOSSIERS, ids=lambda dossier: dossier.slug)
def test_the_service_finds_the_links_scores_and_suggestions_that_the_core_finds_alone(dossier: LabelledDossier):
    links, suggestions = of_the_service(dossier)
    expected_links, expected_suggestions = of_the_core(dossier)
    assert links.keys() == expected_links.keys()
    for pair, link in links.items():
        assert link == expected_links[pair]
    assert suggestions == expected_suggestions
