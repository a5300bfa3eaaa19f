"""`manage.py check_verdicts`: is the record of verdicts and judgements complete and as it was given?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.record_check import check


class Command(BaseCommand):
    help = (
        "Checks every verdict and judgement, their order, and the claims they were given on, and names in a sentence "
        "each that was altered, added or removed behind the service's back. The desk's first page shows the result."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", help="the home of the running service, when it is not the default")

    def handle(self, *args: Any, **options: Any) -> None:
        result = check(now=timezone.now())
        for sentence in result.sentences:
            self.stderr.write(sentence)
        if result.faults:
            raise CommandError(f"The record is not as it was given: {result.faults} faults, named above.")
        self.stdout.write(f"All {result.decisions} decisions are as they were recorded.")
