"""Who may change whose account: nobody grants, takes over or changes more rights than their own."""

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from rest_framework.request import Request


def signed_in(request: HttpRequest | Request) -> User:
    """Who sends the request. Raises PermissionDenied for somebody who has not logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def rights(user: User) -> QuerySet[Permission]:
    """The permissions of a user who is no superuser, directly and by groups; also of an inactive account."""
    return Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct()


def grantable_permissions(by: User) -> QuerySet[Permission]:
    """What `by` may grant to others: everything, for a superuser, or their own permissions."""
    return Permission.objects.all() if by.is_superuser else Permission.objects.filter(pk__in=rights(by).values("pk"))


def grantable_groups(by: User) -> QuerySet[Group]:
    """The groups that grant nothing beyond the permissions of `by`."""
    beyond = Group.permissions.through.objects.filter(group=OuterRef("pk")).exclude(permission__in=rights(by))
    return Group.objects.all() if by.is_superuser else Group.objects.filter(~Exists(beyond))


def give_role(user: User, role: Group | None) -> None:
    """Make a member of a group of an account, who may log in to the desk; None gives no rights."""
    if role is not None:
        user.groups.add(role)
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.is_staff = True


def manageable_users(by: User) -> QuerySet[User]:
    """Whose account `by` may see and change. Who sets another's password can log in as that person, so nobody's of
    more rights."""
    if by.is_superuser:
        return User.objects.all()
    own = rights(by)
    beyond = User.user_permissions.through.objects.filter(user=OuterRef("pk")).exclude(permission__in=own)
    strong = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group__in=grantable_groups(by))
    return User.objects.filter(~Exists(beyond), ~Exists(strong), is_superuser=False)


def may_manage(by: User, user: User) -> bool:
    return manageable_users(by).filter(pk=user.pk).exists()


def may_change_group(by: User, group: Group) -> bool:
    return grantable_groups(by).filter(pk=group.pk).exists()
