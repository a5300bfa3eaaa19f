"""`manage.py write_states`: docs/states.md, made from the tables of claims.transitions."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.transitions import LIFECYCLES, Lifecycle, Move

PAGE = settings.BASE_DIR / "docs" / "states.md"
HEAD = """\
# States

Who moves what where, and what follows. This page is made from the tables of `claims/transitions.py` by
`manage.py write_states`; `make check` compares the two. A move is one conditional update: it finds the row in a state
that it starts from, or does nothing.
"""


class Command(BaseCommand):
    help = "Write docs/states.md from the tables of claims/transitions.py."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = "\n".join([HEAD, *(line for lifecycle in LIFECYCLES for line in section(lifecycle))]).rstrip() + "\n"
        if not check:
            PAGE.write_text(page)
        elif not PAGE.exists() or PAGE.read_text() != page:
            raise CommandError("docs/states.md is not up to date: run manage.py write_states.")


def section(lifecycle: Lifecycle) -> Iterator[str]:
    """Heading, diagram and table of one lifecycle."""
    yield f"## {lifecycle.name}\n\nKept in {lifecycle.kept_in}.\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from sorted({f"    {arrow}" for move in lifecycle.moves for arrow in arrows(move)})
    yield from (f"    {state} --> [*]" for state in lifecycle.final)
    yield "```\n"
    yield "| from | to | who moves it | what follows |\n|---|---|---|---|"
    for move in lifecycle.moves:
        yield f"| {', '.join(move.sources) or 'new'} | {move.target} | {move.by} | {move.follows} |"
    yield ""


def arrows(move: Move) -> Iterator[str]:
    yield from (f"{source} --> {move.target}" for source in move.sources or ["[*]"] if source != move.target)
