"""The OpenAPI document: valid, whole, and enough to generate a client that works."""

import importlib
import json
import re
import subprocess
import sys
from types import ModuleType

import pytest
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.models import Claim
from claims.record_models import Verdict
from factcheck.api.models import ApiToken
from sources.models import Article
from tests.api import ROOT
from tests.factories import CrossReferenceFactory, UserFactory

OPERATIONS = {
    "articles_create", "articles_list", "articles_retrieve", "claims_bulk_create", "claims_create", "claims_list",
    "claims_retrieve", "claims_verdicts_create", "claims_verdicts_list", "claims_cross_references_list",
    "cross_checks_create", "cross_checks_list", "cross_checks_retrieve", "cross_references_list",
    "cross_references_judgements_create", "dossiers_create", "dossiers_list", "dossiers_retrieve", "sources_create",
    "sources_list", "sources_retrieve", "sources_partial_update",
}  # fmt: skip

TAGS = (*("cross_checks", "cross_references", "articles", "claims", "dossiers", "sources", "verdicts", "webhooks"),)


@pytest.fixture(scope="module")
def document() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture(scope="module")
def generated(document, tmp_path_factory) -> ModuleType:
    """The client that openapi-python-client makes of the document, without a warning."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document, default=str))
    (folder / "config.yaml").write_text(
        "post_hooks: []\ncontent_type_overrides: {application/jsonl: text/plain, application/atom+xml: text/plain}"
    )
    command = "import sys; from openapi_python_client.cli import app; app()"
    arguments = ["generate", "--path", "openapi.json", "--config", "config.yaml", "--fail-on-warning"]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments, "--meta", "none", "--output-path", "factcheck_client"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module("factcheck_client")


def test_the_document_is_valid_and_every_reference_in_it_leads_somewhere(document):
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_string_has_a_longest_length_and_every_choice_one_name(document):
    found = list(loose_strings(document, ""))
    assert found == []
    named = [frozenset(schema["enum"]) for schema in document["components"]["schemas"].values() if "enum" in schema]
    assert len(named) == len(set(named))
    assert not [name for name in document["components"]["schemas"] if name.endswith("Enum") and name != "NullEnum"]


def loose_strings(node: object, path: str):
    """Where in the document there is a string of any length."""
    if isinstance(node, dict):
        kinds = [node.get("type")] if isinstance(node.get("type"), str) else (node.get("type") or [])
        bounded = {"maxLength", "enum", "const"} & set(node) or node.get("format") == "date-time"
        if "string" in kinds and not bounded:
            yield path
        for name, child in node.items():
            yield from loose_strings(child, f"{path}/{name}")
    elif isinstance(node, list):
        for at, child in enumerate(node):
            yield from loose_strings(child, f"{path}/{at}")


def test_a_parameter_of_the_path_has_one_name(document):
    shapes = {re.sub(r"\{[^}]*\}", "{}", path): path for path in document["paths"]}
    for path in document["paths"]:
        for shape, other in shapes.items():
            if re.sub(r"\{[^}]*\}", "{}", path).startswith(shape):
                assert path.startswith(other)


def test_a_client_is_generated_for_every_operation(document, generated):
    described = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    assert described >= OPERATIONS
    for operation in described:
        tag = next(tag for tag in TAGS if operation.startswith(tag))
        importlib.import_module(f"factcheck_client.api.{tag}.{operation}")


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_posts_an_article_claims_and_a_verdict(generated, live_server):
    user = UserFactory(group="Reviewers")
    _, token = ApiToken.issue(user=user, name="generated")
    with generated.AuthenticatedClient(base_url=live_server.url, token=token) as client:
        round_of_the_desk(client, reviewer=user.username)
    assert (Article.objects.count(), Claim.objects.count(), Verdict.objects.count()) == (1, 2, 1)


def round_of_the_desk(client: object, *, reviewer: str) -> None:
    """An article, a claim, a bulk of claims and a verdict, each sent by the generated functions."""
    models = importlib.import_module("factcheck_client.models")

    def call(tag: str, operation: str, *arguments, **parameters):
        module = importlib.import_module(f"factcheck_client.api.{tag}.{operation}")
        return module.sync_detailed(*arguments, client=client, **parameters)

    ledger = models.NewSourceRequest(name="The Daily Ledger", domain="ledger.example")
    text = "The old bridge at Orlen will be closed for two weeks, mayor Tilda Brandt said on Friday."
    article = call("articles", "articles_create", body=models.NewArticleRequest(source=ledger, text=text))
    assert article.status_code == 201
    assert article.parsed.text == text

    new = models.NewClaimRequest(source="the-daily-ledger", text="Bridge 4 is closed.")
    claim = call("claims", "claims_create", body=new)
    assert (claim.status_code, claim.parsed.text) == (201, "Bridge 4 is closed.")

    items = [models.NewClaimRequest(source=ledger, text=f"Bridge {number} is closed.") for number in (4, 5)]
    answer = call("claims", "claims_bulk_create", body=models.BulkRequest(claims=items))
    assert [result.status for result in answer.parsed.results] == [200, 201]

    found = call("claims", "claims_retrieve", claim.parsed.id)
    verdict = call(
        "claims",
        "claims_verdicts_create",
        claim.parsed.id,
        body=models.NewVerdictRequest(status=models.Decision.CORROBORATED, rationale="The minutes say the same."),
        if_match=found.headers["ETag"],
    )
    assert (verdict.status_code, verdict.parsed.reviewer) == (201, reviewer)
    assert verdict.parsed.seen.claim.text == "Bridge 4 is closed."

    left, right = Claim.objects.order_by("pk")
    link = CrossReferenceFactory(left=left, right=right)
    answered = models.NewJudgementRequest(answer=models.JudgementAnswer.REJECTED)
    judgement = call("cross_references", "cross_references_judgements_create", link.pk, body=answered)
    assert (judgement.status_code, judgement.parsed.reviewer) == (201, reviewer)

    run = call("cross_checks", "cross_checks_create", body=models.NewCrossCheckRequest(source="the-daily-ledger"))
    assert (run.status_code, run.parsed.state) == (202, models.CrossCheckState.QUEUED)
    listed = call("claims", "claims_list", status=models.ClaimStatus.CORROBORATED)
    assert [one.id for one in listed.parsed.results] == [claim.parsed.id]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/admin/", "/admin/login/", "/admin/claims/claim/", "/healthz", "/readyz", "/nothing/", "/api/v1/x/"]
    + [f"{ROOT}/{name}/" for name in ("docs", "schema", "sources", "articles", "claims", "claims/bulk", "claims/1")]
    + [f"{ROOT}/{name}/" for name in ("claims/1/verdicts", "claims/1/cross-references", "cross-references", "dossiers")]
    + [f"{ROOT}/{name}/" for name in ("cross-references/1/judgements", "cross-checks", "cross-checks/1", "sources/x")],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
def test_options_is_answered_at_every_address(client, admin_user, address, accept):
    client.force_login(admin_user)
    client.raise_request_exception = False
    answer = client.options(address, headers={"Accept": accept})
    assert answer.status_code < 500
    if address in {f"{ROOT}/docs/", f"{ROOT}/schema/"} and accept == "*/*":
        assert answer.status_code == 200
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
        assert answer["Content-Type"] == "application/json"
