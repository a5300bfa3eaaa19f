"""Wrong passwords: who guesses waits, everybody else logs in."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from factcheck.attempts import wrong_passwords

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_superuser("ada", password=PASSWORD)


def log_in(password: str = PASSWORD, *, name: str = "ada", address: str = "192.0.2.1", **headers: str):
    return Client().post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers)


def test_after_five_wrong_passwords_a_name_waits_at_that_address_whatever_is_typed(caplog):
    answers = [log_in(f"wrong {number}") for number in range(32)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 28
    locked = log_in()
    assert locked.status_code == 429
    assert int(locked["Retry-After"]) == 900
    page = locked.content.decode()
    assert "Try again in 15 minutes." in page
    assert "sources/desk.css" in page
    assert page.count("<h1>") == 1
    assert "<h1>Log in</h1>" in answers[0].content.decode()
    assert not {"sessionid"} & set(locked.cookies)
    assert "'ada' from 192.0.2.1" in caplog.text


def test_one_who_guesses_locks_nobody_else():
    User.objects.create_superuser("bo", password=PASSWORD)
    for number in range(10):
        log_in(f"wrong {number}")
    assert log_in(address="192.0.2.2").status_code == 302
    assert log_in(name="bo").status_code == 302


def test_after_the_wait_the_right_password_opens_again():
    for _ in range(6):
        log_in("wrong")
    assert log_in().status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in().status_code == 302


def test_a_right_password_forgets_the_wrong_ones():
    for _ in range(3):
        for _ in range(4):
            log_in("wrong")
        assert log_in().status_code == 302


def test_guessing_one_password_for_many_names_has_to_wait_too():
    for number in range(wrong_passwords.limit):
        assert log_in(name=f"name-{number}").status_code == 200
    assert "Too many wrong passwords" in log_in().content.decode()
    assert log_in(address="192.0.2.2").status_code == 302


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings):
    settings.PROXIES = 1
    for number in range(6):
        log_in("wrong", address="10.0.0.1", X_Forwarded_For=f"203.0.113.{number}, 192.0.2.1")
    assert log_in(address="10.0.0.1", X_Forwarded_For="192.0.2.1").status_code == 429
    assert log_in(address="10.0.0.1", X_Forwarded_For="192.0.2.1, 192.0.2.2").status_code == 302


def test_without_a_proxy_a_client_names_no_address_for_itself(settings):
    settings.PROXIES = 0
    for number in range(6):
        log_in("wrong", X_Forwarded_For=f"203.0.113.{number}")
    assert log_in(X_Forwarded_For="203.0.113.99").status_code == 429


def test_every_address_of_an_ipv6_network_is_one_client():
    for number in range(6):
        log_in("wrong", address=f"2001:db8:1:2::{number}")
    assert log_in(address="2001:db8:1:2:ffff::1").status_code == 429
    assert log_in(address="2001:db8:1:3::1").status_code == 302


@pytest.mark.parametrize(
    ("name", "password"), [("x" * 2000, "y"), ("ada", "x" * 2000), ("a\nb", "x"), ("ada\0", "x"), ("", "")]
)
def test_hostile_names_and_passwords_are_answered_on_the_page(name, password, caplog):
    assert log_in(password, name=name).status_code == 200
    assert "a\nb" not in caplog.text
