"""Who has a representation already is told so, and who changes an outlet changes the one that was read."""

import pytest

from claims import seen
from claims.models import Claim
from tests.api import ROOT, client_of, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory, SourceFactory, VerdictFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["claims/", "claims/{}/", "claims/{}/verdicts/", "claims/{}/cross-references/", "articles/", "sources/"]
)
def test_what_a_client_has_already_is_not_sent_again_until_it_changes(path):
    claim = CrossReferenceFactory().left
    VerdictFactory(claim=claim)
    client, address = client_of("Contributors"), f"{ROOT}/{path.format(claim.pk)}"
    first = client.get(address)
    for tags in (first["ETag"], f'"other", {first["ETag"]}', "*", f"W/{first['ETag'].removeprefix('W/')}"):
        again = client.get(address, headers={"If-None-Match": tags})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    SourceFactory()
    VerdictFactory(claim=claim)
    CrossReferenceFactory(left=claim)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_a_verdict_names_one_of_several_versions_and_the_cached_representation_does_not_matter():
    claim, client = ClaimFactory(), client_of("Reviewers")
    address = f"{ROOT}/claims/{claim.pk}/"
    tag = client.get(address)["ETag"]
    Claim.objects.update(check_state="failed")  # another representation, and nothing that a reviewer decides on
    body = {"status": "disputed", "rationale": "The register says otherwise."}
    old = f'"{claim.pk}-{seen.version(claim)[:-1]}0"'
    for number, tags in enumerate((f'"x", {old}, {tag}', None), start=1):
        tags = tags or f"W/{client.get(address)['ETag']}, {tag}"
        answer = client.post(f"{address}verdicts/", body, headers={"If-Match": tags})
        assert (answer.status_code, answer.json()["number"]) == (201, number)
    problem_of(client.post(f"{address}verdicts/", body, headers={"If-Match": f'{tag}, "x"'}), 412)


def test_an_outlet_that_somebody_else_changed_meanwhile_is_not_changed():
    client, address = client_of("Reviewers"), f"{ROOT}/sources/{SourceFactory(owner='Nobody').slug}/"
    tag = client.get(address)["ETag"]
    assert client.patch(address, {"owner": "Ledger Group"}, headers={"If-Match": f'"x", {tag}'}).status_code == 200
    problem_of(client.patch(address, {"owner": "Post Group"}, headers={"If-Match": tag}), 412)
    assert client.get(address).json()["owner"] == "Ledger Group"
    assert client.patch(address, {"owner": "Post Group"}, headers={"If-Match": "*"}).status_code == 200
