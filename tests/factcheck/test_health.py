import pytest
from django.db import connection


def test_healthz_answers_without_asking_database_or_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")  # the database is refused to a test without the mark
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_says_that_both_answer(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named_and_takes_nothing_out_of_service(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "broker": "The broker does not answer."}


@pytest.mark.django_db(transaction=True)
def test_readyz_names_the_database_when_it_is_away_and_recovers_with_it(client):
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = 1
    try:
        answer = client.get("/readyz")
    finally:
        connection.settings_dict["PORT"] = port
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "The database does not answer.", "broker": "ok"}
    assert client.get("/readyz").status_code == 200


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405
