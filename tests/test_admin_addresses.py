"""Whatever stands in the address of a page of the desk: an answer, and no failure of the service."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from tests.factories import CrossReferenceFactory, DossierFactory, SuggestionFactory, VerdictFactory

pytestmark = pytest.mark.django_db
QUERIES = [
    *(urlencode({"id__exact": value}) for value in ("x", "9" * 30, "\0")),
    *(urlencode({"q": value}) for value in ("\0", "a " * 2000)),
    *(urlencode({"created_at__year": value}) for value in ("-1", "9" * 30)),
    *(urlencode({name: "x"}) for name in ("p", "_to_field", "password__startswith")),
    "q=%ED%A0%80%ff",
]


@pytest.fixture
def desk(client, admin_user):
    reference = CrossReferenceFactory()
    VerdictFactory(claim=reference.left)
    SuggestionFactory(claim=reference.right)
    DossierFactory(articles=[reference.left.article])
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


def addresses(model: type[models.Model], page: str, *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def failures(desk, address: str, queries: list[str]) -> list[str]:
    return [query[:80] for query in queries if desk.get(f"{address}?{query}").status_code >= 500]


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_query_makes_a_list_fail(desk, model):
    assert failures(desk, addresses(model, "changelist"), QUERIES) == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_id_makes_a_page_fail(desk, model):
    for page, value in (("change", "9" * 30), ("change", "%00"), ("delete", "x"), ("history", "x")):
        assert desk.get(addresses(model, page, value)).status_code < 500, value


@pytest.mark.parametrize("field", ["source", "nothing"])
@pytest.mark.parametrize("term", ["\0", "a " * 2000])
@pytest.mark.parametrize("page", ["x", "9" * 30])
def test_no_query_makes_the_suggestions_of_a_field_fail(desk, field, term, page):
    query = {"app_label": "claims", "model_name": "crosscheckrun", "field_name": field, "term": term, "page": page}
    assert desk.get(f"{reverse('admin:autocomplete')}?{urlencode(query)}").status_code < 500


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_form_of_a_list_makes_it_fail(desk, model):
    for body in ({"action": "x"}, {"action": "delete_selected", "_selected_action": ["x", "9" * 30]}):
        assert desk.post(addresses(model, "changelist"), body | {"index": "x"}).status_code < 500, body
