import pytest
from django.contrib.admin.models import LogEntry
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


def test_a_change_in_the_admin_leaves_a_row_with_who_and_from_what_to_what(admin_client, admin_user):
    source = SourceFactory(name="The Daily Ledger", slug="ledger", owner="Ledger Trust")
    address = reverse("admin:sources_source_change", args=[source.pk])
    body = {"name": "The Ledger", "slug": "other", "domain": "Ledger.example", "kind": "wire", "owner": "Ledger Trust"}
    assert admin_client.post(address, body).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.slug, source.domain, source.kind) == ("The Ledger", "ledger", "ledger.example", "wire")
    entry = LogEntry.objects.get()
    assert entry.user == admin_user
    assert "name: from 'The Daily Ledger' to 'The Ledger'" in entry.change_message
    assert "kind: from 'website' to 'wire'" in entry.change_message
    page = admin_client.get(reverse("admin:sources_source_history", args=[source.pk])).content.decode()
    assert "The Daily Ledger" in page


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Led\u200bger"), ("owner", "\u202eowner"), ("domain", "https://x")]
)
def test_the_admin_refuses_what_the_api_refuses(admin_client, field, value):
    body = {"name": "The Daily Ledger", "slug": "ledger", "kind": "wire"} | {field: value}
    assert admin_client.post(reverse("admin:sources_source_add"), body).status_code == 200
    assert not Source.objects.exists()


def test_a_contributor_on_the_staff_changes_no_outlet(client):
    source = SourceFactory(name="The Daily Ledger")
    client.force_login(UserFactory(group="Contributors", is_staff=True))
    address = reverse("admin:sources_source_change", args=[source.pk])
    assert client.post(address, {"name": "Mine", "slug": "x", "kind": "wire"}).status_code == 403
    source.refresh_from_db()
    assert source.name == "The Daily Ledger"
