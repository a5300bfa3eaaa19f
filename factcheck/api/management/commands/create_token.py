"""`manage.py create_token NAME --role contributor|reviewer`"""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from factcheck.api.models import Scope
from factcheck.api.tokens import MOST_DAYS, Role, TokenRefused, issue_service_token


class Command(BaseCommand):
    help = "Makes a bearer token for a client of the API and prints it. It is shown only this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the client is called, such as ingest-script")
        parser.add_argument(
            "--role", choices=[role.value for role in Role], required=True, help="what the client may do"
        )
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="what the token is good for; all when left out"
        )
        parser.add_argument("--days", type=int, help="for how long; for ever when left out")
        parser.add_argument("--home", help="the home of the running service, when it is not the default")

    def handle(
        self,
        *args: Any,
        name: str,
        role: str,
        scope: list[str] | None = None,
        days: int | None = None,
        **options: Any,
    ) -> None:
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise CommandError(f"A token lasts 1 to {MOST_DAYS:,} days.")
        expires_at = timezone.now() + timedelta(days=days) if days else None
        try:
            token = issue_service_token(name=name, role=Role(role), scopes=scope or (), expires_at=expires_at)
            self.stdout.write(token)
        except TokenRefused as error:
            raise CommandError(str(error)) from error
