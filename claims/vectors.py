"""The stored sentence vectors in a worker's memory, in step with the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import numpy
from django.db import connection

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.nearest import NearestVectors

# A row as COPY sends it in binary: the number of columns, then each with its length in bytes before it.
ROW = numpy.dtype(
    [
        ("columns", ">i2"),
        ("id_length", ">i4"),
        ("id", ">i8"),
        ("embedding_length", ">i4"),
        ("dimensions", ">i2"),
        ("unused", ">i2"),
        ("embedding", ">f2", VECTOR_DIMENSIONS),
    ]
)
HEADER = 19  # bytes before the first row
READ_AT_ONCE = 10_000  # rows
COPY = "COPY (SELECT id, embedding FROM claims_sentencevector WHERE {} ORDER BY id) TO STDOUT (FORMAT BINARY)"


class StoredVectors:
    """What this process knows of the table: all vectors up to a number.

    Numbers rise in the order of commits (vector_store.store_vectors() sees to it), so whatever is new has a higher one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known = NearestVectors()
        self._last = numpy.zeros(1, ROW)

    @contextmanager
    def in_step(self) -> Iterator[NearestVectors]:
        """All vectors that are stored by now, for one thread at a time.

        The first call reads them all, 1.5 s for a million; later ones read what was added.
        """
        with self._lock:
            last = int(self._last["id"][0])
            if last and [rows.tobytes() for rows in _rows(f"id = {last}")] != [self._last.tobytes()]:
                # Unused vectors were removed, or another state of the database was restored.
                self._known, last = NearestVectors(), 0
            for rows in _rows(f"id > {last}"):
                self._known.add(rows["id"], rows["embedding"])
                self._last = rows[-1:].copy()
            yield self._known


def _rows(condition: str) -> Iterator[numpy.ndarray[Any, numpy.dtype[numpy.void]]]:
    """The rows of the table, as arrays of ROW with up to READ_AT_ONCE each."""
    with connection.cursor() as cursor, cursor.copy(COPY.format(condition)) as copy:
        waiting = bytearray()
        start = HEADER
        for data in copy:
            waiting += data
            if len(waiting) >= start + READ_AT_ONCE * ROW.itemsize:
                yield numpy.frombuffer(bytes(waiting), ROW, READ_AT_ONCE, start)
                del waiting[: start + READ_AT_ONCE * ROW.itemsize]
                start = 0
        if count := (len(waiting) - start) // ROW.itemsize:
            yield numpy.frombuffer(bytes(waiting), ROW, count, start)


stored_vectors = StoredVectors()
