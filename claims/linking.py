"""Recording links between claims that the machine missed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from claims import links, record
from claims.analysis.types import Relation
from claims.correction_models import MadeLink
from claims.models import Claim, CrossReference
from claims.record_models import Judgement
from claims.review import HEAVY, ReviewError, check_reviewer
from claims.shared_origins import articles_of
from claims.statements import renew_statements
from claims.suggestions import refresh_suggestions
from factcheck.conflicts import again_on_conflict
from sources.origins import origins_of

BY_HAND = "by hand"  # the engine version of a link until a worker compares its claims
RELATIONS = (Relation.CORROBORATES.value, Relation.DISPUTES.value)


@again_on_conflict
@transaction.atomic
def make_link(*, claim_id: int, other_id: int, relation: str, by: User, now: datetime) -> CrossReference:
    """Record that two claims of different sources say the same, or contradict each other; returns their link.

    It holds when claims are compared again, until somebody rejects it, and stands in the record as a confirmed link.
    Raises ReviewDenied or ReviewError with a sentence; Claim.DoesNotExist for an unknown claim.
    """
    check_reviewer(by)
    if relation not in RELATIONS:
        raise ReviewError("Say whether the two claims say the same or contradict each other.")
    pair = (min(claim_id, other_id), max(claim_id, other_id))
    if len(Claim.objects.current().lock(pair)) < len(set(pair)):
        raise Claim.DoesNotExist
    sides = {one.pk: one for one in Claim.objects.filter(pk__any_of=pair).as_sides()}
    left, right = sides[pair[0]], sides[pair[1]]
    if left.source_id == right.source_id:
        raise ReviewError("A link is between claims of two sources; these are of one.")
    link = MadeLink.objects.create(left=left, right=right, relation=relation, reviewer=by, made_at=now)
    judgement = Judgement.objects.create(
        left=left, right=right, answer=Judgement.Answer.CONFIRMED, reviewer=by, judged_at=now
    )
    known = origins_of(articles_of(pair).values())
    stored = CrossReference.objects.filter(left=left, right=right).first()
    if stored is None or stored.relation != relation:
        similarity = stored.similarity if stored else 0.0
        said = links.as_made(link, None)
        links.store([links.row_of(pair, said, left, right, known, similarity=similarity, version=BY_HAND)])
    refresh_suggestions(pair)
    renew_statements(pair)
    claims = Claim.objects.select_related("source", "article").defer(*HEAVY).filter(pk__in=pair).order_by("pk")
    record.append(judgement, claims)
    return CrossReference.objects.get(left=left, right=right)
