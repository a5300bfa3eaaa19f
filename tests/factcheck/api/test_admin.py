from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
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


def test_a_token_is_neither_added_nor_deleted_in_the_admin(admin_client: Client) -> None:
    token, _ = ApiToken.issue(user=User.objects.get(username="admin"), name="feed reader")
    assert admin_client.get(reverse("admin:api_apitoken_add")).status_code == 403
    assert admin_client.post(reverse("admin:api_apitoken_delete", args=[token.pk])).status_code == 403


def test_a_reviewer_does_not_see_tokens(client: Client, db: None) -> None:
    client.force_login(UserFactory(group="Reviewers", is_staff=True))
    assert client.get(LIST).status_code == 403
