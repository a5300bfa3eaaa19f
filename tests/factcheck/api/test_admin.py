import re
from datetime import timedelta

import time_machine
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from factcheck.api.models import ApiToken
from tests.factories import UserFactory

LIST = reverse("admin:api_apitoken_changelist")


def revoke(client: Client, token: ApiToken) -> None:
    client.post(LIST, {"action": "revoke", "_selected_action": [token.pk], "index": "0"})


def test_a_revoked_token_opens_nothing_any_more(admin_client: Client) -> None:
    token, plain = ApiToken.issue(user=UserFactory(group="Contributors"), name="feed reader")
    api = APIClient(headers={"Authorization": f"Bearer {plain}"})
    assert api.get("/api/v1/claims/").status_code == 200
    revoke(admin_client, token)
    assert api.get("/api/v1/claims/").status_code == 401


def test_revoking_twice_keeps_the_first_time(admin_client: Client) -> None:
    token, _ = ApiToken.issue(user=UserFactory(), name="feed reader")
    revoke(admin_client, token)
    token.refresh_from_db()
    first = token.revoked_at
    revoke(admin_client, token)
    token.refresh_from_db()
    assert token.revoked_at == first


def test_the_list_shows_who_holds_a_token_and_never_its_digest(admin_client: Client) -> None:
    token, plain = ApiToken.issue(user=UserFactory(username="desk-bot"), name="feed reader")
    for address in (LIST, reverse("admin:api_apitoken_change", args=[token.pk])):
        page = admin_client.get(address).content.decode()
        assert "desk-bot" in page
        assert token.token_sha256 not in page
        assert plain not in page


def made(page: str) -> str:
    """The token on the page that shows it once."""
    (found,) = re.findall(r"<code>(fc_[\w-]+)</code>", page)
    return found


def opens(plain: str, address: str = "/api/v1/claims/") -> int:
    return APIClient(headers={"Authorization": f"Bearer {plain}"}).get(address).status_code


def test_a_token_is_made_in_the_admin_shown_once_and_rotated_with_both_valid_for_a_day(admin_client: Client) -> None:
    body = {"name": "feed-reader", "role": "contributor", "scopes": ["read"], "days": "90"}
    page = admin_client.post(reverse("admin:api_apitoken_add"), body)
    assert "no-store" in page["Cache-Control"]
    plain = made(page.content.decode())
    assert opens(plain) == 200
    assert plain not in admin_client.get(LIST).content.decode()
    token = ApiToken.objects.get()
    assert token.scopes == ["read"]
    rotated = {"action": "rotate", "_selected_action": [token.pk], "index": "0"}
    second = made(admin_client.post(LIST, rotated).content.decode())
    assert (opens(plain), opens(second)) == (200, 200)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (opens(plain), opens(second)) == (401, 200)
        assert admin_client.post(LIST, rotated).status_code == 302  # with the reason: it has expired
    body = {"name": User.objects.get(username="admin").username, "role": "reviewer"}
    assert admin_client.post(reverse("admin:api_apitoken_add"), body).status_code == 422  # that is a person


def test_who_is_no_reviewer_makes_no_token_of_a_reviewer_and_sees_none(client: Client, db: None) -> None:
    by = UserFactory(group="Contributors", is_staff=True)
    for code in ("add_apitoken", "view_apitoken", "change_apitoken"):
        by.user_permissions.add(Permission.objects.get(codename=code))
    theirs, _ = ApiToken.issue(user=UserFactory(group="Reviewers"), name="desk bot")
    client.force_login(by)
    body = {"name": "sly", "role": "reviewer"}
    assert client.post(reverse("admin:api_apitoken_add"), body).status_code == 422
    made(client.post(reverse("admin:api_apitoken_add"), body | {"role": "contributor"}).content.decode())
    assert "desk bot" not in client.get(LIST).content.decode()
    revoke(client, theirs)
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_a_token_is_not_deleted_in_the_admin(admin_client: Client) -> None:
    token, _ = ApiToken.issue(user=User.objects.get(username="admin"), name="feed reader")
    assert admin_client.post(reverse("admin:api_apitoken_delete", args=[token.pk])).status_code == 403


def test_a_reviewer_does_not_see_tokens(client: Client, db: None) -> None:
    client.force_login(UserFactory(group="Reviewers", is_staff=True))
    assert client.get(LIST).status_code == 403
