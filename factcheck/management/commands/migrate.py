"""`manage.py migrate`: Django's command, done by the owner of the tables."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from factcheck.database import as_owner, grant_rights, too_mighty


class Command(migrate.Command):
    help = "Brings the tables up to date, as their owner, and gives the application's role its rights on them."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--home", help="the home of the running service, when it is not the default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                super().handle(*args, **options)
                if options["plan"] or options["check_unapplied"]:
                    return
                grant_rights(settings.APPLICATION_ROLE)
                if warning := too_mighty(settings.APPLICATION_ROLE):
                    self.stderr.write(self.style.WARNING(warning))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
