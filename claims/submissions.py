"""Claims submitted by API clients."""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from claims.analysis.types import Attribution, Mode, Polarity
from claims.models import CLAIM_CHARACTERS, CROSSCHECK_TASK, Claim
from factcheck.conflicts import again_on_conflict
from factcheck.work.notify import notify_workers
from sources.errors import IngestError
from sources.ingest import wrong_time
from sources.models import Article, Source
from sources.names import clean_name
from sources.outlets import NewSource, find_or_create_source
from sources.reading.text import normalise

MOST_CHARACTERS = {"text": CLAIM_CHARACTERS, "quote": CLAIM_CHARACTERS, "claimant": 300, "client_ref": 200}


@dataclass(frozen=True, slots=True)
class SubmittedClaim:
    """One claim as a client submits it."""

    source: Source | NewSource
    text: str
    article: Article | None = None
    quote: str = ""
    claimant: str = ""
    published_at: datetime | None = None
    client_ref: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The result for one submitted claim: the claim, and whether it is new; or a sentence and the field it is about."""

    claim: Claim | None = None
    created: bool = False
    error: str = ""
    field: str = ""
    conflict: bool = False


@again_on_conflict
def submit_claims(items: Sequence[SubmittedClaim], *, client: User, now: datetime) -> list[SubmissionResult]:
    """Store the claims and ask for their cross-check; a result per item, in order.

    A client's reference stands for one claim: the same content again returns the stored claim, other content is a
    conflict. Without a reference the content itself stands for the claim.
    """
    with transaction.atomic():
        # One post of a client at a time, so that a reference is looked up and used by the same request.
        User.objects.select_for_update(no_key=True).get(pk=client.pk)
        outlets = Outlets(item.source for item in items)
        cleaned = [clean(outlets.find(item)) for item in items]
        digests = [
            content_sha256(item, item.source)
            for item in cleaned
            if isinstance(item.source, Source) and not problem(item, now=now)[1]
        ]
        standing = newest_versions(item.article for item in cleaned if item.article)
        known = {
            claim.client_ref or claim.client_sha256: claim
            for claim in Claim.objects.filter(client=client)
            .filter(
                Q(client_ref__in=[item.client_ref for item in cleaned if item.client_ref])
                | Q(client_ref="", client_sha256__in=digests)
            )
            .with_evidence()
        }
        results = []
        for item in cleaned:
            result = result_for(item, known, outlets, standing, client=client, now=now)
            if result.claim:
                known[item.client_ref or result.claim.client_sha256] = result.claim
            results.append(result)
        new = [result.claim for result in results if result.claim and result.created]
        Claim.objects.bulk_create(new, batch_size=500)
        if new:
            notify_workers(CROSSCHECK_TASK)
    return results


class Outlets:
    """The outlets that the items of one submission name. Looked up together; made only for items that are stored."""

    def __init__(self, named: Iterable[Source | NewSource]) -> None:
        wanted = {source for source in named if isinstance(source, NewSource)}
        by_name = Q(name__in=[source.name for source in wanted])
        by_domain = Q(domain__in=[source.domain for source in wanted if source.domain])
        stored = list(Source.objects.filter(by_name | by_domain)) if wanted else []
        names, domains = ({getattr(source, key): source for source in stored} for key in ("name", "domain"))
        self.found = {
            source: names.get(source.name) or (domains.get(source.domain) if source.domain else None)
            for source in wanted
        }

    def find(self, item: SubmittedClaim) -> SubmittedClaim:
        """The item with its outlet, where that exists by now."""
        source = self.found.get(item.source) if isinstance(item.source, NewSource) else None
        return dataclasses.replace(item, source=source) if source else item

    def make(self, named: Source | NewSource) -> Source:
        """The outlet, made when there is none. Raises IngestError."""
        if isinstance(named, Source):
            return named
        outlet = self.found[named] = find_or_create_source(**dataclasses.asdict(named))
        return outlet


def clean(item: SubmittedClaim) -> SubmittedClaim:
    """The item with its texts normalised. One that is too long stays as it is: `problem` refuses it.

    The client's reference is the client's own: "A  B" and "A B" are two.
    """

    def cleaned(name: str) -> str:
        text: str = getattr(item, name)
        return normalise(text).strip() if len(text) <= MOST_CHARACTERS[name] else text

    claimant = item.claimant
    with suppress(ValueError):  # of which `problem` tells
        claimant = clean_name(claimant, most=MOST_CHARACTERS["claimant"])
    return dataclasses.replace(item, text=cleaned("text"), quote=cleaned("quote"), claimant=claimant)


def newest_versions(articles: Iterable[Article]) -> dict[int, Article]:
    """By the primary key of each replaced article its newest version, to which submitted claims go."""
    replaced = {article.pk: article for article in articles if not article.current and article.url}
    found = Article.objects.current().filter(
        source__in={article.source_id for article in replaced.values()},
        url__in={article.url for article in replaced.values()},
    )
    at = {(article.source_id, article.url): article for article in found.defer("text", "fingerprints", "credited")}
    places = {pk: at.get((article.source_id, article.url)) for pk, article in replaced.items()}
    return {pk: article for pk, article in places.items() if article}


def result_for(
    item: SubmittedClaim,
    known: dict[str, Claim],
    outlets: Outlets,
    standing: dict[int, Article],
    *,
    client: User,
    now: datetime,
) -> SubmissionResult:
    """The result for an item: the stored claim, a new unsaved one, or why it is refused."""
    item = outlets.find(item)  # an earlier item of this post may have made it
    field, sentence = problem(item, now=now)
    if sentence:
        return SubmissionResult(error=sentence, field=field)
    digest = content_sha256(item, item.source) if isinstance(item.source, Source) else ""
    earlier = known.get(item.client_ref or digest)
    if earlier and digest and earlier.client_sha256 == digest:
        return SubmissionResult(claim=earlier)
    if earlier:
        taken = f"The reference {item.client_ref!r} already stands for another claim."
        return SubmissionResult(error=taken, field="client_ref", conflict=True)
    try:
        source = outlets.make(item.source)
    except IngestError as error:
        return SubmissionResult(error=error.sentence, field="source")
    article = standing.get(item.article.pk, item.article) if item.article else None
    return SubmissionResult(claim=unsaved_claim(item, source, article, client=client), created=True)


def unsaved_claim(item: SubmittedClaim, source: Source, article: Article | None, *, client: User) -> Claim:
    """The claim as the client describes it; a worker reads its words afterwards."""
    return Claim(
        source=source,
        article=article,
        text=item.text,
        quote=item.quote,
        claimant=item.claimant,
        client_quote=item.quote,
        client_claimant=item.claimant,
        mode=Mode.INDIRECT if item.claimant else Mode.NARRATOR,
        attribution=Attribution.NAMED if item.claimant else Attribution.NONE,
        polarity=Polarity.ASSERTS,
        published_at=item.published_at or (item.article.published_at if item.article else None),
        client=client,
        client_ref=item.client_ref,
        client_sha256=content_sha256(item, source),
    )


def content_sha256(item: SubmittedClaim, source: Source) -> str:
    """SHA-256 in hex over all that the client submitted."""
    content = [
        source.pk,
        item.text,
        item.article.pk if item.article else None,
        item.quote,
        item.claimant,
        item.published_at.astimezone(UTC).isoformat() if item.published_at else None,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def problem(item: SubmittedClaim, *, now: datetime) -> tuple[str, str]:
    """The field that is wrong and why, as a sentence; two empty strings when all is right."""
    if not item.text:
        return "text", "The claim's text is empty."
    for name, most in MOST_CHARACTERS.items():
        if len(getattr(item, name)) > most:
            return name, f"This may have {most:,} characters at most."
    try:
        clean_name(item.claimant, most=MOST_CHARACTERS["claimant"])
    except ValueError as error:
        return "claimant", str(error)
    # An outlet that is not there yet has no article either.
    if item.article and (isinstance(item.source, NewSource) or item.article.source_id != item.source.pk):
        return "article", "The article is of another source."
    wrong = wrong_time(item.published_at, now=now)
    return ("published_at", wrong) if wrong else ("", "")
