"""The table of sentence vectors: each stored once, however many claims consist of the sentence."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

import numpy
import psycopg
from django.db import connection, transaction
from pgvector import HalfVector
from pgvector.psycopg import register_vector

from claims.models import SentenceVector

VECTORS_LOCK = 7_415_002  # of PostgreSQL, held from a vector's number to its commit
STORE_VECTOR = "INSERT INTO claims_sentencevector (key, embedding) VALUES (%s, %b)"


def vector_key(vector: numpy.ndarray) -> UUID:
    """A hash of the vector's numbers, as its key."""
    return UUID(bytes=hashlib.blake2b(vector.tobytes(), digest_size=16).digest())


@transaction.atomic
def store_vectors(vectors: Mapping[UUID, HalfVector]) -> dict[UUID, int]:
    """Write vectors that are not stored yet; returns the numbers of all, by key.

    One transaction at a time, so that numbers rise in the order of commits: a worker that knows all vectors up to a
    number has missed none below it. In binary: writing 384 numbers in digits and reading them took longer than all
    else about storing a claim.
    """
    connection.ensure_connection()
    if connection.connection.adapters.types.get("halfvec") is None:  # once a connection: it asks the database
        register_vector(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VECTORS_LOCK])
    stored = SentenceVector.objects.filter(key__any_of=vectors).values_list("key", "pk")
    ids = dict(stored)
    new = sorted(vectors.keys() - ids.keys())
    if new:
        with psycopg.Cursor(connection.connection) as cursor:  # Django's own writes all values as text
            cursor.executemany(STORE_VECTOR, [(key, vectors[key]) for key in new])
        ids.update(stored.filter(key__any_of=new))
    return ids


REMOVE_UNUSED = """
DELETE FROM claims_sentencevector AS vector
WHERE NOT EXISTS (SELECT FROM claims_preparedclaim AS claim WHERE claim.vector_id = vector.id)
"""


def remove_unused_vectors() -> int:
    """Delete vectors that no claim has any more, left by retired claims and former encoders; returns how many.

    A worker that stores a claim with one of them at this very moment finds it gone and tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute(REMOVE_UNUSED)
        return int(cursor.rowcount)
