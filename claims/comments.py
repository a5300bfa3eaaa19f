"""What people say to colleagues on a claim, and the notices of those whom it concerns."""

import re
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim
from claims.review import ReviewError, check_reviewer
from claims.statements import fellows
from claims.team_models import COMMENT_CHARACTERS, Comment, Notice
from factcheck.conflicts import again_on_conflict
from sources.reading.text import normalise

NAMED = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
MOST_NAMED = 20
MOST_TOLD = 50
SHOWN = 100


@again_on_conflict
@transaction.atomic
def say(*, claim_id: int, text: str, by: User, now: datetime) -> Comment:
    """Keep a comment on a claim. Those whom it names by @name get a notice, and those who commented on its statement.

    Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist.
    """
    check_reviewer(by)
    if len(text) > COMMENT_CHARACTERS:
        raise ReviewError(f"A comment may have {COMMENT_CHARACTERS:,} characters at most.")
    text = normalise(text).strip()[:COMMENT_CHARACTERS]
    if not text:
        raise ReviewError("Write something.")
    if not Claim.objects.lock([claim_id]):
        raise Claim.DoesNotExist
    named = {user.pk for user in named_in(text)}
    earlier = Comment.objects.filter(claim__in=fellows([claim_id])).values_list("by", flat=True).distinct()
    told = {*named, *earlier[:MOST_TOLD]} - {by.pk}
    comment = Comment.objects.create(claim_id=claim_id, by=by, text=text, said_at=now)
    Notice.objects.bulk_create(Notice(comment=comment, to_id=pk, named=pk in named) for pk in sorted(told))
    return comment


def named_in(text: str) -> list[User]:
    """The people whom a text names, such as "@grace", who may see claims; a full stop may follow."""
    names = {name for found in NAMED.findall(text)[:MOST_NAMED] for name in (found, found.rstrip(".-+"))}
    people = User.objects.filter(username__in=names, is_active=True)
    return [one for one in people if one.has_perm("claims.view_claim")]


def on(claim_ids: Collection[int]) -> list[Comment]:
    """The comments on these claims, the earliest first."""
    rows = Comment.objects.filter(claim__in=list(claim_ids)).select_related("by").order_by("-pk")[:SHOWN]
    return list(reversed(rows))


def unread(by: User) -> list[Notice]:
    """This person's notices that are not read, the latest first."""
    rows = Notice.objects.filter(to=by, read_at=None).select_related("comment__by", "comment__claim")
    return list(rows.defer("comment__claim__search").order_by("-pk")[:SHOWN])


def read(comments: Collection[Comment], *, by: User, now: datetime) -> None:
    """This person has the comments before their eyes."""
    Notice.objects.filter(to=by, read_at=None, comment__in=[one.pk for one in comments]).update(read_at=now)
