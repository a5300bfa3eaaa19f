"""A reviewer's day in a real browser: Debian's Chromium, driven over the desk as it is served.

Skipped where no Chromium is found; FACTCHECK_CHROMIUM names one that stands elsewhere.
"""

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, CrossReference
from claims.record_models import Verdict
from claims.suggestions import refresh_suggestions
from claims.team_models import PendingVerdict
from sources.models import Dossier
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    DossierFactory,
    SourceFactory,
    SuggestionFactory,
    UserFactory,
    one_statement,
)

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make setup-dev")
CHROMIUM = os.environ.get("FACTCHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif("LONG_TESTS" not in os.environ, reason="Takes minutes on a busy machine: make long-tests."),
    pytest.mark.skipif(not CHROMIUM, reason="No Chromium is installed (Debian: apt install chromium)"),
    pytest.mark.django_db(transaction=True),
    # Left behind by the event loop of the browser's driver when a test ends.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# Reports of the policy are kept where the test finds them.
LISTEN = "addEventListener('securitypolicyviolation', (report) => console.error('POLICY ' + report.violatedDirective))"
DECISIONS = 20
TURNING = 300  # milliseconds
PATIENCE = 120_000  # of them, for a page on a machine that does much else


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Any]:
    """The browser. Its driver runs an event loop in this thread, in which Django would refuse to ask the database, and
    has another connection than outside of it: that needs to know as well which rows the migrations made.
    """
    rows = connection._test_serialized_contents  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        connection._test_serialized_contents = rows  # type: ignore[attr-defined]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
        connection.close()


class Desk:
    """A logged-in person at the desk; `complaints` are reports of the policy and errors of scripts."""

    def __init__(self, chromium: Any, address: str, username: str, **options: Any) -> None:
        self.user = UserFactory(group="Reviewers", is_staff=True, username=username)
        self.address = address
        self.complaints: list[str] = []
        self.context = chromium.new_context(base_url=address, **options)
        self.context.add_init_script(LISTEN)
        self.context.set_default_timeout(PATIENCE)
        client = Client()
        client.force_login(self.user)
        self.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        self.page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name: str, *arguments: object, query: str = "") -> Any:
        self.page.goto(f"{self.address}{reverse(f'admin:{name}', args=arguments)}{query}")
        return self.page


@pytest.fixture
def desk(chromium: Any, live_server: LiveServer) -> Iterator[Any]:
    opened: list[Desk] = []

    def enter(username: str, **options: Any) -> Desk:
        opened.append(Desk(chromium, live_server.url, username, **options))
        return opened[-1]

    yield enter
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints if "409" not in complaint] == []


def claim_of(outlet: str, text: str, **fields: Any) -> Claim:
    source = SourceFactory(name=outlet, slug=outlet.lower().replace(" ", "-"))
    article = ArticleFactory(source=source, text=text, title=f"{outlet} on the fire")
    return SuggestionFactory(claim=ClaimFactory(article=article, **fields)).claim


@pytest.fixture
def fire() -> Dossier:
    """A dossier with an agreement, a contradiction and a missed link."""
    first = claim_of("Radio Lakeland", "The fire killed 14 people at the silo.", claimant="Ada Brandt")
    same = claim_of("Courier", "The fire killed 14 people at the silo, she said.", claimant="Ada Brandt")
    against = claim_of("Kestria Daily", "The fire killed 21 people at the silo.", claimant="Belloway Grain")
    missed = claim_of("Gazette", "At the burnt grain store they counted fourteen victims.", claimant="")
    one_statement(first, same)
    CrossReferenceFactory(left=first, right=same)
    CrossReferenceFactory(left=first, right=against, relation="disputes")
    claims = (first, same, against, missed)
    refresh_suggestions([one.pk for one in claims])
    return DossierFactory(title="Silo fire", articles=[one.article for one in claims])


def decide(page: Any, key: str, rationale: str) -> None:
    """Choose a verdict, give reasons and record: by keys alone."""
    page.keyboard.press(key)
    page.keyboard.press("r")
    page.keyboard.type(rationale)
    page.keyboard.press("Control+Enter")


def test_twenty_decisions_are_taken_by_keys_alone_in_one_view(desk: Any) -> None:
    for number in range(DECISIONS):
        claim_of(f"Outlet {number}", f"Bridge {number} is closed.", checkworthiness=1 - number / 100)
    ada = desk("ada")
    page = ada.open("claims_claim_changelist")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict")
    for number in range(DECISIONS):
        assert page.text_content("#heading") == f"Bridge {number} is closed."
        decide(page, "123"[number % 3], f"Reason {number}.")
        page.wait_for_selector(f".waiting li:has-text('Bridge {number} is closed')")
    page.keyboard.press("u")  # the last one can still be undone, and its text is there to be sent again
    page.wait_for_selector("#verdict")
    assert page.input_value("#id_rationale") == f"Reason {DECISIONS - 1}."
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".waiting li")
    given = [*Verdict.objects.order_by("pk"), *PendingVerdict.objects.order_by("pk")]
    assert [one.rationale for one in given] == [f"Reason {number}." for number in range(DECISIONS)]


def test_a_day_with_one_dossier_from_a_conflict_to_an_overtaken_verdict(
    desk: Any, fire: Dossier, settings: Any
) -> None:
    settings.UNDO_SECONDS = 0
    ada, bela = desk("ada"), desk("bela")
    of_two_browsers_the_later_is_told_and_keeps_its_text(ada, bela)
    a_missed_link_is_added_by_searching_for_the_other_claim(ada)
    a_speaker_is_corrected_in_place_and_kept_beside_the_machines_reading(ada)
    the_matrix_opens_both_passages(ada, fire)
    a_verdict_that_was_overtaken_is_found_from_home(bela)


def of_two_browsers_the_later_is_told_and_keeps_its_text(ada: Desk, bela: Desk) -> None:
    claim = Claim.objects.get(source__name="Gazette")
    pages = [one.open("claims_claim_change", claim.pk) for one in (ada, bela)]
    for page, key, words in zip(pages, "13", ("Two papers say so.", "Nobody answers for it."), strict=True):
        page.keyboard.press(key)
        page.fill("#id_rationale", words)
        page.click("text=Record verdict")
    told = pages[1].text_content("#verdict [role=alert]")
    assert "Somebody else decided on this claim" in told
    assert "Two papers say so." in told
    assert pages[1].input_value("#id_rationale") == "Nobody answers for it."
    pages[1].click("text=Record verdict")
    pages[1].wait_for_selector(".messagelist")
    assert [one.rationale for one in claim.verdicts.order_by("pk")] == ["Two papers say so.", "Nobody answers for it."]


def a_missed_link_is_added_by_searching_for_the_other_claim(ada: Desk) -> None:
    claim = Claim.objects.get(source__name="Radio Lakeland")
    page = ada.open("claims_claim_change", claim.pk)
    page.keyboard.press("l")
    page.wait_for_selector("#id_q")
    page.keyboard.type("grain store victims")
    page.keyboard.press("Enter")
    page.click("button:text-is('Says the same')")
    assert "Gazette" in page.text_content(".evidence [aria-labelledby=references-heading]")
    link = CrossReference.objects.get(right__source__name="Gazette")
    assert (link.relation, link.score, link.reasons[0][:17]) == ("corroborates", 1.0, "ada linked them o")


def a_speaker_is_corrected_in_place_and_kept_beside_the_machines_reading(ada: Desk) -> None:
    claim = Claim.objects.get(source__name="Kestria Daily")
    page = ada.open("claims_claim_change", claim.pk)
    page.keyboard.press("c")
    page.fill("#id_claimant", "Mayor Tilda Brandt")
    page.keyboard.press("Enter")
    assert "The machine reads: said by Belloway Grain" in page.text_content("#correction")
    claim.refresh_from_db()
    assert (claim.claimant, claim.check_state) == ("Mayor Tilda Brandt", "due")


def the_matrix_opens_both_passages(ada: Desk, fire: Dossier) -> None:
    page = ada.open("sources_dossier_matrix", fire.pk)
    row = page.locator(".matrix tbody tr").first
    assert "3 outlets" in row.text_content() or "2 outlets" in row.text_content()
    row.locator("td.contradicts a").first.click()
    assert page.text_content("h1") == "Two passages"
    assert "21 people" in page.text_content("#content")


def a_verdict_that_was_overtaken_is_found_from_home(bela: Desk) -> None:
    claim, other = (Claim.objects.get(source__name=name) for name in ("Gazette", "Kestria Daily"))
    CrossReferenceFactory(left=other, right=claim, relation="disputes", score=0.95)
    refresh_suggestions([claim.pk])
    page = bela.open("index")
    assert "Kestria Daily contradicts it now." in page.text_content("[aria-labelledby=overtaken-heading]")
    page.click("[aria-labelledby=overtaken-heading] a")
    assert "Stale." in page.text_content(".notice.attention")


def test_axe_finds_no_fault_on_any_page_in_the_light_and_in_the_dark(desk: Any, fire: Dossier) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    ada = desk("ada", color_scheme="light")
    first, against = (Claim.objects.get(source__name=name) for name in ("Radio Lakeland", "Kestria Daily"))
    article = ArticleFactory(source=first.source, text="It burnt.", supersedes=first.article)
    pages: list[tuple[str, tuple[object, ...], str]] = [
        ("index", (), ""),
        ("claims_verdict_numbers", (), ""),
        *((f"{name}_changelist", (), "") for name in LISTS),
        ("claims_claim_change", (first.pk,), ""),
        ("claims_claim_links", (first.pk,), "?q=silo"),
        ("sources_article_change", (first.article_id,), ""),
        ("sources_article_changes", (article.pk,), ""),
        ("sources_article_add", (), ""),
        ("sources_dossier_add", (), ""),
        ("sources_dossier_matrix", (fire.pk,), ""),
        ("sources_dossier_passages", (fire.pk, first.pk, against.pk), ""),
        ("claims_crosscheckrun_add", (), ""),
    ]
    faults = []
    for name, arguments, query in pages:
        page = ada.open(name, *arguments, query=query)
        assert ada.complaints == [], name
        page.evaluate(axe)
        faults += [(name, "light", *one) for one in page.evaluate(FAULTS, {})]
        page.emulate_media(color_scheme="dark")  # changes colours and nothing else,
        page.wait_for_timeout(TURNING)  # and those of links gradually
        faults += [(name, "dark", *one) for one in page.evaluate(FAULTS, {"runOnly": ["color-contrast"]})]
        page.emulate_media(color_scheme="light")
        ada.complaints.clear()  # axe asks for the colours of elements that it styles itself
    assert faults == []


FAULTS = "(rules) => axe.run(rules).then((all) => all.violations.map((one) => [one.id, one.nodes[0].html]))"
LISTS = ["claims_claim", "claims_crossreference", "claims_verdict", "claims_crosscheckrun"]
LISTS += ["sources_article", "sources_dossier", "sources_source"]


def test_a_key_that_was_changed_holds_on_every_page_and_its_buttons_say_so(desk: Any) -> None:
    claim = claim_of("Courier", "Bridge 4 is closed.")
    ada = desk("ada")
    page = ada.open("claims_claim_changelist")
    page.keyboard.press("?")
    page.click("button[aria-label^='Change the key a']")
    page.keyboard.press("j")  # which moved down the list, and is a from now on
    assert "Its key is j now; a does what j did." in page.text_content("#keys")
    page.click("#keys summary")
    page.keyboard.press("a")
    page.keyboard.press("x")
    assert page.is_checked(".action-select")
    page.click(".action-select")
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.wait_for_selector(".held")
    assert claim.holding.holder == ada.user
    page = ada.open("claims_claim_change", claim.pk)
    page.click("text=Let it go")
    page.wait_for_selector("[data-key=a] kbd:text-is('j')")
    page.keyboard.press("?")
    page.click("text=The usual keys again")
    assert page.text_content("[data-key=a] kbd") == "a"
