"""The record: one chain over all verdicts and judgements, in the order in which they were given.

Each decision has an entry with the next number. The entry's hash is keyed (HMAC-SHA256 with a key of RECORD_KEY) and
covers the decision, the claims it is about as they stood, and the hash of the entry before it. The number and hash of
the last entry are kept outside the database as well, so that cutting off the end is noticed. What the chain can and
can't show is said in docs/adr/0008-one-keyed-chain.md; claims.record_check looks for it.
"""

import fcntl
import hashlib
import hmac
import logging
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from claims.models import Claim
from claims.record_models import Judgement, RecordEntry, Verdict
from claims.seen import canonical

LOCK = 7_265_636_401  # the advisory lock under which numbers are given
logger = logging.getLogger(__name__)


def key(secret: str) -> bytes:
    """The key that a setting stands for, of no use for anything else that is made of the same setting."""
    return hmac.digest(secret.encode(), b"factcheck: the record of decisions", "sha256")


def name_of(one: bytes) -> str:
    """What an entry calls the key it was hashed with."""
    return hashlib.sha256(one).hexdigest()[:8]


def known_keys() -> dict[str, bytes]:
    """The present key and those before it, by their names."""
    keys = [key(secret) for secret in (settings.RECORD_KEY, *settings.RECORD_KEY_FALLBACKS)]
    return {name_of(one): one for one in keys}


def verdict_hash(verdict: Any) -> str:
    """SHA-256 over everything the verdict says and the hash of the claim's verdict before it, in hex."""
    content = {
        "claim": verdict.claim_id,
        "number": verdict.number,
        "status": verdict.status,
        "rationale": verdict.rationale,
        "evidence": verdict.evidence,
        "reviewer": verdict.reviewer_id,
        "decided_at": verdict.decided_at.astimezone(UTC).isoformat(),
        "seen": verdict.seen,
        "previous_hash": verdict.previous_hash,
    }
    # Verdicts of before there were decision numbers have none, and their hashes must stay what they are.
    if decision := getattr(verdict, "decision", None):
        content["decision"] = decision
    return hashlib.sha256(canonical(content)).hexdigest()


def next_decision() -> int:
    """A number that no other decision has; it is common to the verdicts that a reviewer gives at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('claims_decision')")
        return int(cursor.fetchone()[0])


def judgement_hash(judgement: Any) -> str:
    """SHA-256 over everything the judgement says, in hex."""
    content = {
        "left": judgement.left_id,
        "right": judgement.right_id,
        "answer": judgement.answer,
        "reviewer": judgement.reviewer_id,
        "judged_at": judgement.judged_at.astimezone(UTC).isoformat(),
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def about(claim: Any) -> dict[str, Any]:
    """What must not change about a claim that was decided on; it comes with its source and its article."""
    article = claim.article
    return {
        "claim": claim.pk,
        "text": claim.text,
        "source": claim.source_id,
        "source_name": claim.source.name,
        "claimant": claim.claimant,
        "article": claim.article_id,
        "article_sha256": article.text_sha256 if article else "",
        "start": claim.start,
        "end": claim.end,
    }


def entry_hash(entry: Any, *, with_key: bytes, previous: str) -> str:
    """HMAC-SHA256 over the entry and the hash of the one before it, in hex."""
    content = {
        "number": entry.number,
        "verdict": entry.verdict_id,
        "judgement": entry.judgement_id,
        "digest": entry.digest,
        "reviewer": entry.reviewer,
        "claims": entry.claims,
        "key": entry.key,
        "previous": previous,
    }
    return hmac.digest(with_key, canonical(content), "sha256").hex()


def fill(entry: Any, *, previous: Any | None) -> None:
    """Give an entry its number and its hash after the one before it, with the present key."""
    present = key(settings.RECORD_KEY)
    entry.number = previous.number + 1 if previous else 1
    entry.key = name_of(present)
    entry.hash = entry_hash(entry, with_key=present, previous=previous.hash if previous else "")


def append(decision: Verdict | Judgement, claims: Iterable[Claim]) -> RecordEntry:
    """Enter a decision that was just stored, in its transaction. Locks on claims are taken before, never after."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A decision and its entry are stored in one transaction.")
    entry = RecordEntry(reviewer=decision.reviewer.get_username(), claims=[about(claim) for claim in claims])
    if isinstance(decision, Verdict):
        entry.verdict, entry.digest = decision, verdict_hash(decision)
    else:
        entry.judgement, entry.digest = decision, judgement_hash(decision)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    fill(entry, previous=RecordEntry.objects.order_by("-number").only("number", "hash").first())
    entry.save(force_insert=True)
    transaction.on_commit(lambda: logger.info("Record entry %s: %s", entry.number, entry.hash))
    transaction.on_commit(lambda: keep_head(entry.number, entry.hash), robust=True)
    return entry


# The head: number and hash of the last entry, outside the database


def keep_head(number: int, entry_hash: str) -> None:
    """Write the last entry to the file of the head, which never goes back to an earlier one."""
    path = Path(settings.RECORD_HEAD_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if (parse_head(file.read()) or (0, ""))[0] < number:
            file.seek(0)
            file.write(f"{number:019d} {entry_hash}\n")  # always as long, so that one write replaces the line
            file.flush()
            os.fsync(file.fileno())


def kept_head() -> tuple[int, str] | None:
    """The last entry that this machine knows of; None when it knows none."""
    with suppress(OSError):
        return parse_head(Path(settings.RECORD_HEAD_FILE).read_text(encoding="ascii"))
    return None


def parse_head(line: str) -> tuple[int, str] | None:
    parts: Sequence[str] = line.split()
    return (int(parts[0]), parts[1]) if len(parts) == 2 and parts[0].isdecimal() else None
