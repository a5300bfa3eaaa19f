"""Check of the record of decisions: complete and unaltered? Each fault is named in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Substr

from claims.analysis.comparing.wording import same_party, same_wording
from claims.models import Claim
from claims.record import (
    entry_hash,
    judgement_hash,
    keep_head,
    kept_head,
    known_keys,
    verdict_hash,
)
from claims.record_models import Judgement, RecordCheck, RecordEntry, Verdict
from sources.models import Article, Source

CHUNK = 500
KEPT_SENTENCES = 100
UNKNOWN_HEAD = (
    "This machine knew nothing of the record before, so decisions that were removed after entry {} would not be "
    "noticed. From now on they are."
)
HEAD_NOT_KEPT = (
    "The last entry can't be kept outside the database ({}), so decisions that are removed from the end would not be "
    "noticed. RECORD_HEAD_FILE names the file."
)
CLAIM_COLUMNS = ("text", "claimant", "start", "end", "status", "version", "source", "article")


@dataclass
class Scan:
    """What a walk along the chain collects for the comparisons after it."""

    count: int = 0
    number: int = 0
    hash: str = ""
    head_hash: str = ""  # of the entry that the head outside the database names
    latest: dict[int, tuple[dict[str, Any], RecordEntry]] = field(default_factory=dict)  # by claim
    reviewers: dict[int, tuple[str, RecordEntry]] = field(default_factory=dict)


def check(*, now: datetime) -> RecordCheck:
    """Check the record and keep the result for the desk's first page."""
    scan = Scan()
    head = kept_head()
    found = [
        *chain_faults(scan, head),
        *head_faults(scan, head),
        *unentered(),
        *claim_faults(scan),
        *name_faults(scan),
    ]
    sentences = found[:KEPT_SENTENCES]
    if head is None and scan.number:
        sentences.append(UNKNOWN_HEAD.format(scan.number))
    if not found:
        try:
            keep_head(scan.number, scan.hash)
        except OSError as error:
            found.append(HEAD_NOT_KEPT.format(error))
            sentences.append(found[-1])
    return RecordCheck.objects.create(checked_at=now, decisions=scan.count, faults=len(found), sentences=sentences)


def chain_faults(scan: Scan, head: tuple[int, str] | None) -> Iterator[str]:
    """Walk along the chain: numbers without gaps, hashes that fit, decisions that are there and unaltered."""
    keys = known_keys()
    for entry in in_slices(RecordEntry.objects.select_related("verdict", "judgement"), "number"):
        missing = entry.number - scan.number - 1
        if missing > 0:
            first = scan.number + 1
            which = f"Entry {first} is" if missing == 1 else f"Entries {first} to {entry.number - 1} are"
            yield f"{which} missing from the record: what was decided there was removed."
        if entry.key not in keys:
            yield (
                f"{named(entry)} has a hash by the key {entry.key}, which is neither RECORD_KEY nor one of "
                "RECORD_KEY_FALLBACKS, so it can't be checked."
            )
        elif entry.hash != entry_hash(entry, with_key=keys[entry.key], previous=scan.hash) and not missing:
            yield f"{named(entry)} is not the one that was recorded: its hash does not fit, or its place."
        yield from decision_faults(entry)
        scan.count, scan.number, scan.hash = scan.count + 1, entry.number, entry.hash
        if head and entry.number == head[0]:
            scan.head_hash = entry.hash
        for claim in entry.claims:
            scan.latest[claim["claim"]] = (claim, entry)
        decision = entry.verdict or entry.judgement
        if decision:
            scan.reviewers[decision.reviewer_id] = (entry.reviewer, entry)


def in_slices(rows: QuerySet, key: str) -> Iterator[Any]:
    """All rows in the order of a unique number, CHUNK of them held at a time and no statement open for long."""
    last = 0
    while True:
        some = list(rows.filter(**{f"{key}__gt": last}).order_by(key)[:CHUNK])
        yield from some
        if len(some) < CHUNK:
            return
        last = getattr(some[-1], key)


def named(entry: RecordEntry) -> str:
    """An entry as sentences name it."""
    ids = [claim["claim"] for claim in entry.claims]
    what = f"the verdict on claim {ids[0]}" if entry.verdict_id else f"the judgement on claims {ids[0]} and {ids[-1]}"
    return f"Entry {entry.number}, {what},"


def decision_faults(entry: RecordEntry) -> Iterator[str]:
    verdict, judgement = entry.verdict, entry.judgement
    if verdict is None and judgement is None:
        yield f"{named(entry)} stands for a decision that was removed."
        return
    digest = verdict_hash(verdict) if verdict else judgement_hash(judgement)
    if digest != entry.digest or (verdict and verdict.hash != digest):
        yield f"{named(entry)} was altered after it was recorded."


def head_faults(scan: Scan, head: tuple[int, str] | None) -> Iterator[str]:
    """Faults against the head kept outside the database: the record is at least as long, with the same hash there."""
    if head is None:
        return
    if head[0] > scan.number:
        yield (
            f"The record ends at entry {scan.number}, and this machine knows that there were {head[0]}: the latest "
            "decisions were removed."
        )
    elif scan.head_hash != head[1]:
        yield f"Entry {head[0]} is not the one that this machine kept the hash of: the record was written anew."


def unentered() -> Iterator[str]:
    """Decisions in the tables that have no entry in the record."""
    for verdict in Verdict.objects.filter(entry=None).order_by("pk").only("claim_id"):
        yield f"Verdict {verdict.pk} on claim {verdict.claim_id} was never recorded: nobody gave it by desk or API."
    for judgement in Judgement.objects.filter(entry=None).order_by("pk").only("left_id", "right_id"):
        yield (
            f"Judgement {judgement.pk} on claims {judgement.left_id} and {judgement.right_id} was never recorded: "
            "nobody gave it by desk or API."
        )


def claim_faults(scan: Scan) -> Iterator[str]:
    """Claims that differ from what was decided on, or whose status is not that of their last verdict."""
    for claim in in_slices(standing_claims(), "pk"):
        if claim.version != claim.recorded or (claim.recorded and claim.status != claim.last_status):
            yield (
                f"Claim {claim.pk} stands as {claim.status} after {claim.version} verdicts; its {claim.recorded} "
                f"verdicts say {claim.last_status or 'unreviewed'}."
            )
    ids = sorted(scan.latest)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        claims = {claim.pk: claim for claim in decided_claims(some)}
        articles = Article.objects.only("source", "url").in_bulk({scan.latest[pk][0]["article"] for pk in some})
        for pk in some:
            then, entry = scan.latest[pk]
            if pk in claims:
                yield from changes(then, entry, claims[pk], articles.get(then["article"]))
            else:
                yield f"{named(entry)} is about claim {pk}, which was removed."


def standing_claims() -> QuerySet[Claim]:
    """Claims with a status or a verdict."""
    verdicts = Verdict.objects.filter(claim=OuterRef("pk"))
    last = verdicts.order_by("-number").values("status")[:1]
    counted = verdicts.order_by().values("claim").annotate(count=Count("pk")).values("count")
    return (
        Claim.objects.filter(Q(version__gt=0) | ~Q(status="unreviewed") | Exists(verdicts))
        .annotate(last_status=Subquery(last), recorded=Func(Subquery(counted), Value(0), function="COALESCE"))
        .only("status", "version")
    )


def decided_claims(ids: list[int]) -> QuerySet[Claim]:
    """The claims with the words that stand at their spans, and with the hash of their article's text as it is."""
    digest = Func(
        F("article__text"),
        template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
        output_field=CharField(),
    )
    return (
        Claim.objects.filter(pk__any_of=ids)
        .select_related("suggestion", "article")
        .annotate(
            text_at_span=Substr("article__text", F("start") + 1, F("end") - F("start")), article_text_sha256=digest
        )
        .only(*CLAIM_COLUMNS, "suggestion__stale_reason", "article__source", "article__url")
    )


def changes(then: dict[str, Any], entry: RecordEntry, claim: Any, article: Article | None) -> Iterator[str]:
    """How a claim differs from when it was last decided on, apart from what a newer text or engine may change.

    A claim may move to another version of its article. Its words may become others, and its claimant another party,
    with a mark that the verdict is stale, so that a reviewer looks at it. Claims without a verdict are the machine's
    to read anew.
    """
    free = not claim.version or (hasattr(claim, "suggestion") and bool(claim.suggestion.stale_reason))
    what = f"claim {claim.pk}, on which {named(entry)[:-1].lower()} decided,"
    same_article = claim.article_id == then["article"]
    if claim.source_id != then["source"]:
        yield f"The source of {what} was changed."
    if same_article and then["article"] and claim.article_text_sha256 != then["article_sha256"]:
        yield f"The text of the article of {what} was changed."
    if not same_article and not are_versions(claim.article, article):
        yield f"The article of {what} was exchanged for another."
    if not free and not same_wording(then["text"], claim.text):
        yield f"The text of {what} was changed."
    elif claim.start is not None and claim.text_at_span != claim.text:
        yield f"The text of {what} does not stand in its article."
    elif same_article and claim.text == then["text"] and (claim.start, claim.end) != (then["start"], then["end"]):
        yield f"The place in its article of {what} was changed."
    if not free and not same_party(then["claimant"], claim.claimant):
        yield f"The claimant of {what} was changed."


def are_versions(one: Article | None, other: Article | None) -> bool:
    """Whether the two are versions of one article: of one source, at one address."""
    if one is None or other is None:
        return False
    return bool(one.url) and (one.source_id, one.url) == (other.source_id, other.url)


def name_faults(scan: Scan) -> Iterator[str]:
    """Sources and reviewers that were renamed without a row in the log of changes."""
    sources = {then["source"]: (then["source_name"], entry) for then, entry in scan.latest.values()}
    for model, what, known in ((Source, "source", sources), (User, "reviewer", scan.reviewers)):
        name = "name" if model is Source else "username"
        names = dict(model._default_manager.filter(pk__in=known).values_list("pk", name))
        changed = {pk: names[pk] for pk, (old, _) in known.items() if names.get(pk, old) != old}
        logged = set(
            LogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in changed]
            ).values_list("object_id", flat=True)
        )
        for pk, today in changed.items():
            old, entry = known[pk]
            if str(pk) not in logged:
                yield (
                    f"The {what} of {named(entry)[:-1].lower()} was called {old!r} and is called {today!r} today; "
                    "no log says who renamed it."
                )
