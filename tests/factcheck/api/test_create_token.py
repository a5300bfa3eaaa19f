import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from claims.api.urls import router as claim_router
from factcheck.api.models import ApiToken, Scope
from sources.api.urls import router as source_router
from tests.api import ROOT
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def create(name: str = "importer", role: str = "contributor", **options) -> str:
    out = io.StringIO()
    call_command("create_token", name, role=role, stdout=out, **options)
    return out.getvalue()


def status(token: str, path: str = "/claims/", method: str = "get") -> int:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return getattr(client, method)(f"{ROOT}{path}").status_code


def test_it_prints_just_the_token_and_the_token_works():
    printed = create()
    assert printed.count("\n") == 1
    token = printed.strip()
    assert " " not in token
    assert status(token) == 200


def test_the_role_says_what_the_token_may():
    judge = "/cross-references/1/judgements/"
    assert status(create("a", "contributor").strip(), judge, "post") == 403
    assert status(create("b", "reviewer").strip(), judge, "post") == 400


def test_a_token_is_good_for_its_scopes_alone():
    reading = create("a", "reviewer", scope=["read"]).strip()
    assert (status(reading), status(reading, "/claims/", "post")) == (200, 403)
    posting = create("a", "reviewer", scope=["claims:write", "articles:write"]).strip()
    assert (status(posting), status(posting, "/claims/", "post")) == (403, 400)
    assert status(posting, "/articles/", "post") == 400
    assert status(posting, "/cross-references/1/judgements/", "post") == 403
    deciding = create("b", "contributor", scope=["verdicts:write"]).strip()
    assert status(deciding, "/cross-references/1/judgements/", "post") == 403, "a scope gives nobody a right"


def test_every_view_that_changes_something_has_a_scope_for_it():
    views = {one.callback.cls for one in [*source_router.urls, *claim_router.urls]}
    changing = [view for view in views if {"post", "patch"} & {*dir(view)} or hasattr(view, "create")]
    assert len(changing) >= 6
    assert [view for view in changing if not isinstance(view.write_scope, Scope)] == []


def test_a_token_that_expired_opens_nothing_and_tells_when_it_was_used_last():
    with time_machine.travel("2026-05-01T09:00:00Z", tick=False) as clock:
        token = create(days=2).strip()
        assert status(token) == 200
        clock.shift(timedelta(hours=47))
        assert status(token) == 200
        assert ApiToken.objects.get().last_used_at == timezone.now()
        clock.shift(timedelta(seconds=59))
        assert status(token) == 200
        assert ApiToken.objects.get().last_used_at < timezone.now()
        clock.shift(timedelta(hours=1))
        assert status(token) == 401
    with pytest.raises(CommandError, match="days"):
        create(days=0)


def test_the_service_user_can_not_log_in_with_a_password():
    create()
    user = User.objects.get(username="importer")
    assert not user.has_usable_password()
    assert not user.is_staff


def test_a_second_token_of_a_client_leaves_the_first_valid():
    first, second = create().strip(), create().strip()
    assert first != second
    assert status(first) == status(second) == 200
    assert User.objects.count() == 1


@pytest.mark.parametrize("role", ["contributor", "reviewer"])
def test_no_token_is_issued_for_the_account_of_a_person(role):
    user = UserFactory(username="rita", group="Reviewers")
    user.set_password("correct horse battery staple")
    user.save()
    with pytest.raises(CommandError, match="person"):
        create("rita", role)
    assert not ApiToken.objects.exists()


def test_a_client_does_not_change_its_role_by_the_way():
    create("importer", "contributor")
    with pytest.raises(CommandError, match="no reviewer"):
        create("importer", "reviewer")
    assert ApiToken.objects.count() == 1


def test_a_client_that_was_switched_off_gets_no_token():
    create()
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="switched off"):
        create()


@pytest.mark.parametrize("name", ["", "x" * 151, "two words", "semi;colon"])
def test_a_name_that_no_user_can_have_is_refused_with_a_sentence(name):
    with pytest.raises(CommandError):
        create(name)
    assert not User.objects.exists()


def test_an_unknown_role_is_refused():
    with pytest.raises(CommandError, match="contributor"):
        call_command("create_token", "importer", "--role", "admin")
