"""/api/v1/verdicts/atom/: the newest verdicts, for feed readers (RFC 4287)."""

import re

from django.http import HttpResponse
from django.urls import reverse as path_of
from django.utils.feedgenerator import Atom1Feed
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.reverse import reverse

from claims.claim_review import publisher
from claims.record_models import Verdict
from factcheck.api.authentication import BasicTokenAuthentication, BearerTokenAuthentication
from factcheck.shortening import shortened

NEWEST = 50
TITLE_CHARACTERS = 150
ATOM = "application/atom+xml"
# What XML 1.0 has no place for.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class AtomRenderer(JSONRenderer):
    media_type = ATOM
    format = "atom"


@extend_schema_view(
    list=extend_schema(
        summary="Read the newest verdicts as an Atom feed",
        description=f"The last {NEWEST}. Feed readers send the token as the password of HTTP Basic, with any name.",
        responses={(200, ATOM): OpenApiResponse({"type": "string", "maxLength": 2**24})},
    )
)
class VerdictFeedViewSet(viewsets.GenericViewSet):
    authentication_classes = [BasicTokenAuthentication, BearerTokenAuthentication, SessionAuthentication]
    renderer_classes = [AtomRenderer, JSONRenderer]
    pagination_class = None
    queryset = Verdict.objects.select_related("reviewer", "claim__source").defer("seen", "claim__search")

    def list(self, request: Request) -> HttpResponse:
        verdicts = self.filter_queryset(self.get_queryset()).order_by("-pk")[:NEWEST]
        address = reverse("verdict-feed-list", request=request)
        name = publisher()["name"]
        feed = Atom1Feed(title=f"Verdicts of {name}", link=address, description="", feed_url=address, author_name=name)
        for verdict in verdicts:
            review = reverse("claim-claim-review", [verdict.claim_id], request=request)
            words = shortened(" ".join(verdict.claim.text.split()), TITLE_CHARACTERS)
            feed.add_item(
                title=printable(f"{verdict.get_status_display()}: {words}"),
                link=request.build_absolute_uri(path_of("admin:claims_claim_change", args=[verdict.claim_id])),
                description=printable(verdict.rationale),
                author_name=verdict.reviewer.get_username(),
                pubdate=verdict.decided_at,
                updateddate=verdict.decided_at,
                unique_id=f"{review}#verdict-{verdict.number}",
                categories=[verdict.status, verdict.claim.source.slug],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=f"{ATOM}; charset=utf-8")


def printable(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)
