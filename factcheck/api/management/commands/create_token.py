"""`manage.py create_token NAME --role contributor|reviewer`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.api.tokens import Role, TokenRefused, issue_service_token


class Command(BaseCommand):
    help = "Makes a bearer token for a client of the API and prints it. It is shown only this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the client is called, such as ingest-script")
        parser.add_argument(
            "--role", choices=[role.value for role in Role], required=True, help="what the client may do"
        )
        parser.add_argument("--home", help="the home of the running service, when it is not the default")

    def handle(self, *args: Any, name: str, role: str, **options: Any) -> None:
        try:
            self.stdout.write(issue_service_token(name=name, role=Role(role)))
        except TokenRefused as error:
            raise CommandError(str(error)) from error
