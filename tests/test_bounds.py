"""Every text that comes from outside has a longest length: in serializers, filters, forms, tables and actions."""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.test import RequestFactory
from django.utils import timezone
from django_filters import rest_framework as filters
from rest_framework import serializers

from claims import review, seen
from claims.admin.articles import ArticleForm
from claims.admin.verdict_form import VerdictForm
from claims.record_models import Verdict
from claims.submissions import SubmittedClaim, submit_claims
from factcheck import urls
from factcheck.api.serializers import StrictModelSerializer, StrictSerializer
from sources.dossiers import add_dossier
from sources.errors import IngestError
from sources.ingest import add_article
from sources.models import Dossier
from sources.outlets import find_or_create_source
from tests.api import ROOT, client_of, pointers
from tests.factories import ClaimFactory, DossierFactory, SourceFactory, UserFactory, VerdictFactory

pytestmark = pytest.mark.django_db
APPS = ("sources", "claims", "api")
LONG = "word " * 700_000  # 3.5 million characters


def below(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def unbounded(field: serializers.Field, path: str) -> Iterator[str]:
    """Where below this field a client may send a text or list of any length."""
    if field.read_only:
        return
    if isinstance(field, serializers.Serializer):
        for name, child in field.fields.items():
            yield from unbounded(child, f"{path}.{name}")
    elif isinstance(field, serializers.ListField):
        if field.max_length is None:
            yield path
        yield from unbounded(field.child, f"{path}[]") if type(field.child) is not serializers.Field else ()
    elif isinstance(field, serializers.ListSerializer | serializers.DictField | serializers.JSONField) or (
        isinstance(field, serializers.CharField) and field.max_length is None
    ):
        yield path


def test_no_serializer_takes_a_text_or_list_of_any_length():
    assert urls  # imports every view with its serializers
    kinds = {kind for base in (StrictSerializer, StrictModelSerializer) for kind in below(base)}
    kinds.discard(StrictModelSerializer)  # a base without a model
    assert {kind.__name__ for kind in kinds} >= {"NewArticleSerializer", "NewClaimSerializer", "NewVerdictSerializer"}
    assert [path for kind in kinds for path in unbounded(kind(), kind.__name__)] == []


def test_no_filter_takes_a_text_of_any_length():
    found = [
        f"{kind.__name__}.{name}"
        for kind in below(filters.FilterSet)
        if kind.__module__.startswith(APPS)
        for name, declared in kind.base_filters.items()
        if isinstance(declared, filters.CharFilter) and declared.extra.get("max_length") is None
    ]
    assert found == []


def test_no_form_takes_a_text_of_any_length():
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    kinds = [ArticleForm, VerdictForm]
    for model, registered in admin.site._registry.items():
        own_form = model._meta.object_name in {"Article", "CrossCheckRun"}
        if model._meta.app_label in APPS and not own_form and registered.has_add_permission(request):
            kinds.append(registered.get_form(request))
    found = [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.CharField) and field.max_length is None
    ]
    assert found == []


def text_columns() -> Iterator[models.Field]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if not model._meta.proxy:  # the columns of a proxy are another app's
                yield from (field for field in model._meta.concrete_fields if isinstance(field, models.TextField))


def test_every_text_column_is_bounded_by_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
        )
        constraints = cursor.fetchall()
    columns = list(text_columns())
    assert len(columns) >= 8
    for field in columns:
        assert field.max_length, field
        wanted = f"length({field.column}) <= {field.max_length}"
        definitions = [text.replace('"', "") for table, text in constraints if table == field.model._meta.db_table]
        assert any(wanted in text for text in definitions), f"{field} has no constraint on its length"


def test_the_database_refuses_a_text_above_its_bound():
    with pytest.raises(IntegrityError, match="dossier_summary_is_bounded"), transaction.atomic():
        DossierFactory(summary="x" * 10_001)


@pytest.fixture
def no_normalising(monkeypatch):
    """Normalising a long text fails the test: its length comes first."""

    def short_only(raw: str) -> str:
        assert len(raw) < 100_000, f"{len(raw):,} characters were normalised before they were counted"
        return raw

    for module in ("claims.review", "claims.submissions", "sources.names", "sources.dossiers", "sources.reading.text"):
        monkeypatch.setattr(f"{module}.normalise", short_only)


def test_a_rationale_of_three_megabytes_is_refused_before_it_is_normalised(no_normalising):
    claim, by = ClaimFactory(), UserFactory(group="Reviewers")
    read = seen.version(claim)
    with pytest.raises(review.ReviewError, match="20,000"):
        review.record_verdict(
            claim_id=claim.pk, status="disputed", rationale=LONG, by=by, expected_version=read, now=timezone.now()
        )
    client = client_of("Reviewers")
    body = {"status": "disputed", "rationale": LONG, "evidence": ["https://a.example/" + "x" * 3000]}
    assert pointers(client.post(f"{ROOT}/claims/{claim.pk}/verdicts/", body)) == {"/rationale", "/evidence/0"}
    assert not Verdict.objects.exists()


def test_a_verdict_names_fifty_pieces_of_evidence_at_most():
    body = {"status": "disputed", "rationale": "x", "evidence": ["https://a.example/"] * 51}
    answer = client_of("Reviewers").post(f"{ROOT}/claims/{ClaimFactory().pk}/verdicts/", body)
    assert pointers(answer) == {"/evidence"}


def test_a_dossier_of_five_megabytes_is_refused_before_it_is_normalised(no_normalising):
    with pytest.raises(IngestError):
        add_dossier(title="x", summary=LONG)
    body = {"title": LONG[:500_000], "slug": LONG[:500_000], "summary": LONG}
    assert pointers(client_of("Contributors").post(f"{ROOT}/dossiers/", body)) == {"/title", "/slug", "/summary"}
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("field", ["title", "byline", "url", "language"])
def test_what_describes_an_article_is_bounded_before_the_article_is_read(no_normalising, field):
    with pytest.raises(IngestError) as error:
        add_article(source=SourceFactory(), text="A bridge is closed.", now=timezone.now(), **{field: LONG})
    assert error.value.field == field


def test_names_of_outlets_are_bounded_before_they_are_normalised(no_normalising):
    for values in ({"name": LONG}, {"name": "x", "domain": LONG}):
        with pytest.raises(IngestError):
            find_or_create_source(**values)


@pytest.mark.parametrize("field", ["text", "quote", "claimant", "client_ref"])
def test_a_posted_claim_is_bounded_before_it_is_normalised(no_normalising, field):
    item = SubmittedClaim(**{"source": SourceFactory(), "text": "Bridge 4 is closed."} | {field: LONG})
    [result] = submit_claims([item], client=UserFactory(), now=timezone.now())
    assert (result.claim, result.field) == (None, field)


def test_a_verdict_at_the_bound_is_kept_whole():
    assert len(VerdictFactory(rationale="x" * 20_000).rationale) == 20_000
