"""A claim's ETag says how many verdicts it has, so that nobody decides on a claim that somebody else just decided."""

import re

from rest_framework.request import Request

from claims.models import Claim
from factcheck.api.problems import PreconditionFailed, PreconditionRequired


def etag(claim: Claim) -> str:
    return f'"{claim.pk}-{claim.version}"'


def version_read(request: Request, claim_id: int) -> int:
    """The version that the client read, by its If-Match header.

    Raises PreconditionRequired without the header and PreconditionFailed when it is no ETag of this claim.
    `*` would mean any version and so does not tell what the client saw.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        raise PreconditionRequired("Send If-Match with the ETag of the claim as you read it.")
    # A proxy that compresses the answer marks its ETag as weak; it still names the version.
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,19})-([0-9]{1,9})"', given)
    if not found or int(found[1]) != claim_id:
        raise PreconditionFailed("If-Match is no ETag of this claim. Read the claim again, then decide again.")
    return int(found[2])
