"""Statements follow the links of their claims and what reviewers say of them."""

import itertools
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from claims import placing, review, statements
from claims.models import Claim, CrossReference, PreparedClaim, SentenceVector
from claims.statement_models import Placement, Statement, StatementClaim
from claims.statements import renew_statements
from tests.claims.desk import NOW, copies, publish, work
from tests.factories import ClaimFactory, CrossReferenceFactory, JudgementFactory, UserFactory

MINE = "Fire chief Ola Ness said the Orlen mine was flooded on Monday and that nine miners were missing."
MINE_AGAIN = (
    "Engineer Bo Lund told the council that the mine at Orlen was flooded on Monday and nine miners are missing."
)

pytestmark = pytest.mark.django_db
ROMANS = "The council of Harrow will close the old bridge on Monday, mayor Tilda Brandt said."


def stored() -> set[frozenset[int]]:
    rows = StatementClaim.objects.order_by("statement").values_list("statement", "claim")
    return {frozenset(claim for _, claim in some) for _, some in itertools.groupby(rows, key=lambda row: row[0])}


def clique(*claims: Claim, **fields) -> None:
    linked = set(CrossReference.objects.values_list("left", "right"))
    for left, right in itertools.combinations(sorted(claims, key=lambda claim: claim.pk), 2):
        if (left.pk, right.pk) not in linked:
            CrossReferenceFactory(left=left, right=right, **fields)


@pytest.fixture
def three() -> list[Claim]:
    """Claims that all say the same, grouped."""
    claims = [ClaimFactory() for _ in range(3)]
    clique(*claims)
    renew_statements([claims[0].pk])
    return claims


def keys(*claims: Claim) -> frozenset[int]:
    return frozenset(claim.pk for claim in claims)


def test_claims_of_two_outlets_that_say_the_same_are_one_statement_once_they_are_checked():
    publish("Morning Post", f"{MINE}\n\n{ROMANS}")
    publish("Evening Sun", MINE_AGAIN)
    work()
    found = stored()
    flooded = Claim.objects.filter(text__contains="flooded")
    assert {claim.source.name for claim in flooded.filter(in_statement__isnull=False)} == {
        "Morning Post",
        "Evening Sun",
    }
    assert not StatementClaim.objects.filter(claim__text__contains="bridge").exists()
    leads = Statement.objects.get().lead
    assert keys(leads) <= next(iter(found))
    joined = StatementClaim.objects.order_by("claim").values_list("claim", "statement", "joined_at")
    before = list(joined)
    Claim.objects.update(check_state="due")
    work()
    assert list(joined) == before


def test_an_edit_that_takes_the_sentence_away_takes_the_claim_out_of_its_statement():
    url = "https://morning-post.example/mine"
    publish("Morning Post", MINE, url=url)
    publish("Evening Sun", MINE_AGAIN)
    work()
    assert stored()
    publish("Morning Post", ROMANS, url=url)
    work()
    assert stored() == set()
    assert not Statement.objects.exists()


def test_what_many_outlets_print_word_for_word_is_one_statement():
    publish("Morning Post", MINE)
    work()
    [first] = Claim.objects.filter(text__contains="flooded")
    copies(first, [ClaimFactory().source for _ in range(40)])
    claims = Claim.objects.filter(text=first.text).exclude(prepared=None)
    work()
    assert max(map(len, stored())) == claims.count() == 41


def test_a_sentence_is_one_statement_in_however_many_articles_that_begin_in_other_words():
    publish("Morning Post", MINE)
    work()
    [first] = Claim.objects.filter(text__contains="flooded")
    copies(first, [ClaimFactory().source for _ in range(20)])
    claims = list(Claim.objects.filter(text=first.text).exclude(prepared=None).order_by("pk"))
    for row in PreparedClaim.objects.select_related("vector"):  # each in an article of its own
        row.vector = SentenceVector.objects.create(key=uuid4(), embedding=row.vector.embedding)
        row.save(update_fields=["vector"])
    for left, right in itertools.pairwise(claims):  # few are linked
        CrossReferenceFactory(left=left, right=right)
    renew_statements([first.pk])
    assert keys(*claims) in stored()


def test_a_rejected_link_parts_a_statement_and_a_confirmed_one_joins_it(three):
    first, second, third = three
    for other in (second, third):
        link = CrossReference.objects.get(left=first, right=other)
        review.record_judgement(
            cross_reference_id=link.pk, answer="rejected", by=UserFactory(group="Reviewers"), now=NOW
        )
    assert stored() == {keys(second, third)}
    weak = CrossReferenceFactory(left=first, right=ClaimFactory(), score=0.2)
    renew_statements([first.pk])
    assert stored() == {keys(second, third)}
    JudgementFactory(left=weak.left, right=weak.right, answer="confirmed")
    renew_statements([first.pk])
    assert stored() == {keys(second, third), keys(weak.left, weak.right)}


def test_claims_that_contradict_each_other_are_not_one_statement(three):
    denial = ClaimFactory(polarity="denies")
    clique(denial, *three[:1], relation="disputes")
    clique(denial, three[1])
    renew_statements([denial.pk])
    assert stored() == {keys(*three)}


def test_what_a_reviewer_took_out_stays_out_when_claims_are_compared_again(three):
    reviewer = UserFactory(group="Reviewers")
    first, second, third = three
    assert placing.take_out_of_statement(claim_id=third.pk, by=reviewer, now=NOW) == 2
    assert stored() == {keys(first, second)}
    CrossReference.objects.update(score=0.99)
    renew_statements([third.pk])
    assert stored() == {keys(first, second)}
    placing.put_into_statement(claim_id=third.pk, other_id=first.pk, by=reviewer, now=NOW)
    assert stored() == {keys(*three)}


def test_what_a_reviewer_put_in_stays_in_without_a_link(three):
    other = ClaimFactory()
    placing.put_into_statement(claim_id=other.pk, other_id=three[0].pk, by=UserFactory(group="Reviewers"), now=NOW)
    renew_statements([other.pk, *keys(*three)])
    assert stored() == {keys(other, *three)}


@pytest.mark.parametrize("group", ["Contributors", ""])
def test_only_reviewers_change_a_statement_and_nobody_what_was_said_of_it(three, group):
    with pytest.raises(review.ReviewDenied):
        placing.take_out_of_statement(claim_id=three[0].pk, by=UserFactory(group=group), now=NOW)
    placing.take_out_of_statement(claim_id=three[0].pk, by=UserFactory(group="Reviewers"), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE factcheck_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("UPDATE claims_placement SET answer = 'together'")
    assert Placement.objects.count() == 2


def test_a_statement_keeps_its_row_and_each_claim_the_time_when_it_joined(three):
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    StatementClaim.objects.update(joined_at=long_ago)
    before = Statement.objects.get().pk
    new = ClaimFactory()
    clique(new, *three)
    renew_statements([new.pk])
    rows = StatementClaim.objects.values_list("claim", "statement", "joined_at")
    assert {statement for _, statement, _ in rows} == {before}
    assert {claim for claim, _, at in rows if at == long_ago} == keys(*three)


@pytest.mark.parametrize("others", [1, 30])
def test_what_a_renewal_reads_does_not_grow_with_what_lies_beyond_a_chain(
    three, others, django_assert_max_num_queries, monkeypatch
):
    chain = [three[0], *(ClaimFactory() for _ in range(others))]
    for left, right in itertools.pairwise(chain):
        CrossReferenceFactory(left=left, right=right)
    read: set[int] = set()
    learn = statements._Surroundings._learn
    monkeypatch.setattr(
        statements._Surroundings, "_learn", lambda self, claims: (read.update(claims), learn(self, claims))[1]
    )
    with django_assert_max_num_queries(40):
        renew_statements([three[1].pk])
    assert len(read & keys(*chain[1:])) <= 3
    assert stored() >= {keys(*three)}


def test_a_group_too_large_to_read_is_cut_off_and_not_walked_for_ever(three, monkeypatch):
    monkeypatch.setattr(statements, "MOST_READ", 2)
    more = [ClaimFactory() for _ in range(4)]
    clique(*three, *more)
    renew_statements([three[0].pk])
    assert stored()


def test_a_claim_that_somebody_placed_is_kept_when_its_sentence_goes():
    url = "https://morning-post.example/mine"
    publish("Morning Post", MINE, url=url)
    publish("Evening Sun", MINE_AGAIN)
    work()
    placed = StatementClaim.objects.filter(claim__source__name="Morning Post").first().claim
    placing.take_out_of_statement(claim_id=placed.pk, by=UserFactory(group="Reviewers"), now=NOW)
    publish("Morning Post", ROMANS, url=url)
    work()
    placed.refresh_from_db()
    assert not placed.current
