"""What somebody can do to the record who has the superuser's password and no key, each thing named by the check."""

from pathlib import Path

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import record
from claims.jobs import check_record
from claims.models import Claim
from claims.record_check import check
from claims.record_models import RecordCheck, RecordEntry, Verdict
from sources.models import Source
from tests.claims.desk import MINE, NOW, publish, work
from tests.factories import (
    ArticleFactory,
    JudgementFactory,
    SuggestionFactory,
    UserFactory,
    VerdictFactory,
)
from tests.roles import superuser_without_triggers, tamper

pytestmark = pytest.mark.django_db


def found() -> str:
    """What the check finds wrong."""
    result = check(now=NOW)
    return "\n".join(result.sentences[: result.faults])


FORGED_VERDICT = """
INSERT INTO claims_verdict (claim_id, number, status, rationale, evidence, reviewer_id, decided_at, seen,
    previous_hash, hash)
SELECT claim_id, 3, 'disputed', 'Forged.', evidence, reviewer_id, decided_at, seen, hash, repeat('0', 64)
FROM claims_verdict WHERE id = (SELECT verdict_id FROM claims_recordentry WHERE number = 2)
"""
FORGED_ENTRY = """
INSERT INTO claims_recordentry (number, verdict_id, digest, reviewer, claims, key, hash)
SELECT 5, (SELECT max(id) FROM claims_verdict), digest, reviewer, claims, key, repeat('0', 64)
FROM claims_recordentry WHERE number = 2
"""
OF_ENTRY = "id = (SELECT verdict_id FROM claims_recordentry WHERE number = {})"
SECOND, LAST = OF_ENTRY.format(2), OF_ENTRY.format(4)
OF_CLAIM = "id = (SELECT claim_id FROM claims_verdict WHERE number = 2)"
STANDS_AS_FIRST = f"UPDATE claims_claim SET status = 'disputed', version = 1 WHERE {OF_CLAIM}"
NO_VERDICTS = "UPDATE claims_claim SET status = 'unreviewed', version = 0 WHERE version > 0"
OTHER_USER = "(SELECT max(id) FROM auth_user)"

TAMPERINGS = {
    "the rationale of a verdict": (
        [f"UPDATE claims_verdict SET rationale = 'Otherwise.' WHERE {SECOND}"],
        "was altered",
    ),
    "the status of a verdict, and its claim's": (
        [
            f"UPDATE claims_verdict SET status = 'disputed' WHERE {SECOND}",
            f"UPDATE claims_claim SET status = 'disputed' WHERE {OF_CLAIM}",
        ],
        "Entry 2, the verdict on claim {claim}, was altered",
    ),
    "the evidence of a verdict": ([f"UPDATE claims_verdict SET evidence = '[]' WHERE {SECOND}"], "was altered"),
    "who gave a verdict": (
        [f"UPDATE claims_verdict SET reviewer_id = {OTHER_USER} WHERE {SECOND}"],
        "Entry 2, the verdict on claim {claim}, was altered",
    ),
    "when a verdict was given": (
        [f"UPDATE claims_verdict SET decided_at = decided_at - interval '1 day' WHERE {SECOND}"],
        "was altered",
    ),
    "the wording of the evidence shown": (
        [
            "UPDATE claims_verdict SET seen = jsonb_set(seen, '{cross_references,0,other,text}', '\"Otherwise.\"') "
            f"WHERE {SECOND}"
        ],
        "was altered",
    ),
    "the claim of a verdict": (
        [f"UPDATE claims_verdict SET claim_id = (SELECT max(id) FROM claims_claim), number = 9 WHERE {SECOND}"],
        "Entry 2, the verdict on claim {claim}, was altered",
    ),
    "the hash of a verdict": ([f"UPDATE claims_verdict SET hash = repeat('0', 64) WHERE {SECOND}"], "was altered"),
    "the first verdict is deleted": (
        ["DELETE FROM claims_verdict WHERE number = 1 AND claim_id = {claim}"],
        "Entry 1, the verdict on claim {claim}, stands for a decision that was removed.",
    ),
    "a verdict is deleted with its entry": (
        [
            f"DELETE FROM claims_verdict WHERE {SECOND}",
            "DELETE FROM claims_recordentry WHERE number = 2",
            STANDS_AS_FIRST,
        ],
        "Entry 2 is missing from the record",
    ),
    "the last verdict is deleted with its entry, and the claim set back": (
        [
            "UPDATE claims_claim SET status = 'unreviewed', version = 0 WHERE id = (SELECT max(id) FROM claims_claim)",
            f"DELETE FROM claims_verdict WHERE {LAST}",
            "DELETE FROM claims_recordentry WHERE number = 4",
        ],
        "The record ends at entry 3, and this machine knows that there were 4: the latest decisions were removed.",
    ),
    "all is deleted, and the claims set back": (
        [
            "TRUNCATE claims_recordentry, claims_verdict, claims_judgement CASCADE",
            NO_VERDICTS,
        ],
        "The record ends at entry 0, and this machine knows that there were 4",
    ),
    "a verdict is forged": (
        [FORGED_VERDICT, f"UPDATE claims_claim SET status = 'disputed', version = 3 WHERE {OF_CLAIM}"],
        "on claim {claim} was never recorded: nobody gave it by desk or API.",
    ),
    "a verdict is forged with an entry": (
        [FORGED_VERDICT, f"UPDATE claims_claim SET status = 'disputed', version = 3 WHERE {OF_CLAIM}", FORGED_ENTRY],
        "Entry 5, the verdict on claim {claim}, is not the one that was recorded",
    ),
    "two entries change places": (
        [
            "UPDATE claims_recordentry SET number = 9 WHERE number = 1",
            "UPDATE claims_recordentry SET number = 1 WHERE number = 2",
            "UPDATE claims_recordentry SET number = 2 WHERE number = 9",
        ],
        "Entry 1, the verdict on claim {claim}, is not the one that was recorded",
    ),
    "the text of the claim": (
        ["UPDATE claims_claim SET text = 'Otherwise.' WHERE id = {claim}"],
        "The text of claim {claim}, on which entry 3",
    ),
    "the text of the claim and of its article": (
        [
            "UPDATE claims_claim SET text = replace(text, 'two', 'six') WHERE id = {claim}",
            "UPDATE sources_article SET text = replace(text, 'two', 'six')",
        ],
        "The text of the article of claim {claim}, on which entry 3",
    ),
    "the source of the claim": (
        ["UPDATE claims_claim SET source_id = (SELECT max(id) FROM sources_source) WHERE id = {claim}"],
        "The source of claim {claim}, on which entry 3",
    ),
    "the claimant of the claim": (
        ["UPDATE claims_claim SET claimant = 'somebody else' WHERE id = {claim}"],
        "The claimant of claim {claim}, on which entry 3",
    ),
    "the place of the claim in its article": (
        ["UPDATE claims_claim SET start = 4, text = substr(text, 5) WHERE id = {claim}"],
        "The text of claim {claim}, on which entry 3",
    ),
    "the span of the claim": (
        ["UPDATE claims_claim SET start = 4 WHERE id = {claim}"],
        "The text of claim {claim}, on which entry 3, the judgement on claims {claim} and",
    ),
    "the article of the claim": (
        [
            "UPDATE claims_claim SET article_id = (SELECT max(id) FROM sources_article), text = (SELECT text FROM "
            'sources_article ORDER BY id DESC LIMIT 1), start = 1000, "end" = 1001 WHERE id = {claim}'
        ],
        "The article of claim {claim}, on which entry 3",
    ),
    "the status of the claim": (
        ["UPDATE claims_claim SET status = 'disputed' WHERE id = {claim}"],
        "Claim {claim} stands as disputed after 2 verdicts; its 2 verdicts say corroborated.",
    ),
    "the claim itself is deleted": (
        ["DELETE FROM claims_claim WHERE id = {claim}"],
        "is about claim {claim}, which was removed.",
    ),
    "the answer of a judgement": (
        ["UPDATE claims_judgement SET answer = 'rejected'"],
        "Entry 3, the judgement on claims {claim} and",
    ),
    "who gave a judgement": (
        [f"UPDATE claims_judgement SET reviewer_id = {OTHER_USER}"],
        "Entry 3, the judgement on claims {claim} and",
    ),
    "a judgement is deleted with its entry": (
        ["DELETE FROM claims_judgement", "DELETE FROM claims_recordentry WHERE number = 3"],
        "Entry 3 is missing from the record",
    ),
    "a judgement is forged": (
        [
            "INSERT INTO claims_judgement (left_id, right_id, answer, reviewer_id, judged_at) "
            "SELECT left_id, right_id, 'rejected', reviewer_id, judged_at FROM claims_judgement"
        ],
        "was never recorded: nobody gave it by desk or API.",
    ),
    "the name of the source": (
        ["UPDATE sources_source SET name = name || ' Otherwise'"],
        "no log says who renamed it.",
    ),
    "the name of the reviewer": (
        ["UPDATE auth_user SET username = username || '-otherwise'"],
        "no log says who renamed it.",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_each_tampering_is_named_in_a_sentence(recorded, what, capsys):
    statements, sentence = TAMPERINGS[what]
    tamper(*(statement.replace("{claim}", str(recorded.pk)) for statement in statements))
    with pytest.raises(CommandError, match="The record is not as it was given"):
        call_command("check_verdicts")
    assert sentence.replace("{claim}", str(recorded.pk)) in capsys.readouterr().err


def test_a_chain_hashed_anew_without_the_key_is_named(recorded):
    verdict = Verdict.objects.get(entry__number=2)
    verdict.rationale = "Otherwise."
    verdict.hash = record.verdict_hash(verdict)
    entries = list(RecordEntry.objects.order_by("number"))
    entries[1].digest = verdict.hash
    previous = ""
    for entry in entries:
        entry.hash = previous = record.entry_hash(entry, with_key=b"a guess", previous=previous)
    with superuser_without_triggers() as cursor:
        cursor.execute(f"UPDATE claims_verdict SET rationale = 'Otherwise.', hash = '{verdict.hash}' WHERE {SECOND}")
        for entry in entries:
            cursor.execute(
                "UPDATE claims_recordentry SET digest = %s, hash = %s WHERE number = %s",
                [entry.digest, entry.hash, entry.number],
            )
    assert "Entry 2, the verdict on claim" in found()
    assert "the record was written anew" in found()


def test_a_record_left_alone_is_complete_and_the_command_says_so(recorded, capsys):
    call_command("check_verdicts")
    assert capsys.readouterr().out.strip() == "All 4 decisions are as they were recorded."
    assert capsys.readouterr().err == ""


def test_a_machine_that_knew_nothing_of_the_record_says_so_once_and_then_watches(recorded, settings):
    Path(settings.RECORD_HEAD_FILE).unlink()
    first = check(now=NOW)
    assert first.faults == 0
    assert "This machine knew nothing of the record before" in first.sentences[0]
    assert check(now=NOW).sentences == []
    assert record.kept_head()[0] == 4


def test_a_head_that_can_not_be_kept_is_named(recorded, settings):
    settings.RECORD_HEAD_FILE = f"{settings.RECORD_HEAD_FILE}/of-a-file"
    result = check(now=NOW)
    assert result.faults == 1
    assert result.sentences[-1].startswith("The last entry can't be kept outside the database")


def test_after_a_new_key_the_entries_of_the_old_one_are_checked_with_the_fallback(recorded, settings):
    settings.RECORD_KEY_FALLBACKS = [settings.RECORD_KEY]
    settings.RECORD_KEY = "another"
    VerdictFactory()
    assert found() == ""
    assert RecordEntry.objects.values("key").distinct().count() == 2


def test_entries_of_a_key_that_is_gone_are_named_with_what_to_set(recorded, settings):
    settings.RECORD_KEY = "another"
    assert "neither RECORD_KEY nor one of RECORD_KEY_FALLBACKS" in found()


# What may change about a claim that was decided on


def moved(claim: Claim, text: str, *, stale: str = "") -> str:
    """What the check says after the claim moved to a newer version of its article with this text."""
    Source.objects.filter(pk=claim.source_id)
    claim.article.url, claim.article.current = "https://outlet.example/one", False
    claim.article.save()
    newer = ArticleFactory(source=claim.source, url=claim.article.url, text=f"At last. {text}")
    claim.refresh_from_db()
    claim.article, claim.text, claim.start, claim.end = newer, text, 9, 9 + len(text)
    claim.save()
    claim.suggestion.stale_reason = stale
    claim.suggestion.save()
    return found()


@pytest.fixture
def decided() -> Claim:
    return VerdictFactory(claim=SuggestionFactory().claim).claim


def test_a_claim_may_move_to_a_newer_version_of_its_article_with_the_same_words(decided):
    assert moved(decided, decided.text.replace("Friday that", "friday, that")) == ""


def test_other_words_in_a_newer_version_need_a_stale_mark(decided):
    text = decided.text.replace("two", "six")
    assert f"The text of claim {decided.pk}" in moved(decided, text)
    decided.suggestion.stale_reason = "The article now says six, not two."
    decided.suggestion.save()
    assert found() == ""


def test_a_claimant_that_is_read_otherwise_needs_a_stale_mark(decided):
    Claim.objects.filter(pk=decided.pk).update(claimant="the mayor of Orlen")
    assert f"The claimant of claim {decided.pk}" in found()
    decided.suggestion.stale_reason = "The claim is read otherwise now."
    decided.suggestion.save()
    assert found() == ""


def test_a_source_that_was_renamed_with_a_row_in_the_log_is_no_fault(decided):
    source = decided.source
    Source.objects.filter(pk=source.pk).update(name="Another name")
    LogEntry.objects.create(
        user=UserFactory(),
        content_type=ContentType.objects.get_for_model(Source),
        object_id=str(source.pk),
        object_repr="Another name",
        action_flag=CHANGE,
    )
    assert found() == ""


def test_an_article_that_is_edited_by_a_comma_and_by_a_figure_and_put_back_breaks_no_record():
    url, first = "https://morning-post.example/mine", f"{MINE} The opera opened on Sunday, director Anna Weiss said."
    publish("Morning Post", first, url=url)
    work()
    for claim in Claim.objects.all():
        VerdictFactory(claim=claim)
    for text in (first.replace(" on Sunday", ", on Sunday"), first.replace("nine", "four"), first):
        publish("Morning Post", text, url=url)
        work()
        assert found() == ""


# The daily check


def test_the_daily_check_keeps_its_result(recorded):
    assert check_record(timezone.now()) == "Every decision is there and unaltered."
    assert list(RecordCheck.objects.values_list("decisions", "faults", "sentences")) == [(4, 0, [])]


@pytest.mark.parametrize("rows", [1, 11])
def test_the_check_takes_the_same_queries_for_one_decision_and_for_eleven(rows, django_assert_num_queries):
    for _ in range(rows):
        VerdictFactory()
        JudgementFactory()
    ContentType.objects.get_for_model(Source), ContentType.objects.get_for_model(User)
    with django_assert_num_queries(9):
        check(now=NOW)


def test_a_record_longer_than_a_slice_is_walked_to_its_end(recorded, monkeypatch):
    monkeypatch.setattr("claims.record_check.CHUNK", 2)
    assert found() == ""
    tamper(f"UPDATE claims_verdict SET rationale = 'Otherwise.' WHERE {LAST}")
    assert found().startswith("Entry 4, the verdict on claim")
