"""Service users: the clients of the API that are no persons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction

from factcheck.api.models import ApiToken

MOST_DAYS = 3650
OVERLAP = timedelta(days=1)  # in which a rotated token and the new one are both valid


class Role(StrEnum):
    """What a client may do; each is a group of users."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"

    @property
    def group(self) -> str:
        return f"{self.value.capitalize()}s"


class TokenRefused(ValueError):
    """Why no token can be issued, as a sentence."""


@transaction.atomic
def issue_service_token(
    *, name: str, role: Role, scopes: Sequence[str] = (), expires_at: datetime | None = None
) -> str:
    """A new bearer token of the service user `name`, who is made when there is none. No scopes: all.

    Earlier tokens of the user stay valid until they are revoked. Raises TokenRefused when the name belongs to a
    person or to a service user of another role.
    """
    group = Group.objects.get(name=role.group)
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User(username=name)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError as error:
            raise TokenRefused(" ".join(error.messages)) from error
        user.save()
        user.groups.add(group)
    elif user.has_usable_password() or user.is_superuser:
        raise TokenRefused(f"{name} is a person's account. Choose a name for the client instead.")
    elif not user.is_active:
        raise TokenRefused(f"{name} was switched off in the admin.")
    elif list(user.groups.all()) != [group]:
        raise TokenRefused(f"{name} exists and is no {role}. Choose another name, or change its groups in the admin.")
    _, plain = ApiToken.issue(user=user, name=name, scopes=scopes, expires_at=expires_at)
    return plain


@transaction.atomic
def rotate_token(token_id: int, *, now: datetime) -> tuple[ApiToken, str]:
    """A new token in the place of one, with its scopes and its expiry; the one before works for OVERLAP.

    The plain token is returned here and can never be read again. Raises TokenRefused for one that opens nothing.
    """
    old = ApiToken.objects.select_for_update().select_related("user").get(pk=token_id)
    if old.revoked_at or (old.expires_at and old.expires_at <= now):
        raise TokenRefused("This token was revoked or has expired. Make a new one instead.")
    new, plain = ApiToken.issue(user=old.user, name=old.name, scopes=old.scopes, expires_at=old.expires_at)
    old.expires_at = min(old.expires_at or now + OVERLAP, now + OVERLAP)
    old.save(update_fields=["expires_at"])
    return new, plain
