"""Who may change users gets no further by it: each way in, by the forms and by what a form never showed."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
NEW_PASSWORD = "another horse, another battery"
MANAGE = (
    "view_user",
    "add_user",
    "change_user",
    "delete_user",
    "view_group",
    "add_group",
    "change_group",
    "delete_group",
)


def permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


@pytest.fixture
def manager() -> User:
    """Member of staff who may administer users and groups, and nothing else."""
    user = User.objects.create_user("mia", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="auth", codename__in=MANAGE))
    return user


@pytest.fixture
def desk(manager) -> Client:
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


@pytest.fixture
def reviewer() -> User:
    user = User.objects.create_user("rita", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return user


@pytest.fixture
def plain() -> User:
    return User.objects.create_user("paul", password=PASSWORD)


def form_of(user: User, **changed: object) -> dict:
    """The change form as a browser sends it."""
    joined = user.date_joined
    return {
        "username": user.username, "first_name": "", "last_name": "", "email": "", "is_active": "on", "is_staff": "on",
        "date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}",
    } | changed  # fmt: skip


def change(client: Client, user: User, **changed: object):
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), form_of(user, **changed))


def rights_of(user: User) -> tuple[bool, set[str]]:
    user = User.objects.get(pk=user.pk)
    return user.is_superuser, {name.split(".")[1] for name in user.get_all_permissions()}


@pytest.mark.parametrize("whose", ["own", "another"])
def test_a_form_with_extra_fields_makes_no_superuser(desk, manager, plain, whose):
    user = manager if whose == "own" else plain
    change(desk, user, is_superuser="on")
    assert not User.objects.get(pk=user.pk).is_superuser


@pytest.mark.parametrize("whose", ["own", "another"])
def test_a_permission_that_one_has_not_is_not_given(desk, manager, plain, whose):
    user = manager if whose == "own" else plain
    answer = change(desk, user, user_permissions=[permission("review_claim").pk])
    assert answer.status_code == 200  # the form again, with its error
    assert "review_claim" not in rights_of(user)[1]


@pytest.mark.parametrize("whose", ["own", "another"])
def test_a_group_that_gives_more_than_one_has_is_not_given(desk, manager, plain, whose):
    user = manager if whose == "own" else plain
    change(desk, user, groups=[Group.objects.get(name="Reviewers").pk])
    assert not User.objects.get(pk=user.pk).groups.exists()


def test_what_one_has_may_be_given(desk, plain):
    answer = change(desk, plain, user_permissions=[permission("view_user").pk])
    assert answer.status_code == 302
    assert rights_of(plain) == (False, {"view_user"})


@pytest.mark.parametrize("page", ["change", "delete", "history", "password"])
@pytest.mark.parametrize("whose", ["root", "reviewer"])
def test_an_account_of_more_rights_is_out_of_reach(desk, request, page, whose):
    user = request.getfixturevalue(whose)
    name = "auth_user_password_change" if page == "password" else f"auth_user_{page}"
    address = reverse(f"admin:{name}", args=[user.pk])
    body = form_of(user) | {
        "post": "yes",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "usable_password": "true",
    }
    for answer in (desk.get(address), desk.post(address, body)):
        assert answer.status_code in {302, 403, 404}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.is_active
    assert user.username not in desk.get(reverse("admin:auth_user_changelist")).content.decode()


def test_a_switched_off_superuser_is_out_of_reach_too(desk, root):
    User.objects.filter(pk=root.pk).update(is_active=False)
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    assert desk.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code in {302, 403, 404}
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_a_switched_off_reviewer_is_not_taken_over_by_a_new_password_and_a_tick(desk, reviewer):
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    change(desk, reviewer)
    assert not User.objects.get(pk=reviewer.pk).is_active


def test_the_action_that_deletes_leaves_accounts_of_more_rights(desk, root, reviewer, plain):
    chosen = [user.pk for user in (root, reviewer, plain)]
    body = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    desk.post(reverse("admin:auth_user_changelist"), body)
    assert set(User.objects.filter(pk__in=chosen)) == {root, reviewer}


def test_a_group_gets_no_permission_that_its_editor_has_not(desk, manager):
    group = Group.objects.create(name="Helpers")
    manager.groups.add(group)
    address = reverse("admin:auth_group_change", args=[group.pk])
    desk.post(address, {"name": "Helpers", "permissions": [permission("review_claim").pk]})
    assert not group.permissions.exists()
    assert desk.post(address, {"name": "Helpers", "permissions": [permission("view_user").pk]}).status_code == 302
    assert group.permissions.get() == permission("view_user")


def test_a_new_group_gets_no_permission_that_its_maker_has_not(desk):
    body = {"name": "Mine", "permissions": [permission("review_claim").pk]}
    desk.post(reverse("admin:auth_group_add"), body)
    assert not Group.objects.filter(name="Mine", permissions=permission("review_claim")).exists()


def test_a_group_of_more_rights_is_neither_changed_nor_deleted(desk):
    group = Group.objects.get(name="Reviewers")
    before = set(group.permissions.all())
    desk.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Mine", "permissions": []})
    desk.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
    desk.post(
        reverse("admin:auth_group_changelist"),
        {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"},
    )
    group = Group.objects.get(name="Reviewers")
    assert set(group.permissions.all()) == before


def test_a_new_account_has_no_rights_whatever_is_sent_along(desk):
    body = {
        "username": "new", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true",
        "is_superuser": "on", "is_staff": "on", "groups": [Group.objects.get(name="Reviewers").pk],
        "user_permissions": [permission("review_claim").pk],
    }  # fmt: skip
    assert desk.post(reverse("admin:auth_user_add"), body).status_code == 302
    assert rights_of(User.objects.get(username="new")) == (False, set())


def test_one_form_makes_a_colleague_who_can_log_in_and_decide(client, root):
    client.force_login(root)
    role = Group.objects.get(name="Reviewers")
    names = {"username": "new", "first_name": "Nell", "last_name": "Orr", "email": "nell@example.org"}
    password = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post(reverse("admin:auth_user_add"), names | password | {"role": role.pk})
    assert answer.url == reverse("admin:auth_user_changelist")
    user = User.objects.get(**names)
    assert user.has_perm("claims.review_claim")
    assert Client().post(reverse("admin:login"), {"username": "new", "password": PASSWORD}).status_code == 302
    assert user.is_staff


def test_a_role_that_gives_more_than_its_giver_has_is_not_offered(desk):
    role = Group.objects.get(name="Reviewers")
    body = {"username": "new", "usable_password": "false", "role": role.pk}
    assert "Select a valid choice" in desk.post(reverse("admin:auth_user_add"), body).content.decode()
    assert not User.objects.filter(username="new").exists()


def test_a_superuser_may_all_that(client, root, plain):
    client.force_login(root)
    answer = change(client, plain, is_superuser="on", groups=[Group.objects.get(name="Reviewers").pk])
    assert answer.status_code == 302
    assert rights_of(plain)[0]
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 200
