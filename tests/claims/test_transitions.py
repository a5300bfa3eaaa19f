import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import tasks, transitions
from claims.choices import CheckState
from claims.management.commands import write_states
from claims.models import Claim, ClaimQuerySet
from claims.transitions import LIFECYCLES, Lifecycle
from sources.models import Article, ArticleQuerySet, ArticleState
from tests.claims.desk import MINE, publish, work
from tests.factories import ArticleFactory, ClaimFactory

TWO_CLAIMS = f"{MINE} Rescuers are on their way, Brandt said."


@pytest.fixture(params=LIFECYCLES, ids=lambda one: one.name)
def lifecycle(request) -> Lifecycle:
    return request.param


def test_somebody_moves_every_state_on_or_it_is_final(lifecycle):
    left = {state for move in lifecycle.moves for state in move.sources if state != move.target}
    assert left | set(lifecycle.final) == set(lifecycle.states)


def test_every_state_is_reached_by_a_move_and_every_move_says_who_and_what_follows(lifecycle):
    assert {move.target for move in lifecycle.moves} == set(lifecycle.states)
    assert all(move.by and move.follows for move in lifecycle.moves)
    assert {state for move in lifecycle.moves for state in move.sources} <= set(lifecycle.states)


def test_the_page_with_the_diagrams_is_up_to_date_and_is_compared(tmp_path, monkeypatch):
    call_command("write_states", check=True)
    (tmp_path / "states.md").write_text("# Other states\n")
    monkeypatch.setattr(write_states, "PAGE", tmp_path / "states.md")
    with pytest.raises(CommandError, match="not up to date"):
        call_command("write_states", check=True)


@pytest.mark.parametrize(
    ("rows", "column", "failed", "again"),
    [
        (ArticleQuerySet, "state", transitions.ARTICLE_FAILED, transitions.ARTICLE_AGAIN),
        (ClaimQuerySet, "check_state", transitions.CHECK_FAILED, transitions.CHECK_AGAIN),
    ],
)
def test_the_general_work_fails_and_retries_rows_as_the_tables_say(rows, column, failed, again):
    assert rows.FAILED[column] == failed.target == again.sources[0]
    assert rows.AGAIN[column] == again.target == failed.sources[0]


def test_nothing_but_the_transitions_sets_a_state():
    """Keywords of update() and assignments; the rows that are made start in the state that is the column's default."""
    found = []
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        place = path.relative_to(settings.BASE_DIR)
        if str(place) == "factcheck/work/schedules.py":
            continue  # runs of schedules: waiting, then done, and nothing else
        if place.parts[0] in {"claims", "sources", "factcheck"} and "migrations" not in place.parts:
            found += [(str(place), line) for line in lines_that_set_a_state(ast.parse(path.read_text()))]
    assert found == []


def lines_that_set_a_state(tree: ast.AST) -> list[int]:
    columns = {"state", "check_state"}
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"update", "create", "bulk_update"}:
            lines += [node.lineno for keyword in node.keywords if keyword.arg in columns]
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
            lines += [node.lineno for one in names if isinstance(one, ast.Attribute) and one.attr in columns]
    return lines


def test_a_state_set_elsewhere_would_be_found():
    assert lines_that_set_a_state(ast.parse("run.state, run.error = 'done', ''\nrows.update(check_state='due')")) == [
        1,
        2,
    ]


@pytest.mark.django_db
def test_a_row_that_is_not_where_the_move_starts_stays_as_it_is():
    article = ArticleFactory(state=ArticleState.FAILED, last_error="The worker stopped.")
    with pytest.raises(transitions.MoveRefused):
        transitions.article_read(article, waits=True)
    transitions.article_skipped(article, "It is not English.")
    article.refresh_from_db()
    assert (article.state, article.last_error) == (ArticleState.FAILED, "The worker stopped.")


@pytest.mark.django_db
def test_an_article_whose_last_claim_fails_is_closed():
    publish("Morning Post", TWO_CLAIMS)
    tasks.extract_articles()
    first, *others = Claim.objects.order_by("pk")
    tasks.work_through(Claim.objects.filter(pk=first.pk), tasks.crosscheck_claims, batch=1)
    assert Article.objects.get().state == ArticleState.EXTRACTED
    Claim.objects.filter(pk__in=[one.pk for one in others]).update(check_state=CheckState.FAILED)
    transitions.checks_failed([one.pk for one in others])
    assert Article.objects.get().state == ArticleState.CROSSCHECKED


@pytest.mark.django_db
def test_the_check_that_follows_the_failure_of_another_closes_the_article():
    publish("Morning Post", TWO_CLAIMS)
    tasks.extract_articles()
    first = Claim.objects.order_by("pk").first()
    Claim.objects.filter(pk=first.pk).update(check_state=CheckState.FAILED)
    transitions.checks_failed([first.pk])
    assert Article.objects.get().state == ArticleState.EXTRACTED
    tasks.check_claims()
    assert Article.objects.get().state == ArticleState.CROSSCHECKED


@pytest.mark.django_db
def test_the_sweep_closes_articles_whose_checks_ended_unnoticed_and_no_others():
    ended, awaited, retired = ClaimFactory(check_state="done"), ClaimFactory(), ClaimFactory(current=False)
    tasks.sweep()
    states = dict(Article.objects.values_list("pk", "state"))
    assert states == {
        ended.article_id: ArticleState.CROSSCHECKED,
        awaited.article_id: ArticleState.EXTRACTED,
        retired.article_id: ArticleState.CROSSCHECKED,
    }


@pytest.mark.django_db
def test_a_check_that_is_over_says_when():
    publish("Morning Post", MINE)
    before = timezone.now() - timedelta(seconds=1)
    work()
    assert all(before < claim.checked_at for claim in Claim.objects.all())
