import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Suggestion
from claims.staleness import GONE
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
    one_statement,
)

LIST = reverse("admin:claims_claim_changelist")


def shown(client: Client, **filters: object) -> list[Claim]:
    return list(client.get(LIST, filters).context["cl"].result_list)


def test_the_queue_shows_what_nobody_has_decided(reviewer: Client) -> None:
    waiting = ClaimFactory()
    VerdictFactory()
    assert shown(reviewer) == [waiting]


def test_the_claim_most_worth_checking_comes_first(reviewer: Client) -> None:
    dull, urgent = ClaimFactory(checkworthiness=0.2), ClaimFactory(checkworthiness=0.9)
    assert shown(reviewer) == [urgent, dull]


def test_a_decided_claim_with_new_evidence_is_back_in_the_queue_and_marked(reviewer: Client) -> None:
    claim = VerdictFactory().claim
    SuggestionFactory(claim=claim, stale_reason="A denial has come in.")
    assert shown(reviewer) == [claim]
    assert "stale" in reviewer.get(LIST).content.decode()


def test_the_stale_filter_leaves_out_what_was_never_decided(reviewer: Client) -> None:
    ClaimFactory()
    SuggestionFactory()
    stale = SuggestionFactory(claim=VerdictFactory().claim, stale_reason="A denial has come in.").claim
    assert shown(reviewer, queue="stale") == [stale]


def test_decided_claims_are_found_by_their_status(reviewer: Client) -> None:
    VerdictFactory(status="corroborated")
    disputed = VerdictFactory(status="disputed").claim
    assert shown(reviewer, queue="disputed") == [disputed]


def test_claims_are_found_by_what_the_machine_suggests(reviewer: Client) -> None:
    ClaimFactory()
    disputed = SuggestionFactory(status="disputed").claim
    assert shown(reviewer, suggested="disputed") == [disputed]


def test_claims_without_a_suggestion_are_found(reviewer: Client) -> None:
    SuggestionFactory(status="disputed")
    unchecked, undecided = ClaimFactory(), SuggestionFactory(status="", confidence=0).claim
    assert set(shown(reviewer, suggested="none")) == {unchecked, undecided}


def test_claims_are_found_by_source(reviewer: Client) -> None:
    ClaimFactory()
    mine = ClaimFactory()
    assert shown(reviewer, source=mine.source_id) == [mine]


def test_claims_are_found_by_the_dossier_of_their_article(reviewer: Client) -> None:
    ClaimFactory()
    mine = ClaimFactory()
    dossier = DossierFactory(articles=[mine.article, ArticleFactory()])
    assert shown(reviewer, dossier=dossier.pk) == [mine]


@pytest.mark.parametrize("words", ["flooding", "flooded", '"flooded on Monday"', "flooded -Tuesday"])
def test_search_finds_words_in_any_form_phrases_and_exclusions(reviewer: Client, words: str) -> None:
    wanted = SubmittedClaimFactory(text="The lower town was flooded on Monday.")
    SubmittedClaimFactory(text="The lower town was dry on Tuesday.")
    assert shown(reviewer, q=words) == [wanted]


def test_search_finds_a_claimant(reviewer: Client) -> None:
    wanted = ClaimFactory(claimant="Amina Doru")
    ClaimFactory()
    assert shown(reviewer, q="doru") == [wanted]


@pytest.mark.parametrize(
    "filters",
    [
        {"queue": "nonsense"},
        {"suggested": "nonsense"},
        {"source": "x"},
        {"source": "9" * 40},
        {"dossier": "-1"},
        {"dossier": "²"},
        {"q": "'); drop table claims_claim; --"},
        {"q": '"unclosed & | ! ('},
        {"p": "9" * 30},
        {"o": "99.-99.x"},
    ],
)
def test_a_nonsensical_address_gets_an_answer(reviewer: Client, filters: dict) -> None:
    ClaimFactory()
    assert reviewer.get(LIST, filters, follow=True).status_code == 200


def test_an_empty_queue_says_where_claims_come_from(reviewer: Client) -> None:
    page = reviewer.get(LIST).content.decode()
    assert "Nothing awaits review" in page
    assert reverse("admin:sources_article_add") in page


def test_a_search_without_result_offers_to_search_all_claims(reviewer: Client) -> None:
    VerdictFactory()
    assert "Search all claims" in reviewer.get(LIST, {"q": "bridge"}).content.decode()


def test_only_failed_cross_checks_can_be_tried_again(reviewer: Client) -> None:
    failed = ClaimFactory(check_state="failed", attempts=3, last_error="The model did not load.")
    assert "try_again" not in reviewer.get(LIST).content.decode()
    reviewer.post(f"{LIST}?queue=failed", {"action": "try_again", "_selected_action": [failed.pk], "index": "0"})
    failed.refresh_from_db()
    assert (failed.check_state, failed.attempts, failed.last_error) == ("due", 0, "")


def test_the_filters_keep_each_other(reviewer: Client) -> None:
    ClaimFactory()
    DossierFactory()
    page = reviewer.get(LIST, {"suggested": "none", "q": "bridge"}).content.decode()
    assert '<input type="hidden" name="suggested" value="none">' in page
    assert '<input type="hidden" name="q" value="bridge">' in page


def test_a_decided_claim_that_is_gone_from_its_article_is_in_the_queue_and_among_the_stale(reviewer: Client) -> None:
    claim = VerdictFactory(claim=SuggestionFactory().claim).claim
    Claim.objects.filter(pk=claim.pk).update(current=False)
    Suggestion.objects.filter(claim=claim).update(stale_reason=GONE)
    address = reverse("admin:claims_claim_changelist")
    for query in ("", "?queue=stale", "?queue=all"):
        assert claim.text in reviewer.get(address + query).content.decode()
    assert GONE in reviewer.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()


# Statements


def test_the_queue_has_one_row_for_a_statement_with_its_clearest_wording_and_all_outlets(reviewer: Client) -> None:
    clearest, urgent = ClaimFactory(checkworthiness=0.3), ClaimFactory(checkworthiness=0.9)
    SuggestionFactory(claim=urgent, outlets=2, origins=1)
    alone = ClaimFactory(checkworthiness=0.5)
    one_statement(clearest, urgent)
    assert shown(reviewer) == [urgent, alone]
    page = reviewer.get(LIST).content.decode()
    assert clearest.text in page
    assert urgent.text not in page
    assert {f'<bdi class="chip">{one.source.name}</bdi>' in page for one in (clearest, urgent)} == {True}
    assert "2 outlets, 1 origin · " in page


def test_a_statement_is_found_by_any_of_its_claims_and_its_row_leads_to_one_that_matches(reviewer: Client) -> None:
    first, second = ClaimFactory(checkworthiness=0.9), ClaimFactory(checkworthiness=0.1)
    one_statement(first, second)
    assert shown(reviewer) == [first]
    assert shown(reviewer, source=second.source_id) == [second]
    assert set(shown(reviewer, queue="all")) == {first, second}


def test_a_statement_waits_as_long_as_one_of_its_claims_does(reviewer: Client) -> None:
    decided, waiting = VerdictFactory(claim__checkworthiness=0.9).claim, ClaimFactory()
    one_statement(decided, waiting)
    assert shown(reviewer) == [waiting]
    assert "1 of 2 claims decided" in reviewer.get(LIST).content.decode()
    VerdictFactory(claim=waiting)
    assert shown(reviewer) == []


def test_what_contradicts_a_claim_stands_in_its_row(reviewer: Client) -> None:
    reasons = ["Kestria Daily contradicts it.", "Lake Post agrees with it: 2 outlets, 1 origin.", "It would change."]
    SuggestionFactory(status="disputed", reasons=reasons)
    page = reviewer.get(LIST).content.decode()
    assert page.count('<strong class="contradiction">') == 1
    assert reasons[0] in page
