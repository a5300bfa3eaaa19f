"""Every error below /api/ is a problem document, whatever goes wrong and wherever."""

import gzip
import io
import logging
import tracemalloc

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from factcheck.api.problem_types import TYPES
from factcheck.api.problems import field_errors
from factcheck.request_ids import AddRequestId
from tests.api import ROOT, client_of, parameters, problem_of
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
JSON = "application/json"


def post(body: bytes, content_type: str = JSON, path: str = "/articles/", **more):
    return client_of("Contributors").generic("POST", f"{ROOT}{path}", body, content_type=content_type, **more)


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/claims/", "/api/v1/nothing/", "/api/v1/claims/x/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_with_any_method_and_without_a_token(path, method):
    problem_of(getattr(Client(enforce_csrf_checks=True), method)(path), 404)


@pytest.mark.parametrize("debug", [True, False])
def test_an_address_without_its_last_slash_is_not_redirected_for_a_post_would_arrive_as_a_get(settings, debug):
    settings.DEBUG = debug
    answer = client_of("Contributors").post(f"{ROOT}/sources", {"name": "Ledger"})
    assert "slash" in problem_of(answer, 404)["detail"]


def test_a_method_that_is_not_there_is_not_allowed():
    answer = client_of("Contributors").put(f"{ROOT}/articles/", {})
    problem_of(answer, 405)
    assert set(answer["Allow"].split(", ")) >= {"GET", "POST"}
    for method in ("TRACE", "PURGE"):
        problem_of(client_of("Contributors").generic(method, f"{ROOT}/articles/"), 405)


def test_options_answers_with_the_methods():
    answer = client_of("Contributors").options(f"{ROOT}/articles/")
    assert answer.status_code == 200
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_an_answer_in_xml_is_not_acceptable():
    problem_of(client_of("Contributors").get(f"{ROOT}/claims/", headers={"Accept": "application/xml"}), 406)


def test_only_json_is_read():
    problem_of(post(b"source=x", "application/x-www-form-urlencoded"), 415)
    problem_of(post(b"<a/>", "text/xml"), 415)
    problem_of(post(b"{}", "multipart/form-data"), 415)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}{}",
        b"{'source': 1}",
        b'{"text": "\xff\xfe"}',
        b'{"text": "\x00"}',
        b'{"text": NaN}',
        b'{"text": -Infinity}',
        b'{"text": 1' + b"0" * 5000 + b"}",
        b'{"text": "half \\ud800 of a pair"}',
        b'{"\\udfff": 1}',
        b'{"kind\\ud800": {"kind": "\\ud800"}}',
        b'{"text": "x", "text": "y"}',
        b'{"source": {"name": "x", "n\\u0061me": "y"}}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"source":' * 17 + b"1" + b"}" * 17,
        b"[" * 900 + b"]" * 900,
        "{}".encode("utf-16"),
    ],
    ids=lambda body: repr(body[:30]),
)
def test_a_body_that_is_no_proper_json_is_refused(body):
    problem_of(post(body), 400)


def test_a_body_in_gzip_is_read_and_another_encoding_is_refused_with_what_is_understood():
    SourceFactory(slug="ledger")
    body = gzip.compress(b'{"source": "ledger", "text": "The ferry sank on Monday, officials in Orlen said."}')
    assert post(body, headers={"Content-Encoding": "GZip"}).status_code == 201
    for encoding in ("br", "deflate", "gzip, gzip", "x"):
        answer = post(body, headers={"Content-Encoding": encoding})
        problem_of(answer, 415)
        assert answer["Accept-Encoding"] == "gzip"
    for wrong in (b"{}", body[:-1], body + b"x", body * 2):
        problem_of(post(wrong, headers={"Content-Encoding": "gzip"}), 400)


def test_a_body_that_unpacks_to_more_than_a_request_may_have_is_not_unpacked_to_its_end(settings):
    bomb = gzip.compress(b" " * 50_000_000)
    tracemalloc.start()
    problem_of(post(bomb, headers={"Content-Encoding": "gzip"}), 413)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_a_body_that_is_wrong_in_very_many_places_gets_a_short_answer():
    names = ",".join(f'"{number}{"x" * 1000}": 1' for number in range(2000))
    answer = post(f"{{{names}}}".encode())
    problem_of(answer, 400)
    assert len(answer.content) < 50_000


def test_a_surrogate_pair_and_characters_of_every_plane_are_kept():
    SourceFactory(slug="ledger")
    text = r"The ferry \ud83d\udea2 sank on Monday, officials in 東京 said."
    answer = post(f'{{"source": "ledger", "text": "{text}"}}'.encode())
    assert answer.status_code == 201
    assert "\U0001f6a2" in answer.json()["text"]
    assert "東京" in answer.json()["text"]


def test_a_body_above_the_limit_is_too_large(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    SourceFactory(slug="ledger")
    problem_of(post(b'{"text": "' + b"x" * 1000 + b'"}'), 413)
    assert post(b'{"text": "x"}').status_code == 400


@pytest.mark.parametrize("page_size", ["0", "-1", "201", "x", "", "9" * 5000, "1.5", "٣", "1\0"])
def test_a_page_size_that_makes_no_sense_is_refused(page_size):
    assert parameters(client_of("Contributors").get(f"{ROOT}/sources/", {"page_size": page_size})) == {"page_size"}


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0xJTAw", "bz0tMQ==", "é", "cD0" + "5" * 5000, "cj0xJnA9eA=="])
def test_a_cursor_that_is_none_is_refused(cursor):
    assert parameters(client_of("Contributors").get(f"{ROOT}/sources/", {"cursor": cursor})) == {"cursor"}


def test_a_defect_is_answered_without_a_word_of_its_cause(monkeypatch):
    monkeypatch.setattr("sources.outlets.free_slug", lambda *_: 1 / 0)
    answer = client_of("Contributors").post(f"{ROOT}/sources/", {"name": "Ledger"})
    assert "zero" not in str(problem_of(answer, 500))


def test_a_database_that_is_away_is_unavailable_and_not_a_defect(monkeypatch):
    def away(*_):
        raise OperationalError("server closed the connection, host=secret.example")

    monkeypatch.setattr("sources.outlets.free_slug", away)
    answer = client_of("Contributors").post(f"{ROOT}/sources/", {"name": "Ledger"})
    assert "secret" not in str(problem_of(answer, 503))
    assert int(answer["Retry-After"]) > 0


def test_each_kind_of_problem_has_a_page_that_explains_it(client):
    assert len({kind.slug for kind in TYPES.values()}) == len(TYPES)
    for code, kind in TYPES.items():
        page = client.get(kind.address)
        assert page.status_code == 200
        assert f"<h1>{code} " in page.content.decode()
    problem_of(client.get("/api/v1/problems/nothing/"), 404)


@pytest.mark.parametrize(
    ("path", "query", "codes"),
    [
        ("/claims/", {"nonsense": "1"}, ["unknown"]),
        ("/claims/", {"q": ""}, ["blank"]),
        ("/claims/", {"article": "4711"}, ["missing"]),
        ("/claims/", {"claimant": "x" * 301}, ["max_length"]),
        ("/claims/", {"page_size": "x"}, ["invalid"]),
    ],
)
def test_a_fault_of_the_query_has_a_code_for_programs(path, query, codes):
    errors = problem_of(client_of("Contributors").get(f"{ROOT}{path}", query), 400)["errors"]
    assert [error["code"] for error in errors] == codes


def test_faults_of_the_body_have_codes_for_programs():
    answer = client_of("Contributors").post(f"{ROOT}/claims/", {"text": "x" * 20_001, "quote": 5, "nonsense": 1})
    found = {error["pointer"]: error["code"] for error in problem_of(answer, 400)["errors"]}
    assert found == {"/source": "required", "/text": "max_length", "/quote": "invalid", "/nonsense": "unknown"}


@pytest.mark.parametrize("path", ["//api/v1/claims/", "/api//v1/claims/", "/api", "/api/v1//claims/", "///api/"])
def test_an_address_below_the_api_that_is_written_otherwise_is_a_problem_too(path):
    for method in ("GET", "POST"):
        problem_of(client_of("Contributors").generic(method, "/", PATH_INFO=path), 404)


def test_a_request_keeps_its_id_in_its_answer_and_in_the_lines_of_the_log():
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(AddRequestId())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    try:
        client = Client(headers={"Authorization": "Bearer wrong"})
        given = [client.get(f"{ROOT}/claims/", headers={"X-Request-Id": sent})["X-Request-Id"]
                 for sent in ("desk-17", "two\nlines", "x" * 65, "")]  # fmt: skip
    finally:
        logging.getLogger().removeHandler(handler)
    assert given[0] == "desk-17"
    assert len(set(given)) == 4
    assert not {"two\nlines", "x" * 65, ""} & set(given)
    assert all(f" [{one}]: A wrong token" in written.getvalue() for one in given)


def test_pages_of_the_origins_that_are_set_and_of_no_others_may_use_the_api(settings):
    asked = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    client = client_of("Contributors")
    assert not client.options(f"{ROOT}/claims/", headers=asked).has_header("Access-Control-Allow-Origin")
    settings.CORS_ORIGINS = ["https://desk.example"]
    preflight = Client().options(f"{ROOT}/claims/", headers=asked)
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "https://desk.example")
    assert "Idempotency-Key" in preflight["Access-Control-Allow-Headers"]
    answer = client.get(f"{ROOT}/claims/", headers={"Origin": "https://desk.example"})
    assert answer["Access-Control-Allow-Origin"] == "https://desk.example"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    for headers in (asked | {"Origin": "https://evil.example"}, {"Origin": "null"}):
        other = client.options(f"{ROOT}/claims/", headers=headers)
        assert not other.has_header("Access-Control-Allow-Origin")
        assert "Origin" in other["Vary"]
    elsewhere = Client().options("/admin/login/", headers=asked)
    assert not elsewhere.has_header("Access-Control-Allow-Origin")


def test_a_host_that_is_not_served_is_a_problem():
    problem_of(client_of("Contributors").get(f"{ROOT}/claims/", headers={"Host": "evil.example"}), 400)


def test_elsewhere_an_error_is_a_page(client):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert b"There is nothing here" in answer.content
    assert b"<style" not in answer.content


@pytest.mark.parametrize(
    ("errors", "found"),
    [
        ({"a": ["No."]}, [("/a", "No.")]),
        ({"non_field_errors": ["No."]}, [("", "No.")]),
        ({"a": {"b": ["No.", "Never."]}}, [("/a/b", "No."), ("/a/b", "Never.")]),
        ({"a": {0: ["No."], 3: {"c": ["Why?"]}}}, [("/a/0", "No."), ("/a/3/c", "Why?")]),
        ({"a": [{}, {"b": ["No."]}]}, [("/a/1/b", "No.")]),
        (["No."], [("", "No.")]),
        ({"a/b": ["No."], "~": ["No."]}, [("/a~1b", "No."), ("/~0", "No.")]),
    ],
)
def test_errors_are_flattened_into_json_pointers(errors, found):
    assert [(error["pointer"], error["detail"]) for error in field_errors(errors)] == found
