"""Claims as streams of any length: CSV for spreadsheets, JSON Lines, and a feed of ClaimReviews.

Rows are read a slice at a time by rising key, each slice by a query of its own: memory stays the same, and a client
that reads slowly holds neither a transaction nor a cursor open.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Case, F, JSONField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from claims import claim_review
from claims.choices import CheckState
from claims.querysets import ClaimQuerySet
from claims.record_models import Verdict

SLICE = 1000
# The heads of columns, and the columns.
COLUMNS: dict[str, Any] = {
    "id": F("pk"),
    "source": F("source__slug"),
    "source_name": F("source__name"),
    "article": F("article_id"),
    "article_url": F("article__url"),
    "published_at": F("published_at"),
    "text": F("text"),
    "quote": F("quote"),
    "claimant": F("claimant"),
    "attribution": F("attribution"),
    "mode": F("mode"),
    "polarity": F("polarity"),
    "status": F("status"),
    "verdicts": F("version"),
    "stale": F("suggestion__stale_reason"),
    "suggested": F("suggestion__status"),
    "strength": F("suggestion__strength"),
    "confidence": F("suggestion__confidence"),
    "client_ref": F("client_ref"),
    "updated_at": F("updated_at"),
}
# A spreadsheet takes what begins so for a formula, and would run it: also behind blanks, and in full width.
FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")


def slices(claims: QuerySet[Any], *columns: Any, size: int = SLICE) -> Iterator[list[Any]]:
    """The rows a slice at a time; with columns as tuples that begin with the primary key."""
    last = 0
    rows = claims.order_by("pk").values_list(*columns) if columns else claims.order_by("pk")
    while found := list(rows.filter(pk__gt=last)[:size]):
        yield found
        last = found[-1][0] if columns else found[-1].pk


class Line:
    """A file whose write returns what is written, for csv.writer."""

    def write(self, line: str) -> str:
        return line


def as_csv(claims: ClaimQuerySet) -> Iterator[str]:
    """A head and a line for each claim. Begins with a byte order mark: without it spreadsheets read no UTF-8."""
    writer = csv.writer(Line())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    fields = {f"export_{name}": column for name, column in COLUMNS.items()}
    rows = claims.annotate(**fields)
    for found in slices(rows, *fields):
        yield "".join(str(writer.writerow([cell(value) for value in row])) for row in found)


def cell(value: Any) -> Any:
    """The value as it may stand in a spreadsheet: what would be taken for a formula is marked as text."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return value.isoformat() if hasattr(value, "isoformat") else value


def as_json_lines(claims: ClaimQuerySet) -> Iterator[str]:
    """A line of JSON for each claim, with the members it has in the API. PostgreSQL writes them."""
    rows = claims.annotate(line=Cast(MEMBERS, TextField()))
    for found in slices(rows, "pk", "line"):
        yield "".join(f"{line}\n" for _, line in found)


SUGGESTION = JSONObject(
    status=NullIf("suggestion__status", Value("")),
    strength=NullIf("suggestion__strength", Value("")),
    confidence="suggestion__confidence",
    reasons="suggestion__reasons",
    updated_at="suggestion__updated_at",
)
MEMBERS = JSONObject(
    id="pk",
    source="source__slug",
    article="article_id",
    article_url=Coalesce("article__url", Value(""), output_field=TextField()),
    current="current",
    text="text",
    start="start",
    end="end",
    quote="quote",
    mode="mode",
    attribution="attribution",
    claimant="claimant",
    cue="cue",
    polarity="polarity",
    checkworthiness="checkworthiness",
    published_at="published_at",
    client_ref="client_ref",
    check_state=Case(
        When(check_state=CheckState.DUE, then=Value("pending")), default=F("check_state"), output_field=TextField()
    ),
    check_reason="last_error",
    status="status",
    stale=Case(When(suggestion__stale_reason__gt="", then=Value(True)), default=Value(False)),
    suggestion=Case(When(suggestion=None, then=None), default=SUGGESTION, output_field=JSONField()),
    version="version",
    created_at="created_at",
    updated_at="updated_at",
)


def as_feed(claims: ClaimQuerySet, *, address: Callable[[int], str]) -> Iterator[str]:
    """A schema.org DataFeed of the ClaimReviews of the decided claims among these."""
    latest = Verdict.objects.order_by("-decided_at").values_list("decided_at", flat=True).first()
    head: dict[str, Any] = {
        "@context": claim_review.CONTEXT,
        "@type": "DataFeed",
        "name": f"Claim reviews of {claim_review.publisher()['name']}",
        "publisher": claim_review.publisher(),
    }
    if latest:
        head["dateModified"] = claim_review.moment(latest)
    yield json.dumps(head)[:-1] + ', "dataFeedElement": ['
    separator = ""
    decided = claims.filter(version__gt=0).with_evidence()
    for found in slices(decided, size=200):
        for review in claim_review.documents(found, address=address).values():
            item = {"@type": "DataFeedItem", "dateModified": review["dateModified"], "item": review}
            yield separator + json.dumps(item)
            separator = ","
    yield "]}"
