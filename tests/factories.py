"""Rows for tests, holding what the database gives: plain strings, not the enums they were made with. Verdicts
are made by the action that the product uses, so that claim and hash agree with them."""

import hashlib
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import factory
from django.contrib.auth.models import Group, User
from django.utils import timezone
from factory.django import DjangoModelFactory

from claims import record, seen
from claims.analysis.types import Attribution, Mode, Polarity, Relation, Status
from claims.models import Claim, CrossCheckRun, CrossReference, Suggestion
from claims.record_models import Judgement, Verdict
from claims.review import record_verdict
from claims.statement_models import Statement, StatementClaim
from sources.models import Article, ArticleState, Dossier, Source

PUBLISHED = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


class RowFactory(DjangoModelFactory):
    """Code that gets by with a made enum and fails on a stored string shall fail in its test."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type, *args: Any, **values: Any) -> Any:
        plain = {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}
        return super()._create(model_class, *args, **plain)


class UserFactory(RowFactory):
    """`group` is Contributors, Reviewers, or empty for a user who may do nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("user-{}".format)

    @factory.post_generation
    def group(self, create: bool, name: str | None, **_: Any) -> None:
        if create and name:
            self.groups.add(Group.objects.get(name=name))


class SourceFactory(RowFactory):
    class Meta:
        model = Source

    name = factory.Sequence("Outlet {}".format)
    slug = factory.Sequence("outlet-{}".format)


class ArticleFactory(RowFactory):
    class Meta:
        model = Article

    source = factory.SubFactory(SourceFactory)
    title = factory.Sequence("Report {}".format)
    published_at = PUBLISHED
    retrieved_at = PUBLISHED
    language = "en"
    text = factory.Sequence("The mayor said on Friday that bridge {} will be closed for two weeks.".format)
    text_sha256 = factory.LazyAttribute(lambda article: hashlib.sha256(article.text.encode()).hexdigest())
    state = ArticleState.EXTRACTED


class DossierFactory(RowFactory):
    class Meta:
        model = Dossier
        skip_postgeneration_save = True

    title = factory.Sequence("Event {}".format)
    slug = factory.Sequence("event-{}".format)

    @factory.post_generation
    def articles(self, create: bool, articles: list[Article] | None, **_: Any) -> None:
        if create and articles:
            self.articles.set(articles)


class ClaimFactory(RowFactory):
    """A claim that is the whole text of its article."""

    class Meta:
        model = Claim

    article = factory.SubFactory(ArticleFactory)
    source = factory.LazyAttribute(lambda claim: claim.article.source)
    text = factory.LazyAttribute(lambda claim: claim.article.text)
    start = 0
    end = factory.LazyAttribute(lambda claim: len(claim.text))
    mode = Mode.INDIRECT
    attribution = Attribution.ROLE
    claimant = "the mayor"
    cue = "said"
    polarity = Polarity.ASSERTS
    checkworthiness = 0.5
    published_at = factory.LazyAttribute(lambda claim: claim.article.published_at)


class SubmittedClaimFactory(RowFactory):
    """A claim that a client posted, without an article."""

    class Meta:
        model = Claim

    source = factory.SubFactory(SourceFactory)
    text = factory.Sequence("Bridge {} will be closed for two weeks.".format)
    mode = Mode.NARRATOR
    attribution = Attribution.NONE
    polarity = Polarity.ASSERTS
    client = factory.SubFactory(UserFactory)
    client_ref = factory.Sequence("ref-{}".format)


class CrossReferenceFactory(RowFactory):
    class Meta:
        model = CrossReference

    left = factory.SubFactory(ClaimFactory)
    right = factory.SubFactory(ClaimFactory)
    relation = Relation.CORROBORATES
    score = 0.9
    similarity = 0.8
    independent = True
    reasons = ["Both give the same figure."]
    engine_version = "test"


def one_statement(*claims: Claim, joined_at: datetime = PUBLISHED) -> Statement:
    """The statement that these claims are from now on; the first has its clearest wording."""
    statement = Statement.objects.create(lead=claims[0])
    StatementClaim.objects.bulk_create(
        StatementClaim(claim=claim, statement=statement, joined_at=joined_at) for claim in claims
    )
    return statement


class JudgementFactory(RowFactory):
    class Meta:
        model = Judgement

    left = factory.SubFactory(ClaimFactory)
    right = factory.SubFactory(ClaimFactory)
    answer = Judgement.Answer.CONFIRMED
    reviewer = factory.SubFactory(UserFactory, group="Reviewers")
    judged_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Judgement], *args: Any, **values: Any) -> Judgement:
        judgement = super()._create(model_class, *args, **values)
        record.append(judgement, [judgement.left, judgement.right])
        return judgement


class SuggestionFactory(RowFactory):
    class Meta:
        model = Suggestion

    claim = factory.SubFactory(ClaimFactory)
    status = Status.CORROBORATED
    strength = factory.LazyAttribute(lambda one: "possible" if one.status else "")
    confidence = 0.7
    reasons = ["Another outlet reports the same."]
    engine_version = "test"


class VerdictFactory(factory.Factory):
    class Meta:
        model = Verdict

    claim = factory.SubFactory(ClaimFactory)
    status = Status.CORROBORATED
    rationale = "Two documents show it."
    evidence = ["https://archive.example/document"]
    by = factory.SubFactory(UserFactory, group="Reviewers")

    @classmethod
    def _create(cls, model_class: type[Verdict], *args: Any, claim: Claim, **values: Any) -> Verdict:
        read = seen.version(Claim.objects.get(pk=claim.pk))
        verdict = record_verdict(claim_id=claim.pk, expected_version=read, now=timezone.now(), **values)
        claim.refresh_from_db(fields=["status", "version"])
        verdict.claim = claim
        return verdict


class CrossCheckRunFactory(RowFactory):
    class Meta:
        model = CrossCheckRun

    schedule = factory.Sequence("schedule-{}".format)
    window_start = PUBLISHED
