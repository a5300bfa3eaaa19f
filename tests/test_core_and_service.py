"""The sample dossiers through the API, the tables and the workers, and through the pure core alone: nothing is lost."""

from typing import Any

import pytest

from benchmarks.dossier_labels import LabelledDossier, load_all
from benchmarks.dossier_service import differences, found_by_the_core, found_by_the_service
from claims import tasks
from tests.api import ROOT, client_of

DOSSIERS = load_all()


class Client:
    """The API as the benchmark uses it, without a network in between."""

    def __init__(self) -> None:
        self.client = client_of("Contributors")

    def get(self, address: str) -> dict[str, Any]:
        answer = self.client.get(address if address.startswith("http") else f"{ROOT}/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(f"{ROOT}/{path}", body, format="json")
        assert answer.status_code == 201, answer.content
        return answer.json()


def work() -> None:
    tasks.extract_articles()
    tasks.check_claims()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "dossiers", [*([one] for one in DOSSIERS), DOSSIERS], ids=[*(one.slug for one in DOSSIERS), "all"]
)
def test_the_service_finds_the_links_scores_and_suggestions_that_the_core_finds_alone(dossiers: list[LabelledDossier]):
    service = found_by_the_service(Client(), dossiers, work)
    assert service.links
    assert differences(found_by_the_core(dossiers), service) == []
