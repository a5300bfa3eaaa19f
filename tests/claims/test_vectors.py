"""A worker's memory of the vectors follows the table, whatever others do to it."""

import threading
from uuid import uuid4

import numpy
import pytest
from django.db import connection, transaction
from pgvector import HalfVector

from claims import vectors
from claims.analysis.types import VECTOR_DIMENSIONS
from claims.models import SentenceVector
from claims.vector_store import store_vectors
from claims.vectors import StoredVectors


def make(count: int) -> dict:
    found = numpy.random.default_rng().standard_normal((count, VECTOR_DIMENSIONS))
    found /= numpy.linalg.norm(found, axis=1, keepdims=True)
    return {uuid4(): HalfVector(vector) for vector in found}


def known(memory: StoredVectors) -> list[int]:
    with memory.in_step() as stored:
        return stored.keys.tolist()


def in_table() -> list[int]:
    return list(SentenceVector.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_is_added_is_known_at_the_next_look(monkeypatch):
    monkeypatch.setattr(vectors, "READ_AT_ONCE", 7)
    memory = StoredVectors()
    assert known(memory) == []
    for count in (1, 6, 7, 8, 30):
        store_vectors(make(count))
        assert known(memory) == in_table()
    assert known(StoredVectors()) == in_table()


@pytest.mark.django_db
def test_the_numbers_known_are_those_stored():
    chosen = make(20)
    ids = store_vectors(chosen)
    with StoredVectors().in_step() as stored:
        pairs = [(one, other) for one in chosen for other in chosen]
        places = [stored.positions(numpy.array([ids[pair[side]] for pair in pairs])) for side in (0, 1)]
        cosines = stored.similarities(*places)
    wanted = [chosen[one].to_numpy().astype(float) @ chosen[other].to_numpy() for one, other in pairs]
    assert cosines == pytest.approx(wanted, abs=0.01)


@pytest.mark.django_db
def test_a_vector_stored_twice_has_one_number():
    chosen = make(3)
    assert store_vectors(chosen) == store_vectors(chosen)
    assert len(in_table()) == 3


@pytest.mark.django_db
def test_when_the_last_vector_is_gone_or_another_all_are_read_anew():
    memory = StoredVectors()
    store_vectors(make(5))
    assert len(known(memory)) == 5
    SentenceVector.objects.filter(pk=in_table()[-1]).delete()
    SentenceVector.objects.filter(pk=in_table()[0]).delete()
    assert known(memory) == in_table()
    # As after a restored backup: the number is there, with other words.
    SentenceVector.objects.filter(pk=in_table()[-1]).update(embedding=next(iter(make(1).values())))
    SentenceVector.objects.filter(pk=in_table()[0]).delete()
    assert known(memory) == in_table()
    SentenceVector.objects.all().delete()
    assert known(memory) == []


@pytest.mark.django_db(transaction=True)
def test_no_vector_is_missed_that_is_committed_after_one_with_a_higher_number():
    """Two workers store at once; a third that looks in between must see both in the end."""
    second_stored = threading.Event()

    def second() -> None:
        with transaction.atomic():
            store_vectors(make(1))
        second_stored.set()
        connection.close()

    memory = StoredVectors()
    with transaction.atomic():
        store_vectors(make(1))
        other = threading.Thread(target=second)
        other.start()
        second_stored.wait(0.5)
        seen_by_third: list[int] = []
        third = threading.Thread(target=lambda: (seen_by_third.extend(known(memory)), connection.close()))
        third.start()
        third.join()
    other.join()
    assert seen_by_third == []
    assert known(memory) == in_table()
    assert len(in_table()) == 2
