"""Stored claims for the scale benchmark: real sentences first, noise-made ones above their number.

A noise-made claim has the sentence vector of a real one, moved at random to a cosine of about .8 with it, and the
words of another. So the index meets a realistic density of neighbours, and comparison meets words to reject.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from claims.analysis.comparing.claim_features import describe
from claims.analysis.types import CANDIDATES, Attribution, ExtractedClaim, Mode, Polarity
from claims.analysis.vectors import encoder
from claims.analysis.vectors.packed import packed
from claims.mapping import PREFILTER_FIELDS, prefilter_columns
from claims.vector_store import vector_key

SOURCES = 2_000
CLAIM_DEFAULTS = {
    **dict.fromkeys(("quote", "claimant", "claimant_words", "cue", "context", "client_ref", "client_sha256"), ""),
    **dict.fromkeys(("hedges", "entities", "checkworthiness_reasons"), "[]"),
    **dict.fromkeys(("created_at", "updated_at"), "2024-01-01T00:00:00Z"),
    "mode": "narrator",
    "attribution": "none",
    "polarity": "asserts",
    "checkworthiness": 0.5,
    "current": True,
    "check_state": "done",
    "status": "unreviewed",
    "version": 0,
    "attempts": 0,
    "last_error": "",
}
CLAIM = ["source_id", "text", *CLAIM_DEFAULTS]
VECTOR = ["key", "embedding"]
PREPARED = [
    "claim_id",
    "source_id",
    "vector_id",
    *PREFILTER_FIELDS,
    "features",
    "engine_version",
    "left_out",
    "repeats",
]
PREPARED += ["order_key", "reach", "meaning", "sentence_key"]
KNOWN_REACH = 20_000  # above this number it would take an hour to find how far each list reaches; then none is known
CACHE = Path(__file__).parent / "data"
NOISE = 0.75  # length of the random part beside a unit vector: cosine 1 / sqrt(1 + .75 ** 2) = .8
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[A-Z“\"])")
_FILES = {
    "matching.claims.jsonl": ("text",),
    "numbers.dev.jsonl": ("claim", "evidence"),
    "retranslation.dev.jsonl": ("a", "b"),
    "weaken.train.jsonl": ("a", "b"),
    "attribution.train.jsonl": ("text",),
}


def real_sentences(data: Path) -> list[str]:
    """Distinct sentences of 5 to 60 words of the public sets, in a fixed random order."""
    sentences = {
        sentence.strip()
        for text in _public(data)
        for paragraph in text.split("\n\n")
        for sentence in _SENTENCE_END.split(paragraph)
        if 5 <= len(sentence.split()) <= 60
    }
    return random.Random(0).sample(sorted(sentences), len(sentences))


def _public(data: Path) -> Iterator[str]:
    for name, keys in _FILES.items():
        with (data / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield from (row[key] for key in keys)


def vectors(sentences: list[str]) -> np.ndarray:
    """Sentence vectors, float32 (n, 384), kept in benchmarks/data/ between runs."""
    key = hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]
    kept = CACHE / f"vectors-{key}.npy"
    if kept.exists():
        return np.load(kept)
    found = np.concatenate(
        [encoder.encode(sentences[at : at + 2000]) for at in _progress(range(0, len(sentences), 2000), "encoding")]
    )
    CACHE.mkdir(exist_ok=True)
    np.save(kept, found)
    return found


def _progress(steps: range, name: str) -> Iterator[int]:
    for done, step in enumerate(steps, 1):
        yield step
        print(f"\r{name} {done} of {len(steps)}", end="" if done < len(steps) else "\n", flush=True)


def stored_vectors(real: np.ndarray, count: int) -> np.ndarray:
    """`count` vectors: the real ones, then noise-made ones."""
    if count <= len(real):
        return real[:count]
    chance = np.random.default_rng(0)
    made = np.empty((count - len(real), real.shape[1]), dtype=np.float32)
    for at in range(0, len(made), 50_000):
        base = real[chance.integers(len(real), size=min(50_000, len(made) - at))]
        noise = chance.standard_normal(base.shape, dtype=np.float32)
        moved = base + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        made[at : at + len(base)] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return np.concatenate([real, made])


@cache
def compared(sentence: str) -> tuple[str, ...]:
    """The columns of a sentence that comparison reads: those of PREFILTER_FIELDS, and the features as JSON."""
    claim = ExtractedClaim(
        0, len(sentence), sentence, Mode.NARRATOR, Attribution.NONE, Polarity.ASSERTS, checkworthiness=0.5
    )
    features = describe(claim)
    return *prefilter_columns(features.prefilter).values(), json.dumps(features.to_json())


def reaches(stored: np.ndarray, first: int) -> list[float | None]:
    """How far the list of each vector from number `first` on reaches: its similarity with the last sentence on it."""
    if len(stored) > KNOWN_REACH:
        return [None] * (len(stored) - first)
    found: list[float | None] = []
    for at in range(first, len(stored), 1000):
        products = stored[at : at + 1000] @ stored.T
        found += np.partition(products, -CANDIDATES - 1, axis=1)[:, -CANDIDATES - 1].tolist()
    return found


def load(sentences: list[str], stored: np.ndarray, *, first: int, engine_version: str) -> None:
    """COPY the claims from number `first` on into the tables."""
    from django.db import connection

    from sources.models import Source

    if not Source.objects.exists():
        Source.objects.bulk_create(
            [Source(name=f"Outlet {number}", slug=f"outlet-{number}") for number in range(SOURCES)]
        )
    source_ids = list(Source.objects.order_by("pk").values_list("pk", flat=True))
    described = [compared(sentence) for sentence in sentences]
    chance = random.Random(first)
    numbers = range(first, len(stored))
    words = [number if number < len(sentences) else chance.randrange(len(sentences)) for number in numbers]
    outlets = [chance.choice(source_ids) for _ in numbers]
    keys = [vector_key(vector) for vector in stored[first:].astype(np.float16)]
    connection.ensure_connection()
    register_vector(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM claims_claim")
        before = cursor.fetchone()[0]
        with cursor.copy(f"COPY claims_claim ({', '.join(CLAIM)}) FROM STDIN") as copy:
            for outlet, word in zip(outlets, words, strict=True):
                copy.write_row((outlet, sentences[word], *CLAIM_DEFAULTS.values()))
        cursor.execute("SELECT id FROM claims_claim WHERE id > %s ORDER BY id", [before])
        claims = [claim for (claim,) in cursor.fetchall()]
        numbered = "SELECT key, id FROM claims_sentencevector WHERE key = ANY(%s)"
        cursor.execute(numbered, [keys])
        known = {key for key, _ in cursor.fetchall()}
        with cursor.copy(f"COPY claims_sentencevector ({', '.join(VECTOR)}) FROM STDIN (FORMAT BINARY)") as copy:
            for key, number in zip(keys, numbers, strict=True):
                if key not in known:
                    known.add(key)
                    copy.write_row((key, HalfVector(stored[number])))
        cursor.execute(numbered, [keys])
        ids = dict(cursor.fetchall())
        with cursor.copy(f"COPY claims_preparedclaim ({', '.join(PREPARED)}) FROM STDIN") as copy:
            lists = zip(claims, outlets, keys, words, reaches(stored, first), packed(stored[first:]), strict=True)
            for claim, outlet, key, word, reach, meaning in lists:
                row = (
                    claim,
                    outlet,
                    ids[key],
                    *described[word],
                    engine_version,
                    0,
                    False,
                    chance.getrandbits(62),
                    reach,
                    meaning,
                    key.int >> 66,
                )
                copy.write_row(row)
        for table in ("claims_claim", "claims_sentencevector", "claims_preparedclaim"):
            cursor.execute(f"VACUUM ANALYZE {table}")
