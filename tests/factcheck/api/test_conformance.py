"""Requests as the OpenAPI description allows and forbids them: no 500, and every answer as described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from factcheck.wsgi import application
from tests.api import ROOT, client_of
from tests.factories import CrossReferenceFactory, DossierFactory, VerdictFactory

config = schemathesis.Config.from_dict(
    {
        "generation": {"with-security-parameters": False},
        # 413: an article longer than its schema says. A bulk post answers 207 with 400 for the item that is wrong.
        "checks": {"negative_data_rejection": {"expected-statuses": [207, "4xx", 503]}},
    }
)
schema = schemathesis.openapi.from_wsgi(f"{ROOT}/schema/", application, config=config)
sent_as_described: set[str] = set()


@pytest.fixture
def token(wsgi_in_transaction) -> str:
    reference = CrossReferenceFactory()
    VerdictFactory(claim=reference.left)
    DossierFactory(articles=[reference.left.article])
    return client_of("Reviewers")._credentials["HTTP_AUTHORIZATION"]


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case, token):
    if case.meta.generation.mode.is_positive:
        sent_as_described.add(case.operation.label)
    case.call_and_validate(
        headers={"Authorization": token},
        checks=[
            not_a_server_error,
            openapi.status_code_conformance,
            openapi.content_type_conformance,
            openapi.response_headers_conformance,
            openapi.response_schema_conformance,
            openapi.negative_data_rejection,
        ],
    )


def test_every_operation_was_called_with_a_request_as_described():
    """Runs after the one above: an operation whose body can't be made of the description is left out in silence."""
    if not sent_as_described:
        pytest.skip("runs with the test above")
    assert sent_as_described == {operation.ok().label for operation in schema.get_all_operations()}
