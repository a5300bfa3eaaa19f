"""Downloads are bounded in every way, and their redirects are checked as the first address is."""

import gzip

import pytest

from sources import fetch as module
from sources.fetch import FetchFailed, decoded, fetch


def refusal(url: str, **arguments: object) -> str:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, **arguments)
    return str(failed.value)


def test_a_page_is_read_and_named_by_the_address_it_was_found_at(site):
    page = site.has("/page", "Größe".encode(), Content_Type="text/html; charset=utf-8", ETag='"1"')
    found = fetch(site.has("/old", status=301, Location="/page"))
    assert (found.url, found.text(), found.etag, found.modified) == (page, "Größe", '"1"', True)


def test_what_has_not_changed_is_not_sent_again(site):
    url = site.has("/feed", status=304, ETag='"2"')
    found = fetch(url, etag='"2"', last_modified="Sat, 28 Nov 2026 10:00:00 GMT")
    assert (found.modified, found.body) == (False, b"")
    asked = site.asked[0][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"2"', "Sat, 28 Nov 2026 10:00:00 GMT")


@pytest.mark.parametrize(
    "place", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd", "gopher://a/"]
)
def test_a_redirect_to_a_private_address_or_another_scheme_is_not_followed(site, place):
    said = refusal(site.has("/", status=302, Location=place))
    assert "public internet" in said or "full http or https address" in said


def test_a_private_address_is_only_read_where_a_setting_opens_it(site, settings):
    settings.OUTGOING_NETWORKS = []
    assert "no machine of the public internet" in refusal(site.has("/page"))
    assert site.asked == []


def test_an_address_that_leads_on_for_ever_is_given_up(site):
    assert "leads on more than 5 times" in refusal(site.has("/", status=302, Location="/"))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"x" * 2_000, ""), (gzip.compress(b"x" * 20_000_000), "gzip"), (gzip.compress(b"x" * 2_000), "gzip")],
    ids=["plain", "packed to nothing", "packed"],  # packed bytes hold the second they were packed in
)
def test_a_page_is_read_up_to_its_limit_packed_or_not(site, monkeypatch, body, encoding):
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    assert "more than 1,000 bytes" in refusal(site.has("/", body, Content_Encoding=encoding))


def test_a_packed_page_is_unpacked_and_one_that_is_broken_refused(site):
    packed = gzip.compress(b"A page.")
    assert fetch(site.has("/", packed, Content_Encoding="gzip")).body == b"A page."
    assert refusal(site.has("/", packed[:-9], Content_Encoding="gzip")) == "The page broke off in the middle."
    assert "could not be read" in refusal(site.has("/", b"no gzip", Content_Encoding="gzip"))
    assert "which is not read" in refusal(site.has("/", packed, Content_Encoding="br"))


def test_a_server_that_is_slow_or_refuses_is_named_in_a_sentence(site, monkeypatch):
    assert refusal(site.address + "/missing") == "127.0.0.1 answered 404 Not Found."
    assert "application/pdf, which is not read" in refusal(
        site.has("/", b"%PDF", Content_Type="application/pdf"), kinds=("text/html",)
    )
    monkeypatch.setattr(module, "SECONDS", 0.0)
    assert "did not answer within" in refusal(site.has("/"))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Größe".encode(), "text/html", "Größe"),
        ("Größe".encode("latin-1"), "text/html; charset=ISO-8859-1", "Größe"),
        ("Größe “x”".encode("cp1252"), "text/html", "Größe “x”"),
        (b'<meta charset="windows-1251">' + "мост".encode("cp1251"), "text/html", '<meta charset="windows-1251">мост'),
        (b"\xef\xbb\xbfa", "text/html; charset=utf-16", "a"),
        (b"a", "text/html; charset=zlib", "a"),
        (b"a", "text/html; charset=no-such", "a"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_states(body, content_type, text):
    assert decoded(body, content_type) == text
