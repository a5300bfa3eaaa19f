"""manage.py status: what works, what waits and what has failed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from factcheck.work.status import lines


class Command(BaseCommand):
    help = "Show workers, scheduler, work that is due, in hand or failed, and what the schedules did last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--home", help="the home of a running factcheck; by default .factcheck/")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in lines():
            self.stdout.write(line)
