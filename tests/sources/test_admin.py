import pytest
from django.test import Client
from django.urls import reverse

from sources.models import Dossier, Source
from tests.factories import ArticleFactory, DossierFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contributor() -> Client:
    client = Client()
    client.force_login(UserFactory(group="Contributors", is_staff=True))
    return client


def test_a_source_is_added_with_its_form(contributor: Client) -> None:
    typed = {"name": "Tarnhaven Courier", "slug": "tarnhaven-courier", "kind": "newspaper", "owner": "Tarn Group"}
    contributor.post(reverse("admin:sources_source_add"), typed)
    assert Source.objects.get().owner == "Tarn Group"


def test_two_sources_of_one_name_are_refused_with_a_sentence(contributor: Client) -> None:
    SourceFactory(name="Tarnhaven Courier")
    typed = {"name": "Tarnhaven Courier", "slug": "another", "kind": "newspaper"}
    assert "already exists" in contributor.post(reverse("admin:sources_source_add"), typed).content.decode()


def test_the_list_leads_to_the_articles_of_each_source(contributor: Client) -> None:
    source = ArticleFactory().source
    page = contributor.get(reverse("admin:sources_source_changelist")).content.decode()
    assert f'<a href="{reverse("admin:sources_article_changelist")}?source={source.pk}">1</a>' in page


def test_sources_are_found_by_domain_and_owner(contributor: Client) -> None:
    wanted = SourceFactory(domain="tarn.example", owner="Tarn Group")
    SourceFactory()
    for words in ("tarn.example", "Tarn Group"):
        found = contributor.get(reverse("admin:sources_source_changelist"), {"q": words}).context["cl"].result_list
        assert list(found) == [wanted]


def test_an_empty_list_of_sources_says_what_to_do(contributor: Client) -> None:
    page = contributor.get(reverse("admin:sources_source_changelist")).content.decode()
    assert "Add the outlets that you read." in page


def test_a_dossier_gathers_articles(contributor: Client) -> None:
    articles = [ArticleFactory(), ArticleFactory()]
    typed = {"title": "Silo fire", "slug": "silo-fire", "articles": [article.pk for article in articles]}
    contributor.post(reverse("admin:sources_dossier_add"), typed)
    assert list(Dossier.objects.get().articles.order_by("pk")) == articles


def test_a_dossier_leads_to_its_claims(contributor: Client) -> None:
    dossier = DossierFactory(articles=[ArticleFactory()])
    address = f"{reverse('admin:claims_claim_changelist')}?queue=all&amp;dossier={dossier.pk}"
    for page in (
        reverse("admin:sources_dossier_changelist"),
        reverse("admin:sources_dossier_change", args=[dossier.pk]),
    ):
        assert address in contributor.get(page).content.decode()


def test_a_contributor_cannot_delete_a_source(contributor: Client) -> None:
    source = SourceFactory()
    assert contributor.post(reverse("admin:sources_source_delete", args=[source.pk])).status_code == 403
