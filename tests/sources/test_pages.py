"""Articles that are posted by their address alone."""

import pytest
from django.utils import timezone

from sources.errors import IngestError
from sources.pages import with_page
from tests.claims.admin.conftest import browser
from tests.factories import SourceFactory

TEXT = (
    "The mayor of Orlen said on Monday that the bridge will be closed for two weeks, and the ferry is free meanwhile."
)
PAGE = f"""<html><head><title>Orlen Post | Bridge</title>
<meta property="og:title" content="Bridge closed, from the head">
<meta property="article:published_time" content="2026-03-02T08:00:00+01:00">
<script type="application/ld+json">{{"@graph": [{{"@type": "WebSite"}}, {{"@type": "NewsArticle",
"headline": "Bridge closed", "datePublished": "2026-03-01T09:30:00+01:00", "dateModified": "2026-03-01T10:00:00+01:00",
"author": [{{"@type": "Person", "name": "Ada Kern"}}, {{"name": "Jo Hale"}}]}}]}}</script></head>
<body><nav>Home</nav><article><h1>Bridge closed for two weeks</h1><p>{TEXT}</p><p>{TEXT} Buses go round.</p></article>
</body></html>"""
HTML = {"Content_Type": "text/html; charset=utf-8"}


def test_a_page_gives_its_words_and_what_it_says_of_itself_and_leaves_what_was_stated(site):
    url = site.has("/bridge", PAGE.encode(), **HTML)
    found = with_page({"url": url, "text": "", "title": "My title", "byline": ""}, now=timezone.now())
    assert TEXT in found["text"]
    assert (found["url"], found["title"], found["byline"]) == (url, "My title", "Ada Kern, Jo Hale")
    assert found["published_at"].isoformat() == "2026-03-01T09:30:00+01:00"
    head = PAGE.replace("application/ld+json", "text/plain").replace("2026-03-02", "2126-03-02")
    found = with_page({"url": site.has("/other", head.encode(), **HTML)}, now=timezone.now())
    assert (found["title"], found["published_at"]) == ("Bridge closed, from the head", None), "no time of the future"


def test_words_that_were_sent_are_not_asked_of_the_address(site):
    values = {"url": site.has("/bridge", PAGE.encode(), **HTML), "text": TEXT}
    assert with_page(values, now=timezone.now()) is values
    assert not site.asked


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/", "public internet"),
        ("javascript:alert(1)", "full http or https address"),
    ],
)
def test_an_address_that_is_not_to_be_read_is_refused(url, said):
    with pytest.raises(IngestError, match=said) as refused:
        with_page({"url": url}, now=timezone.now())
    assert refused.value.field == "url"


@pytest.mark.django_db
def test_the_form_of_the_desk_and_the_api_take_an_address_without_words(site):
    url = site.has("/bridge", PAGE.encode(), **HTML)
    client = browser("Contributors")
    outlet = SourceFactory()
    answer = client.post("/admin/sources/article/add/", {"source": outlet.pk, "url": url}, follow=True)
    assert "Bridge closed" in answer.content.decode()
    answer = client.post("/admin/sources/article/add/", {"source": outlet.pk, "url": url + "/missing"})
    assert (answer.status_code, "answered 404" in answer.content.decode()) == (422, True)
