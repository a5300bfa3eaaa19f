"""No password and no key is printed, wherever an error finds it."""

import logging
import re
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.urls import path
from django.views.debug import technical_500_response

from factcheck.masking import MaskingFormatter, masked

BROKER = "redis://:bro+ker-pass'word@broker.example:6379/0"


def fail(request):
    broker = BROKER
    parts = ["postgres://factcheck:data%2Fbase@db.example/factcheck", {"address": broker}]
    raise RuntimeError(f"no answer from {broker}, {parts}")


def frames_of(error: RuntimeError):
    """Without this test's own frame, whose variables are the very secrets that are looked for."""
    return error.__traceback__.tb_next


urlpatterns = [path("fail/", fail)]


@pytest.fixture
def secrets(settings) -> list[str]:
    settings.REDIS_URL = settings.CELERY_BROKER_URL = BROKER
    settings.SECRET_KEY = "kTj8-qLw2_mVx5zRb7nYc3pHf9sDg4aEu"
    settings.DATABASES["default"] = settings.DATABASES["default"] | {"PASSWORD": "owner-of-the-tables"}
    settings.ENVIRONMENT = {"REDIS_URL": BROKER, "SECRET_KEY": settings.SECRET_KEY, "OTHER": "owner-of-the-tables"}
    return ["bro+ker", "pass&#x27;word", "pass'word", settings.SECRET_KEY, "owner-of-the-tables", "data%2Fbase"]


def test_an_error_page_with_all_settings_and_variables_holds_no_secret(settings, secrets):
    settings.DEBUG = True
    request = RequestFactory().get("/fail/")
    for accept in ("text/html", "text/plain"):
        request = RequestFactory().get("/fail/", headers={"Accept": accept})
        try:
            fail(request)
        except RuntimeError as error:
            page = technical_500_response(request, type(error), error, frames_of(error)).content.decode()
        assert "broker.example" in page
        assert "ALLOWED_HOSTS" in page or accept == "text/plain"
        found = [page[at - 80 : at + 40] for secret in secrets if (at := page.find(secret)) >= 0]
        assert found == []


@pytest.mark.urls("tests.factcheck.test_masking")
def test_a_failing_request_logs_no_secret(secrets, client, caplog):
    client.raise_request_exception = False
    client.get("/fail/")
    [record] = [record for record in caplog.records if record.exc_info]
    line = MaskingFormatter("%(message)s").format(record)
    assert "no answer from redis://:********@broker.example" in line
    assert "Traceback" in line
    assert [secret for secret in secrets if secret in line] == []


def test_the_log_of_the_service_is_masked(settings):
    [name] = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert settings.LOGGING["formatters"][name]["()"] == "factcheck.masking.MaskingFormatter"
    assert settings.LOGGING["root"]["handlers"] == list(settings.LOGGING["handlers"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("amqp://ada:pw@host/x", "amqp://ada:********@host/x"),
        ("(redis://:pw@host:1/0, redis://:pw2@host:2/0)", "(redis://:********@host:1/0, redis://:********@host:2/0)"),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
        ("ada@example.org: hello", "ada@example.org: hello"),
    ],
)
def test_the_password_of_an_address_is_masked_and_nothing_else(text, shown):
    assert masked(text) == shown


def test_masking_a_long_line_is_no_work_of_squares():
    steps = [len(re.findall(r"://", masked("://a" * count))) for count in (10, 20)]
    assert steps == [10, 20]
    assert masked("x" * 1_000_000) == "x" * 1_000_000


def test_the_passwords_of_this_test_run_are_masked_too(settings):
    password = urlsplit(settings.REDIS_URL).password
    assert password not in masked(f"AUTH {password}")
    assert logging.getLogger().handlers
