"""The kinds of problem documents: a stable address each, at which it is explained (RFC 9457, section 3.1.1)."""

from dataclasses import dataclass

ADDRESS = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    slug: str
    sentence: str  # what it means and what to do

    @property
    def address(self) -> str:
        return f"{ADDRESS}{self.slug}/"


TYPES = {
    400: ProblemType(
        "invalid", "Something in the body or the query is wrong. Each member of `errors` names one thing."
    ),
    401: ProblemType("unauthenticated", "No token came, or one that is not known or was revoked. Send a valid one."),
    403: ProblemType(
        "forbidden", "The token is valid, and its client may not do this. A reviewer's token may do more."
    ),
    404: ProblemType("not-found", "Nothing is at this address. Every address ends in a slash."),
    405: ProblemType("method-not-allowed", "This address has other methods. The header Allow lists them."),
    406: ProblemType("not-acceptable", "The answer can't be given in the form that Accept asks for."),
    409: ProblemType("conflict", "It is at odds with what is stored, or with a request still under way."),
    412: ProblemType("changed-meanwhile", "What If-Match names is no longer so. Read it again, then decide again."),
    413: ProblemType("too-large", "The body, unpacked, or the article in it is larger than is taken."),
    414: ProblemType("address-too-long", "The address of the request is too long. Send long filters in several."),
    415: ProblemType("not-understood", "Bodies are JSON in UTF-8, plain or in gzip."),
    422: ProblemType("key-reused", "The Idempotency-Key stands for another request. Every request needs its own."),
    428: ProblemType("if-match-missing", "Say by If-Match which version was read."),
    429: ProblemType("too-many", "Too many requests, or wrong tokens. Wait for the seconds in Retry-After."),
    431: ProblemType("head-too-large", "The head of the request is too long: its headers may have 32 KB in all."),
    500: ProblemType("defect", "A fault of the service, which its log tells of under the X-Request-Id of the answer."),
    501: ProblemType("transfer-encoding-unknown", "The body comes in a transfer encoding that is not understood here."),
    503: ProblemType("unavailable", "The database is away or overloaded. Send it again after Retry-After."),
}
