"""A claim's ETag is its version, which changes with whatever a reviewer is shown: nobody decides on what is new."""

import re

from rest_framework.request import Request

from claims import seen
from claims.models import Claim
from factcheck.api.exceptions import PreconditionFailed, PreconditionRequired

MOST_CHARACTERS = 1000  # of If-Match, which may list several
ETAG_SCHEMA = {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS}


def etag(claim: Claim) -> str:
    return f'"{claim.pk}-{seen.version(claim)}"'


def version_read(request: Request, claim_id: int) -> str:
    """The version that the client read, by its If-Match header.

    Raises PreconditionRequired without the header and PreconditionFailed when it is no ETag of this claim.
    `*` would mean any version and so does not tell what the client saw.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        raise PreconditionRequired("Send If-Match with the ETag of the claim as you read it.")
    # A proxy that compresses the answer marks its ETag as weak; it still names the version.
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,19})-([0-9]{1,9}(?:-[0-9a-f]{12}){4})"', given)
    if not found or int(found[1]) != claim_id:
        raise PreconditionFailed("If-Match is no ETag of this claim. Read the claim again, then decide again.")
    return found[2]
