import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import CrossReference, Suggestion
from tests.claims.desk import MINE, MINE_AGAIN, publish, work

pytestmark = pytest.mark.django_db


def check(**options) -> str:
    output = io.StringIO()
    call_command("check_suggestions", stdout=output, **options)
    return output.getvalue()


def test_suggestions_that_are_in_step_pass():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    assert "0 suggestions" in check()


def test_a_suggestion_whose_cross_references_are_gone_is_named_and_ends_with_1():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    linked = CrossReference.objects.order_by("-score").first()
    CrossReference.objects.all().delete()
    output = io.StringIO()
    with pytest.raises(CommandError, match="suggestions are out of step") as error:
        call_command("check_suggestions", stdout=output)
    assert error.value.returncode == 1
    for claim in (linked.left, linked.right):
        assert f"Claim {claim.pk}: corroborated stored, " in output.getvalue()


def test_a_missing_suggestion_of_a_checked_claim_is_out_of_step():
    publish("Morning Post", MINE)
    work()
    Suggestion.objects.all().delete()
    with pytest.raises(CommandError, match="suggestions are out of step"):
        check()


def test_repair_brings_them_in_step_again():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    CrossReference.objects.all().delete()
    assert "are repaired" in check(repair=True)
    assert "0 suggestions" in check()
