import pytest

from claims.models import Claim, CrossReference, Suggestion
from claims.suggestions import refresh_suggestions
from tests.claims.desk import MINE, MINE_AGAIN, publish, work

pytestmark = pytest.mark.django_db


def test_a_claim_counts_as_updated_when_its_suggestion_changes_and_only_then():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    claim = CrossReference.objects.order_by("-score").first().left
    before = Claim.objects.get(pk=claim.pk).updated_at
    refresh_suggestions([claim.pk])
    assert Claim.objects.get(pk=claim.pk).updated_at == before
    CrossReference.objects.all().delete()
    refresh_suggestions([claim.pk])
    assert Claim.objects.get(pk=claim.pk).updated_at > before


def test_every_claim_has_one_suggestion_with_reasons_also_when_nothing_is_suggested():
    publish("Morning Post", MINE)
    work()
    assert Suggestion.objects.count() == Claim.objects.count() > 0
    assert all(one.reasons and one.engine_version for one in Suggestion.objects.all())


def test_one_mayor_in_three_outlets_is_one_origin():
    for name, text in (("Morning Post", MINE), ("Evening Sun", MINE_AGAIN), ("Daily Star", MINE_AGAIN + " Today.")):
        publish(name, text)
    work()
    claim = Claim.objects.get(source__name="Morning Post", claimant="Tilda Brandt")
    assert "Counted by origin: 3 outlets, 1 origin." in claim.suggestion.reasons
    assert "Both rest on what Tilda Brandt says." in claim.suggestion.reasons


def test_the_suggestion_counts_origins_not_outlets():
    publish("Morning Post", MINE)
    told = "The Orlen mine was flooded on Monday and nine miners are missing, fire chief Ola Ness said."
    publish("Evening Sun", f"{told} Reuters reported it first.")
    publish("Daily Star", f"{told.replace('and', 'while')} Reuters reported it.")
    work()
    claim = Claim.objects.filter(source__name="Morning Post").order_by("-suggestion__confidence").first()
    assert any("3 outlets, 2 origins" in reason for reason in claim.suggestion.reasons), claim.suggestion.reasons
