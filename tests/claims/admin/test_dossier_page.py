"""The page of a dossier: who says what, who leans on whom, and how a figure went."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.dossiers.matrix import as_json, matrix_of
from sources.models import Dossier, SharedOrigin
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    DossierFactory,
    JudgementFactory,
    SourceFactory,
    VerdictFactory,
    one_statement,
)

pytestmark = pytest.mark.django_db
DRIFT = [{"op": "replace", "left": "can", "right": "will", "kind": "modality", "changes_meaning": True}]


def claim_of(outlet: str, text: str, day: int = 1, **fields):
    source = SourceFactory(name=outlet, slug=outlet.lower().replace(" ", "-"))
    published = datetime(2026, 5, day, 9, tzinfo=UTC)
    return ClaimFactory(article=ArticleFactory(source=source, text=text, published_at=published), **fields)


@pytest.fixture
def silo() -> Dossier:
    """Six outlets on one fire: two say 14 of one origin, one drifts, one hedges, one gives 21, one denies, and one is
    silent.
    """
    first = claim_of("Radio Lakeland", "The fire can have killed 14 people at the silo.", 1)
    copied = claim_of("Courier", "The fire can have killed 14 people at the silo.", 2)
    drifted = claim_of("Gazette", "The fire will have killed 14 people at the silo.", 3, claimant="")
    hedged = claim_of("Morning Post", "The fire reportedly killed 14 people.", 3, hedges=["reportedly"], claimant="")
    more = claim_of("State TV", "The fire killed 21 people at the silo.", 4)
    denial = claim_of("Belloway Grain", "Nobody was killed.", 5, polarity="denies", claimant="Belloway Grain")
    silent = claim_of("Weekly", "The mayor opened a school.", 6)
    one_statement(first, copied, drifted, hedged)
    CrossReferenceFactory(left=first, right=drifted, drift=DRIFT)
    CrossReferenceFactory(left=first, right=copied, independent=False, shared_origin="Both credit UNX.")
    for other in (more, denial):
        CrossReferenceFactory(left=first, right=other, relation="disputes")
    SharedOrigin.objects.create(left=first.article, right=copied.article, reason="Courier credits Radio Lakeland.")
    from claims.analysis.comparing.claim_features import describe
    from claims.mapping import as_extracted
    from claims.models import PreparedClaim, SentenceVector

    vector = SentenceVector.objects.create(key="00000000-0000-0000-0000-000000000001", embedding=[0.0] * 384)
    for claim in (first, copied, drifted, hedged, more):
        PreparedClaim.objects.create(
            claim=claim,
            source=claim.source,
            vector=vector,
            terms=[],
            quoted=[],
            numbers=[],
            denies=False,
            withdrawn=False,
            features=describe(as_extracted(claim)).to_json(),
        )
    claims = (first, copied, drifted, hedged, more, denial, silent)
    return DossierFactory(title="Silo fire", slug="silo", articles=[one.article for one in claims])


def page(client: Client, dossier: Dossier) -> str:
    return client.get(reverse("admin:sources_dossier_matrix", args=[dossier.pk])).content.decode()


def cells(dossier: Dossier, row: int = 0) -> dict[str, str]:
    matrix = matrix_of(dossier)
    return dict(zip((one.name for one in matrix.outlets), (cell.words for cell in matrix.rows[row].cells), strict=True))


def test_each_outlet_says_drifts_hedges_contradicts_with_its_figure_denies_or_is_silent(silo: Dossier) -> None:
    assert cells(silo) == {
        "Radio Lakeland": "says",
        "Courier": "says",
        "Gazette": "says with drift: can → will",
        "Morning Post": "hedges: reportedly",
        "State TV": "contradicts: 21",
        "Belloway Grain": "denies",
        "Weekly": "silent",
    }
    row = as_json(matrix_of(silo))["rows"][0]
    assert (row["outlets"], row["origins"], row["contradicting"], row["decided"]) == (4, 3, 2, {})


def test_a_rejected_link_contradicts_nothing_in_the_matrix(silo: Dossier) -> None:
    lead, other = matrix_of(silo).rows[0].lead, silo.articles.get(source__name="State TV").claims.get()
    JudgementFactory(left=lead, right=other, answer="rejected")
    assert cells(silo)["State TV"] == "silent"


def test_the_page_tells_progress_margin_lineage_and_figures_in_words(reviewer: Client, silo: Dossier) -> None:
    VerdictFactory(claim=silo.articles.get(source__name="Weekly").claims.get())
    shown = " ".join(page(reviewer, silo).split())
    assert "1 of 4 statements reviewed" in shown
    assert "4 outlets, 3 origins" in shown
    assert '<strong class="contradiction">2 against</strong>' in shown
    assert (
        "Courier</bdi> (2 May 2026, 09:00) leans on <bdi>Radio Lakeland</bdi> (1 May 2026, 09:00): Courier credits"
        in shown
    )
    assert "<h3><bdi>14, 21</bdi></h3>" in shown
    assert "style=" not in shown.split("<main", 1)[-1]


def test_a_cell_opens_both_passages_with_what_links_them(reviewer: Client, silo: Dossier) -> None:
    matrix = matrix_of(silo)
    [drifted] = [cell for cell in matrix.rows[0].cells if cell.stance == "says with drift"]
    address = reverse("admin:sources_dossier_passages", args=[silo.pk, matrix.rows[0].lead.pk, drifted.claims[0]])
    assert address in page(reviewer, silo)
    shown = reviewer.get(address).content.decode()
    assert '<del class="meaning">can</del>' in shown
    assert '<ins class="meaning">will</ins>' in shown


def test_the_matrix_is_exported_for_spreadsheets_without_formulas(reviewer: Client, silo: Dossier) -> None:
    silo.articles.get(source__name="Weekly").claims.update(text="=HYPERLINK(1)")
    answer = reviewer.get(reverse("admin:sources_dossier_csv", args=[silo.pk]))
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("statement,decided,outlets,origins,contradicting,Radio Lakeland,")
    assert "says with drift: can → will" in text
    assert "'=HYPERLINK(1)" in text
    assert answer["Content-Disposition"] == 'attachment; filename="silo.csv"'


@pytest.mark.parametrize("rows", [1, 11])
def test_the_page_takes_the_same_queries_for_one_statement_and_for_eleven(
    reviewer: Client, silo: Dossier, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        pair = [claim_of(f"Paper {number} {side}", f"Bridge {number} closed.") for side in "ab"]
        one_statement(*pair)
        CrossReferenceFactory(left=pair[0], right=pair[1])
        silo.articles.add(*(one.article for one in pair))
    with django_assert_num_queries(20):
        page(reviewer, silo)


def test_who_may_not_see_claims_sees_no_matrix(stranger: Client, contributor: Client, silo: Dossier) -> None:
    for name in ("matrix", "csv"):
        address = reverse(f"admin:sources_dossier_{name}", args=[silo.pk])
        assert stranger.get(address).status_code == 403
        assert contributor.get(address).status_code == 200
    assert contributor.get(reverse("admin:sources_dossier_matrix", args=[999])).status_code == 302
