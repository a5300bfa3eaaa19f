"""Articles by their address: the page is downloaded, and what it says of itself stands for what nobody stated."""

from datetime import datetime
from typing import Any

from sources.errors import IngestError
from sources.fetch import FetchFailed, fetch
from sources.ingest import MOST_CHARACTERS, check_metadata, wrong_time
from sources.reading.text import page_from_html
from sources.reading.times import moment

KINDS = ("text/html", "application/xhtml")


def with_page(values: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """The arguments of add_article; where they have an address and no words, with those of the page at the address.

    The address stays as it was given. A time of publication that can't be, such as a future one, is left out. Raises
    IngestError with a sentence when the page can't be downloaded or holds no article.
    """
    url = values.get("url", "").strip()
    if not url or values.get("text", "").strip() or values.get("html", "").strip():
        return values
    check_metadata(title="", byline="", url=url, language="", published_at=None, now=now)
    try:
        page = page_from_html(fetch(url, kinds=KINDS).text())
    except (FetchFailed, ValueError) as error:
        raise IngestError("url", str(error)) from error
    published = moment(page.published)
    stated = {
        "title": page.title[: MOST_CHARACTERS["title"]],
        "byline": page.byline[: MOST_CHARACTERS["byline"]],
        "published_at": None if wrong_time(published, now=now) else published,
    }
    return {**values, "text": page.text, **{name: values.get(name) or found for name, found in stated.items()}}
