"""What all pages of the desk have in common: queries, permissions, hostile text, the Content-Security-Policy."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim
from claims.record_check import check
from claims.record_models import RecordCheck, RecordEntry, Verdict
from claims.runs import advance_runs
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossCheckRunFactory,
    CrossReferenceFactory,
    DossierFactory,
    JudgementFactory,
    SourceFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
    one_statement,
)

pytestmark = pytest.mark.django_db

ROWS: dict[str, Callable[[], object]] = {
    "claims_claim": lambda: one_statement(VerdictFactory().claim, SuggestionFactory().claim),
    "claims_crossreference": CrossReferenceFactory,
    "claims_judgement": JudgementFactory,
    "claims_verdict": VerdictFactory,
    "claims_recordentry": VerdictFactory,
    "claims_recordcheck": lambda: check(now=timezone.now()),
    "claims_crosscheckrun": lambda: CrossCheckRunFactory(article=ArticleFactory(), source=SourceFactory()),
    "sources_article": ClaimFactory,
    "sources_source": SourceFactory,
    "sources_dossier": lambda: DossierFactory(articles=[ArticleFactory()]),
}
# Session, person, their own and their groups' permissions make four, verdicts that wait to be sealed one; then the
# bounded count, the rows, and one for each filter that offers sources, dossiers, or the values of a column. Rows of
# statements take two more.
QUERIES = {
    "claims_claim": 11,
    "claims_crossreference": 7,
    "claims_judgement": 7,
    "claims_verdict": 7,
    "claims_recordentry": 7,
    "claims_recordcheck": 7,
    "claims_crosscheckrun": 8,
    "sources_article": 10,
    "sources_source": 8,
    "sources_dossier": 7,
}
DECIDE = {"verdict", "undo", "set aside", "statement", "skip", "judgement"}
HOSTILE = "</textarea><script>alert(1)</script>\" onmouseover='x' \u202egnirts\u200b"


def changelist(name: str) -> str:
    return reverse(f"admin:{name}_changelist")


@pytest.mark.parametrize("rows", [1, 11])
@pytest.mark.parametrize("name", ROWS)
def test_a_list_takes_the_same_queries_for_one_row_and_for_eleven(
    reviewer: Client, django_assert_num_queries: DjangoAssertNumQueries, name: str, rows: int
) -> None:
    for _ in range(rows):
        ROWS[name]()
    with django_assert_num_queries(QUERIES[name]):
        page = reviewer.get(changelist(name))
    assert len(page.context["cl"].result_list) >= rows


@pytest.mark.parametrize("rows", [1, 11])
def test_a_claim_page_takes_the_same_queries_for_one_link_and_for_eleven(
    reviewer: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    claim = VerdictFactory().claim
    SuggestionFactory(claim=claim)
    for _ in range(rows):
        reference = CrossReferenceFactory(left=claim)
        JudgementFactory(left=claim, right=reference.right)
    one_statement(claim, *(SuggestionFactory().claim for _ in range(rows)), VerdictFactory().claim)
    with django_assert_num_queries(23):
        page = reviewer.get(reverse("admin:claims_claim_change", args=[claim.pk]))
    assert page.content.decode().count('<article class="reference') == rows


@pytest.mark.parametrize("rows", [1, 11])
def test_an_article_page_takes_the_same_queries_for_one_claim_and_for_eleven(
    reviewer: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    article = ArticleFactory()
    for end in range(1, rows + 1):
        SuggestionFactory(claim=ClaimFactory(article=article, text=article.text[:end], start=0, end=end))
    with django_assert_num_queries(8):
        reviewer.get(reverse("admin:sources_article_change", args=[article.pk]))


def addresses(claim: Claim, reference_id: int) -> dict[str, str]:
    return {
        "verdict": reverse("admin:claims_claim_verdict", args=[claim.pk]),
        "undo": reverse("admin:claims_claim_undo", args=[claim.pk]),
        "set aside": reverse("admin:claims_claim_aside", args=[claim.pk]),
        "statement": reverse("admin:claims_claim_statement", args=[claim.pk]),
        "skip": reverse("admin:claims_claim_skip", args=[claim.pk]),
        "judgement": reverse("admin:claims_claim_judgement", args=[claim.pk, reference_id]),
        "cross-check": reverse("admin:sources_article_crosscheck", args=[claim.article_id]),
        "retry": reverse("admin:sources_article_retry", args=[claim.article_id]),
        "add article": reverse("admin:sources_article_add"),
        "add run": reverse("admin:claims_crosscheckrun_add"),
    }


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("reviewer", {*DECIDE, "cross-check", "retry", "add article", "add run"}),
        ("contributor", {"cross-check", "retry", "add article", "add run"}),
        ("stranger", set()),
    ],
)
def test_each_address_that_acts_is_open_only_to_who_may(
    request: pytest.FixtureRequest, who: str, allowed: set[str]
) -> None:
    client = request.getfixturevalue(who)
    reference = CrossReferenceFactory()
    answers = {
        name: client.post(address).status_code for name, address in addresses(reference.left, reference.pk).items()
    }
    assert {name for name, status in answers.items() if status != 403} == allowed


@pytest.mark.parametrize("name", ROWS)
def test_a_member_of_staff_without_permission_sees_no_list(stranger: Client, name: str) -> None:
    assert stranger.get(changelist(name)).status_code == 403


def test_a_member_of_staff_without_permission_sees_no_page(stranger: Client) -> None:
    claim = ClaimFactory()
    assert stranger.get(reverse("admin:claims_claim_change", args=[claim.pk])).status_code == 403
    assert stranger.get(reverse("admin:sources_article_change", args=[claim.article_id])).status_code == 403


def test_who_is_not_logged_in_is_asked_to(client: Client) -> None:
    reference = CrossReferenceFactory()
    for address in addresses(reference.left, reference.pk).values():
        assert client.post(address).url.startswith(reverse("admin:login"))


def test_a_contributor_reads_a_claim_but_finds_no_form(contributor: Client) -> None:
    reference = CrossReferenceFactory()
    page = contributor.get(reverse("admin:claims_claim_change", args=[reference.left_id])).content.decode()
    assert "Only reviewers record verdicts." in page
    assert 'name="rationale"' not in page
    assert 'name="answer"' not in page


def test_a_superuser_may_review(admin_client: Client) -> None:
    claim = ClaimFactory()
    page = admin_client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert 'name="rationale"' in page


@pytest.mark.parametrize("kind", ["add", "delete"])
def test_claims_and_verdicts_are_neither_added_nor_deleted_by_hand(admin_client: Client, kind: str) -> None:
    verdict = VerdictFactory()
    for name, pk in (("claims_claim", verdict.claim_id), ("claims_verdict", verdict.pk)):
        arguments = [pk] if kind == "delete" else []
        assert admin_client.post(reverse(f"admin:{name}_{kind}", args=arguments)).status_code == 403


def test_an_articles_text_cannot_be_changed_by_hand(admin_client: Client) -> None:
    article = ArticleFactory()
    address = reverse("admin:sources_article_change", args=[article.pk])
    assert admin_client.post(address, {"text": "Other words."}).status_code == 405


def hostile_pages() -> list[str]:
    source = SourceFactory(name=HOSTILE[:200], owner=HOSTILE)
    article = ArticleFactory(source=source, text=HOSTILE, title=HOSTILE, byline=HOSTILE, credit=HOSTILE)
    article.last_error, article.state = HOSTILE, "failed"
    article.save()
    claim = ClaimFactory(
        article=article,
        text=HOSTILE,
        claimant=HOSTILE,
        claimant_words=HOSTILE[:30],
        cue=HOSTILE,
        hedges=[HOSTILE],
        checkworthiness_reasons=[HOSTILE],
        context=HOSTILE,
        check_state="failed",
        last_error=HOSTILE,
    )
    SuggestionFactory(claim=claim, reasons=[HOSTILE], stale_reason=HOSTILE)
    change = {"op": "replace", "left": "alert", "right": HOSTILE, "kind": "wording", "changes_meaning": True}
    other = SubmittedClaimFactory(text=HOSTILE, source=SourceFactory(name=f"2 {HOSTILE}"))
    reference = CrossReferenceFactory(
        left=claim, right=other, drift=[change], reasons=[HOSTILE], independent=False, shared_origin=HOSTILE
    )
    JudgementFactory(left=reference.left, right=reference.right)
    VerdictFactory(claim=claim, rationale=HOSTILE)
    DossierFactory(title=HOSTILE, articles=[article])
    CrossCheckRunFactory(article=article, error=HOSTILE)
    return [
        reverse("admin:index"),
        *(changelist(name) for name in ROWS),
        f"{changelist('claims_claim')}?queue=all&q=alert",
        reverse("admin:claims_claim_change", args=[claim.pk]),
        reverse("admin:claims_claim_change", args=[other.pk]),
        reverse("admin:sources_article_change", args=[article.pk]),
        reverse("admin:sources_article_add"),
        reverse("admin:claims_crosscheckrun_add"),
        reverse("admin:sources_dossier_changelist"),
    ]


def test_hostile_text_is_escaped_on_every_page(reviewer: Client) -> None:
    for address in hostile_pages():
        page = reviewer.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "' onmouseover=" not in page, address


def test_characters_that_mislead_the_eye_are_named_on_the_claim_page(reviewer: Client) -> None:
    hostile_pages()
    claim = Claim.objects.order_by("pk").first()
    page = reviewer.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert "\u202e" not in page
    assert "U+202E" in page


def test_no_page_holds_an_inline_script_or_style(admin_client: Client) -> None:
    pages = [*hostile_pages(), reverse("admin:sources_source_add"), reverse("admin:sources_dossier_add")]
    for address in pages:
        response = admin_client.get(address)
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=", page), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), address
        assert not re.search(r"<[^>]+\son\w+=", re.sub(r'"[^"]*"', '""', page)), address
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_the_first_page_counts_what_is_to_be_done(reviewer: Client) -> None:
    one_statement(ClaimFactory(), ClaimFactory())
    SuggestionFactory(claim=VerdictFactory().claim, stale_reason="A denial has come in.")
    ArticleFactory(state="failed")
    steps = {step["words"]: step["count"] for step in reviewer.get(reverse("admin:index")).context["steps"]}
    assert steps["statements await review"] == "2"
    assert steps["verdicts to look at again"] == "1"
    assert steps["articles failed"] == "1"
    assert "0" not in steps.values()


@pytest.mark.parametrize("rows", [1, 5])
def test_the_first_page_names_what_overtook_ones_verdicts_and_how_far_dossiers_are(
    reviewer: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    me = get_user_model().objects.get(username="reviewers")
    for number in range(rows):
        stale = VerdictFactory(by=me).claim
        SuggestionFactory(claim=stale, stale_reason=f"Kestria Daily says {number}.")
        VerdictFactory(claim=VerdictFactory(by=me).claim, status="disputed", rationale=f"It says {number}, not 4.")
        SuggestionFactory(claim=VerdictFactory().claim, stale_reason="Of somebody else.")
        waiting = ClaimFactory(check_state="failed", last_error="The model did not load.")
        one_statement(waiting, stale)
        ArticleFactory(state="failed", last_error="The parser ran out of memory.")
        DossierFactory(title=f"Event {number}", articles=[waiting.article, VerdictFactory().claim.article])
    with django_assert_num_queries(20):
        page = reviewer.get(reverse("admin:index")).content.decode()
    assert page.count("Kestria Daily says") == page.count("not 4.") == rows
    assert "Of somebody else." not in page
    assert page.count("1 of 2 statements") == rows
    assert page.count("The model did not load.") == page.count("The parser ran out of memory.") == rows
    assert page.count("/try-again/") == rows


def test_verdicts_of_others_and_failures_are_not_shown_to_who_may_not_see_them(stranger: Client) -> None:
    ClaimFactory(check_state="failed", last_error="The model did not load.")
    assert "The model did not load." not in stranger.get(reverse("admin:index")).content.decode()


def test_the_first_page_counts_only_what_the_person_may_see(stranger: Client) -> None:
    assert stranger.get(reverse("admin:index")).context["steps"] == []


def test_a_cross_reference_leads_to_its_place_on_the_claim_page(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    response = reviewer.get(reverse("admin:claims_crossreference_change", args=[reference.pk]))
    assert response.url.endswith(f"/{reference.left_id}/change/#cross-reference-{reference.pk}")


def test_a_claim_and_its_outlet_are_two_words_also_where_the_line_break_is_left_out(reviewer: Client) -> None:
    SubmittedClaimFactory(text="Nine miners are missing", source__name="Account B")
    CrossReferenceFactory(left__text="Nine miners are missing", left__source__name="Account C")
    for name in ("claims_claim", "claims_crossreference"):
        rows = re.search(r"<tbody>.*</tbody>", reviewer.get(changelist(name)).content.decode(), re.DOTALL)
        assert rows
        assert not re.search(r"\S<br>", rows[0]), name


def test_a_box_that_searches_for_a_row_gets_the_name_of_its_label(reviewer: Client) -> None:
    forms = {
        "claims_crosscheckrun": {"source", "article"},
        "sources_article": {"source"},
        "sources_dossier": {"articles"},
    }
    for name, boxes in forms.items():
        page = reviewer.get(reverse(f"admin:{name}_add")).content.decode()
        assert "sources/choosers.js" in page
        selects = re.findall("<select[^>]*admin-autocomplete[^>]*>", page)
        assert {re.search(' id="id_(.+?)"', select)[1] for select in selects} == boxes
        assert all(f'<label for="id_{box}"' in page for box in boxes)


def test_no_words_are_made_pale_by_opacity() -> None:
    for sheet in ("claims/review.css", "sources/desk.css"):
        rules = Path(str(find(sheet))).read_text()
        assert {rule for rule in re.findall(r"([^{}]+){[^}]*opacity", rules) if ":disabled" not in rule} == set()


def test_a_run_of_all_claims_is_begun_from_its_form(contributor: Client) -> None:
    claim = ClaimFactory(check_state="done")
    contributor.post(reverse("admin:claims_crosscheckrun_add"), {"source": "", "article": ""})
    assert "Not begun" in contributor.get(changelist("claims_crosscheckrun")).content.decode()
    advance_runs(now=timezone.now())
    claim.refresh_from_db()
    assert claim.check_state == "due"
    assert "0 of 1" in contributor.get(changelist("claims_crosscheckrun")).content.decode()


@pytest.mark.parametrize(
    ("decisions", "faults", "sentence"),
    [
        (213, 0, "The record of 213 decisions was checked on 14 March, 03:10: complete."),
        (1, 0, "The record of 1 decision was checked on 14 March, 03:10: complete."),
        (213, 2, "The record of 213 decisions was checked on 14 March, 03:10: 2 things are wrong."),
    ],
)
def test_the_first_page_says_in_a_sentence_how_the_record_stands(
    reviewer: Client, decisions: int, faults: int, sentence: str
) -> None:
    RecordCheck.objects.create(
        checked_at=datetime(2026, 3, 14, 3, 10, tzinfo=UTC),
        decisions=decisions,
        faults=faults,
        sentences=["Entry 7 is missing.", "Entry 9 is missing."][:faults],
    )
    page = reviewer.get(reverse("admin:index")).content.decode()
    assert sentence in page
    assert page.count("is missing.") == faults
    assert ("notice trouble" in page) == bool(faults)


def test_the_first_page_says_when_the_record_was_never_checked(reviewer: Client) -> None:
    assert "The record of decisions has not been checked yet." in reviewer.get(reverse("admin:index")).content.decode()


def test_the_record_is_read_by_who_may_and_changed_by_nobody(reviewer: Client, stranger: Client) -> None:
    VerdictFactory()
    check(now=timezone.now())
    reviewer_of_all = get_user_model().objects.create_superuser("root")
    mighty = Client()
    mighty.force_login(reviewer_of_all)
    for name in ("verdict", "judgement", "recordentry", "recordcheck"):
        assert stranger.get(changelist(f"claims_{name}")).status_code == 403
        assert mighty.get(reverse(f"admin:claims_{name}_add")).status_code == 403
    for model, name in ((Verdict, "verdict"), (RecordEntry, "recordentry"), (RecordCheck, "recordcheck")):
        key = model.objects.latest("pk").pk
        assert mighty.post(reverse(f"admin:claims_{name}_change", args=[key]), {}).status_code == 403
        assert mighty.post(reverse(f"admin:claims_{name}_delete", args=[key]), {"post": "yes"}).status_code == 403
