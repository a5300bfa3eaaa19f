"""What several tests of the claims do: outlets that publish, and the workers' work done in this process."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.test import Client

from claims import tasks
from claims.choices import CheckState
from claims.mapping import as_extracted
from claims.models import Claim, PreparedClaim
from claims.prepared import PREPARED_FIELDS, order_key, prepared, store_prepared
from sources.ingest import add_article
from sources.models import Article, Source
from tests.factories import UserFactory

NOW = datetime(2024, 3, 13, 9, tzinfo=UTC)

MINE = "The mine at Orlen was flooded on Monday, mayor Tilda Brandt told reporters, and nine miners are missing."
MINE_AGAIN = "Mayor Tilda Brandt said the Orlen mine was flooded on Monday and that nine miners were missing."


def person(name: str) -> Client:
    """The browser of a reviewer of that name who has signed in."""
    client = Client()
    client.force_login(UserFactory(group="Reviewers", is_staff=True, username=name))
    return client


def outlet(name: str, **fields) -> Source:
    slug = name.lower().replace(" ", "-")
    return Source.objects.get_or_create(name=name, defaults={"slug": slug, **fields})[0]


def publish(source: str, text: str, **fields) -> Article:
    fields.setdefault("published_at", datetime(2024, 3, 12, 15, tzinfo=UTC))
    return add_article(source=outlet(source), text=text, now=NOW, **fields)[0]


def work() -> None:
    """What the workers do when they are notified."""
    tasks.extract_articles()
    tasks.extract_long_articles()
    tasks.recheck_claims()  # what is asked for, then what is in the background


def claim_with(words: str) -> Claim:
    """The one claim that has these words."""
    return Claim.objects.current().get(text__contains=words)


def copies(claim: Claim, sources: Sequence[Source], *, check_state: CheckState = CheckState.DUE) -> None:
    """The claim once more from each of the sources, as if their articles began alike; ready for comparison."""
    made = Claim.objects.bulk_create(
        Claim(
            source=source,
            text=claim.text,
            mode=claim.mode,
            attribution=claim.attribution,
            polarity=claim.polarity,
            check_state=check_state,
        )
        for source in sources
    )
    [one] = prepared([claim], [as_extracted(claim)])
    values = {name: getattr(one, name) for name in PREPARED_FIELDS if name not in ("source", "order_key", "repeats")}
    store_prepared(
        [PreparedClaim(claim=copy, source=copy.source, order_key=order_key(copy), **values) for copy in made]
    )
