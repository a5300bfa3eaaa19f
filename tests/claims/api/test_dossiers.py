"""Statements and matrix of a dossier."""

import csv
import io

import pytest

from tests.api import ROOT, client_of, problem_of
from tests.factories import ArticleFactory, ClaimFactory, CrossReferenceFactory, DossierFactory, one_statement

pytestmark = pytest.mark.django_db


def dossier_of(count: int) -> tuple[str, list]:
    """The address of a dossier in which so many outlets say the same and one contradicts them."""
    claims = [ClaimFactory(article=ArticleFactory(), text="=Bridge 4 is closed.", start=0, end=5) for _ in range(count)]
    against = ClaimFactory(text="Bridge 4 is open.", start=0, end=5)
    one_statement(*claims)
    CrossReferenceFactory(left=claims[0], right=against, relation="disputes", score=0.95)
    dossier = DossierFactory(articles=[claim.article for claim in [*claims, against]])
    return f"{ROOT}/dossiers/{dossier.slug}/", [*claims, against]


def test_the_statements_of_a_dossier_have_the_claims_that_say_the_same():
    address, (first, second, against) = dossier_of(2)
    [one, other] = client_of("Contributors").get(f"{address}statements/").json()["results"]
    assert (one["lead"], sorted(one["claims"])) == (first.pk, [first.pk, second.pk])
    assert one["sources"] == sorted([first.source.slug, second.source.slug])
    assert (one["text"], other["claims"]) == (first.text, [against.pk])


def test_the_matrix_says_what_each_outlet_does_with_each_statement_as_json_and_csv():
    address, (first, _, against) = dossier_of(2)
    client = client_of("Contributors")
    matrix = client.get(f"{address}matrix/").json()
    [row] = [row for row in matrix["rows"] if row["text"] == first.text]
    assert {cell["outlet"]: cell["stance"] for cell in row["cells"]}[against.source.slug] == "contradicts"
    assert (row["outlets"], row["contradicting"], matrix["more_rows"]) == (2, 1, 0)
    answer = client.get(f"{address}matrix/csv/")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][:5] == ["statement", "decided", "outlets", "origins", "contradicting"]
    assert "'=Bridge 4 is closed." in {line[0] for line in table}
    for path in ("statements/", "matrix/", "matrix/csv/"):
        problem_of(client.get(f"{ROOT}/dossiers/none/{path}"), 404)


@pytest.mark.parametrize("path", ["statements/", "matrix/"])
def test_a_large_dossier_takes_as_many_queries_as_a_small_one(path, django_assert_max_num_queries):
    client = client_of("Contributors")
    for count in (2, 8):
        address, _ = dossier_of(count)
        with django_assert_max_num_queries(15):
            assert client.get(f"{address}{path}").status_code == 200
