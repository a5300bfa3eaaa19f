"""`manage.py make_roles`: the two roles of the database, by a superuser, before the first `migrate`."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from factcheck.database import address, owner_url
from factcheck.roles import OWNER, SUPERUSER, make_roles
from factcheck.settings import text


class Command(BaseCommand):
    help = (
        f"Makes the roles that {OWNER} and DATABASE_URL name, and pgvector's extension, as the superuser of "
        f"{SUPERUSER}. Tables made before are given to the owner. Doing it again changes nothing but passwords."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            superuser = address(SUPERUSER)
            if not superuser:
                raise CommandError(f"{SUPERUSER} is not set. Set it for this one command; .env.example shows how.")
            make_roles(superuser, owner_url=owner_url(), application_url=text("DATABASE_URL"))
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
