"""A claim's ETag begins with its version, which changes with whatever a reviewer is shown: nobody decides on what is
new. The hash of the representation that follows it is for caches alone.
"""

import re

from rest_framework.request import Request

from claims import seen
from claims.models import Claim
from factcheck.api.etags import tags_of
from factcheck.api.exceptions import PreconditionFailed, PreconditionRequired

TAG = re.compile(r"([0-9]{1,19})-([0-9]{1,9}(?:-[0-9a-f]{12}){4})(?:\.[0-9a-f]{32})?")


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
    tags = [TAG.fullmatch(tag) for tag in tags_of(given)]
    versions = [found[2] for found in tags if found and int(found[1]) == claim_id]
    if not versions:
        raise PreconditionFailed("If-Match is no ETag of this claim. Read the claim again, then decide again.")
    if len(versions) > 1:
        claim = Claim.objects.select_related("source", "suggestion").filter(pk=claim_id).first()
        present = seen.version(claim) if claim else ""
        return present if present in versions else versions[0]
    return versions[0]
