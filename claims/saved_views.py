"""Views of the list of claims that reviewers keep, for themselves or for all."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.http import QueryDict

from claims.review import ReviewError
from claims.team_models import NAME_CHARACTERS, QUERY_CHARACTERS, SavedView
from factcheck.conflicts import again_on_conflict
from sources.reading.text import normalise

MOST = 50  # of one person
SHOWN = 100
OF_A_PAGE = ("p", "e", "all")  # parameters that say where one is in a list, not which list it is


@again_on_conflict
@transaction.atomic
def save(*, name: str, query: str, shared: bool, by: User) -> SavedView:
    """Keep a view under a name; one's own of that name is replaced. Raises ReviewError with a sentence."""
    if len(name) > NAME_CHARACTERS or len(query) > QUERY_CHARACTERS:
        raise ReviewError(f"A name may have {NAME_CHARACTERS} characters at most, and a view a search of usual length.")
    name = normalise(name).strip()[:NAME_CHARACTERS]
    if not name:
        raise ReviewError("Give the view a name.")
    parameters = QueryDict(query.replace("\0", ""), mutable=True)
    for one in OF_A_PAGE:
        parameters.pop(one, None)
    values = {"query": parameters.urlencode()[:QUERY_CHARACTERS], "shared": shared}
    own = SavedView.objects.filter(owner=by)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise ReviewError(f"You may keep {MOST} views; remove one first.")
    return SavedView.objects.update_or_create(owner=by, name=name, defaults=values)[0]


def remove(*, view_id: int, by: User) -> bool:
    """Keep one's own view no more; whether there was one."""
    return bool(SavedView.objects.filter(pk=view_id, owner=by).delete()[0])


def visible_to(user: User) -> list[SavedView]:
    """One's own views and those that others share, each with its owner; one's own first."""
    rows = SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
    found = rows.order_by(F("shared").asc(), "name", "pk")[:SHOWN]
    return sorted(found, key=lambda one: one.owner_id != user.pk)
