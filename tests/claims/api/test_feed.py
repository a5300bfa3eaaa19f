"""The Atom feed of verdicts."""

import base64
import xml.etree.ElementTree as ET

import pytest

from claims.record_models import Verdict
from tests.api import ROOT, client_of, problem_of
from tests.factories import ClaimFactory, VerdictFactory

pytestmark = pytest.mark.django_db
FEED = f"{ROOT}/verdicts/atom/"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_newest_verdicts_are_an_atom_feed_with_an_entry_each():
    claim = ClaimFactory(text="The bridge <closed> & nobody knew.")
    _, second = (VerdictFactory(claim=claim, status=status) for status in ("disputed", "corroborated"))
    client = client_of("Contributors")
    answer = client.get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        f"{word}: The bridge <closed> & nobody knew." for word in ("Corroborated", "Disputed")
    ]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert entries[0].findtext(f"{ATOM}summary") == second.rationale
    assert client.get(FEED, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    problem_of(client.get(f"{FEED}?page=1"), 400)


def test_a_feed_reader_sends_the_token_as_the_password_of_basic():
    client = client_of("Contributors")
    token = client._credentials.pop("HTTP_AUTHORIZATION").removeprefix("Bearer ")

    def ask(name: str, password: str) -> int:
        basic = base64.b64encode(f"{name}:{password}".encode()).decode()
        return client.get(FEED, headers={"Authorization": f"Basic {basic}"})

    assert ask("anybody", token).status_code == 200
    problem_of(ask("anybody", "wrong"), 401)
    unknown = client.get(FEED)
    problem_of(unknown, 401)
    assert unknown["WWW-Authenticate"].startswith("Basic ")
    # Elsewhere a password is no token: browsers would send it by themselves.
    basic = base64.b64encode(f"x:{token}".encode()).decode()
    problem_of(client.get(f"{ROOT}/claims/", headers={"Authorization": f"Basic {basic}"}), 401)


def test_a_feed_without_verdicts_is_a_feed():
    assert not Verdict.objects.exists()
    assert ET.fromstring(client_of("Contributors").get(FEED).content).tag == f"{ATOM}feed"
