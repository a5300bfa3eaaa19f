"""`manage.py check_suggestions`: are all suggestions in step with the cross-references they rest on?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.suggestions import out_of_step

LISTED = 20  # claims that are named; of more only their number is told


class Command(BaseCommand):
    help = "Derive all suggestions anew and compare them with the stored ones; ends with 1 when any is out of step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="store the suggestions that should be there")
        parser.add_argument("--home", help="the home of a running factcheck; by default .factcheck/")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        count = 0
        for one in out_of_step(repair=repair):
            count += 1
            if count <= LISTED:
                stored = "none stored" if one.stored is None else f"{one.stored or 'no status'} stored"
                self.stdout.write(f"Claim {one.claim}: {stored}, {one.derived or 'no status'} derived.")
        if count > LISTED:
            self.stdout.write(f"And {count - LISTED} more.")
        if count and not repair:
            raise CommandError(f"{count} suggestions are out of step with their cross-references.", returncode=1)
        self.stdout.write(f"{count} suggestions were out of step{' and are repaired' if count else ''}.")
