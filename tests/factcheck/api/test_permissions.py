"""Who may do what, for every operation of the OpenAPI description."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from factcheck.api.models import ApiToken
from tests.api import ROOT, client_of, problem_of
from tests.factories import CrossReferenceFactory, DossierFactory

pytestmark = pytest.mark.django_db
REVIEWERS_ONLY = {
    ("post", "/claims/{claim_id}/verdicts/"),
    ("post", "/cross-references/{reference_id}/judgements/"),
    ("patch", "/sources/{slug}/"),
}


def operations() -> list[tuple[str, str]]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [(method, path.removeprefix(ROOT)) for path, methods in paths.items() for method in methods]


@pytest.fixture
def rows():
    """Something at every address."""
    reference = CrossReferenceFactory()
    dossier = DossierFactory()
    return {
        "claim_id": reference.left_id,
        "reference_id": reference.pk,
        "article_id": reference.left.article_id,
        "run_id": 1,
        "{sources}": reference.left.source.slug,
        "{dossiers}": dossier.slug,
    }


def ask(client: APIClient, operation: tuple[str, str], rows: dict):
    method, path = operation
    resource = path.split("/")[1]
    for name in re.findall(r"{(\w+_id)}", path):
        path = path.replace(f"{{{name}}}", str(rows.get(name, 1)))
    path = path.replace("{slug}", str(rows.get(f"{{{resource}}}")))
    return getattr(client, method)(f"{ROOT}{path}", {} if method != "get" else None, headers={"If-Match": '"1-0"'})


def test_the_description_lists_the_operations_of_version_1():
    assert {path.split("/")[1] for _, path in operations()} >= {
        "sources", "articles", "claims", "cross-references", "cross-checks", "dossiers",
    }  # fmt: skip
    assert set(operations()) >= REVIEWERS_ONLY | {("post", "/claims/bulk/")}


def test_without_a_token_every_operation_asks_for_one(rows):
    for operation in operations():
        answer = ask(APIClient(), operation, rows)
        problem_of(answer, 401)
        assert answer["WWW-Authenticate"].startswith(("Bearer", "Basic")), operation  # Basic: for feed readers


def test_a_user_of_no_group_may_do_nothing(rows):
    client = client_of()
    for operation in operations():
        problem_of(ask(client, operation, rows), 403)


def test_a_contributor_may_do_all_but_review(rows):
    client = client_of("Contributors")
    denied = {operation for operation in operations() if ask(client, operation, rows).status_code == 403}
    assert denied == REVIEWERS_ONLY


def test_a_reviewer_may_do_all(rows):
    client = client_of("Reviewers")
    assert not [operation for operation in operations() if ask(client, operation, rows).status_code in {401, 403}]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer \xff", "bearer fc_" + "x" * 5000, "Basic dTpw", "Token x", "Bearer a b"]
)
def test_a_token_that_is_none_is_refused(header):
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=header)
    problem_of(client.get(f"{ROOT}/claims/"), 401)


def test_a_revoked_token_is_refused(rows):
    client = client_of("Reviewers")
    token = ApiToken.objects.get(user=client.user)
    token.revoked_at = token.created_at
    token.save()
    problem_of(client.get(f"{ROOT}/claims/"), 401)


def test_the_token_of_a_user_who_was_switched_off_is_refused(rows):
    client = client_of("Reviewers")
    User.objects.update(is_active=False)
    problem_of(client.get(f"{ROOT}/claims/"), 401)


def test_a_token_is_stored_as_its_digest_only():
    _, plain = ApiToken.issue(user=client_of().user, name="x")
    assert plain.startswith("fc_")
    assert not ApiToken.objects.filter(token_sha256=plain).exists()


def test_a_browser_that_is_logged_in_reads_at_once_and_writes_with_the_forms_token_only():
    user = client_of("Contributors").user
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.get(f"{ROOT}/claims/").status_code == 200
    body = {"name": "The Daily Ledger"}
    problem_of(browser.post(f"{ROOT}/sources/", body, content_type="application/json"), 403)
    browser.get("/admin/login/")
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else ""}
    if not headers["X-CSRFToken"]:
        pytest.fail("the log-in page sets no cookie to check the form by")
    answer = browser.post(f"{ROOT}/sources/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201
