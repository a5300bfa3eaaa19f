"""Claims that clients post: validated item by item, resolved together, handed to claims.submissions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from claims.api.representation import shown
from claims.models import Claim
from claims.submissions import MOST_CHARACTERS, SubmissionResult, SubmittedClaim, submit_claims
from factcheck.api.fields import IdField, StringField, ZonedDateTimeField
from factcheck.api.problems import field_errors
from factcheck.api.serializers import Declared, StrictSerializer
from sources.api.sources import SourceReferenceField, checked_reference
from sources.errors import IngestError
from sources.models import Article, Source
from sources.outlets import NewSource


class NewClaimSerializer(StrictSerializer):
    """A claim to take in."""

    source: Declared = SourceReferenceField()
    text = StringField(max_length=MOST_CHARACTERS["text"])
    article = IdField(required=False, allow_null=True, default=None)
    quote = StringField(
        max_length=MOST_CHARACTERS["quote"],
        required=False,
        allow_blank=True,
        default="",
        help_text="the words between quotation marks",
    )
    claimant = StringField(
        max_length=MOST_CHARACTERS["claimant"],
        required=False,
        allow_blank=True,
        default="",
        help_text="who is said to say it",
    )
    published_at = ZonedDateTimeField(required=False, allow_null=True, default=None)
    client_ref = StringField(
        max_length=MOST_CHARACTERS["client_ref"],
        required=False,
        allow_blank=True,
        default="",
        trim_whitespace=False,
        help_text="your own key, kept as it is: posting it again changes nothing",
    )


@dataclass(slots=True)
class Answer:
    """What became of one posted item: 201 and 200 with the claim, 400 and 409 with the errors."""

    index: int  # position among the posted items
    status: int
    client_ref: str = ""
    id: int | None = None
    claim: Claim | None = None
    errors: list[dict[str, str]] = field(default_factory=list)


def post(items: Sequence[Any], *, client: User, minimal: bool = False) -> list[Answer]:
    """Submit the valid items; an answer per item, in order. `minimal` answers have the ids of claims alone."""
    answers: list[Answer] = []
    checked: dict[int, dict[str, Any]] = {}
    for index, item in enumerate(items):
        serializer = NewClaimSerializer(data=item)
        if serializer.is_valid():
            checked[index] = serializer.validated_data
        else:
            answers.append(Answer(index, 400, client_ref=ref_of(item), errors=field_errors(serializer.errors)))
    resolve = Resolver(checked.values())
    posted: dict[int, SubmittedClaim] = {}
    for index, values in checked.items():
        try:
            posted[index] = resolve(values)
        except IngestError as error:
            answers.append(refused(index, values["client_ref"], error.field, error.sentence))
    results = submit_claims(list(posted.values()), client=client, now=timezone.now())
    ids = [result.claim.pk for result in results if result.claim]
    stored = {} if minimal else shown(Claim.objects.all()).in_bulk(ids)
    for (index, item), result in zip(posted.items(), results, strict=True):
        answers.append(answer_of(index, item, result, stored))
    return sorted(answers, key=lambda answer: answer.index)


def answer_of(index: int, item: SubmittedClaim, result: SubmissionResult, stored: dict[int, Claim]) -> Answer:
    if result.claim is None:
        return refused(index, item.client_ref, result.field, result.error, status=409 if result.conflict else 400)
    pk = result.claim.pk
    status = 201 if result.created else 200
    return Answer(index, status, client_ref=item.client_ref, id=pk, claim=stored.get(pk))


def refused(index: int, client_ref: str, field: str, sentence: str, *, status: int = 400) -> Answer:
    code = "conflict" if status == 409 else "invalid"
    error = {"pointer": f"/{field}", "code": code, "detail": sentence}
    return Answer(index, status, client_ref=client_ref, errors=[error])


def ref_of(item: Any) -> str:
    """The reference of an item that is not valid, so that its client finds it among the answers."""
    ref = item.get("client_ref") if isinstance(item, dict) else None
    return ref[: MOST_CHARACTERS["client_ref"]] if isinstance(ref, str) else ""


class Resolver:
    """Finds the outlets and articles that many items name, with one query for each kind of naming."""

    def __init__(self, items: Any) -> None:
        items = list(items)
        slugs = {item["source"] for item in items if isinstance(item["source"], str)}
        ids = {item["article"] for item in items if item["article"]}
        self.sources = {source.slug: source for source in Source.objects.filter(slug__in=slugs)} if slugs else {}
        self.articles = Article.objects.defer("text", "fingerprints").in_bulk(ids) if ids else {}

    def __call__(self, values: dict[str, Any]) -> SubmittedClaim:
        """The item with its outlet and article. Raises IngestError."""
        article_id = values["article"]
        if article_id and article_id not in self.articles:
            raise IngestError("article", f"There is no article {article_id}.")
        return SubmittedClaim(
            **values | {"source": self.source(values["source"]), "article": self.articles.get(article_id)}
        )

    def source(self, reference: str | NewSource) -> Source | NewSource:
        if isinstance(reference, NewSource):
            return checked_reference(reference)
        if reference not in self.sources:
            raise IngestError("source", f"There is no source with the slug {reference!r}.")
        return self.sources[reference]
