"""Using the database as the owner of its tables, and the rights of the application's role on them.

DATABASE_URL is the application's, everywhere; OWNER_DATABASE_URL is for `migrate` alone (factcheck.roles).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from psycopg import sql

from factcheck.environment import SecretRefused, read_secret
from factcheck.local.home import OWNER_FILE, read_environment
from factcheck.roles import OWNER, credentials

READ_ONLY = ("django_migrations",)


class AppendOnly(models.Model):
    """Rows that are kept as they were recorded: the application's role may add and read them, and no more."""

    class Meta:
        abstract = True


def address(name: str) -> str:
    """A role's address in the environment or the file it names; empty when there is none, or ImproperlyConfigured."""
    try:
        return read_secret(os.environ, name)
    except SecretRefused as error:
        raise ImproperlyConfigured(str(error)) from error


def owner_url() -> str:
    """The owner's address: of the environment, or of the home's running server. ImproperlyConfigured when unknown."""
    url = address(OWNER) or read_environment(settings.HOME, OWNER_FILE).get(OWNER)
    if not url:
        raise ImproperlyConfigured(
            f"{OWNER} is not set: only the owner of the tables may change them, and DATABASE_URL names the role that "
            "the service works as. Set it for this one command; .env.example shows how."
        )
    return url


@contextmanager
def as_owner() -> Iterator[None]:
    """Use the same database as its owner meanwhile."""
    parts = urlsplit(owner_url())
    role, password = credentials(parts.geturl())
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {
        "USER": role,
        "PASSWORD": password,
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": {**kept["OPTIONS"], "assume_role": None},
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= kept


def grant_rights(application: str) -> None:
    """Give the application's role its rights on all tables there are, and on those that later migrations make.

    It is for the owner to do, and safe to do again.
    """
    append_only = [model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)]
    role = sql.Identifier(application)
    everything, usual = sql.SQL("IN SCHEMA public"), sql.SQL("SELECT, INSERT, UPDATE, DELETE")
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        statements = [
            sql.SQL("GRANT {} ON ALL TABLES {} TO {}").format(usual, everything, role),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES {} TO {}").format(everything, role),
            sql.SQL("ALTER DEFAULT PRIVILEGES {} GRANT {} ON TABLES TO {}").format(everything, usual, role),
            sql.SQL("ALTER DEFAULT PRIVILEGES {} GRANT USAGE, SELECT ON SEQUENCES TO {}").format(everything, role),
        ]
        for tables, rights in ((append_only, "UPDATE, DELETE, TRUNCATE"), (READ_ONLY, "INSERT, UPDATE, DELETE")):
            statements += [
                sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(rights), sql.Identifier(table), role)
                for table in tables
                if table in present
            ]
        # One statement to the server is one transaction: nobody sees the rights before they are taken back.
        cursor.execute(sql.SQL("; ").join(statements))


def too_mighty(application: str) -> str:
    """A sentence when the application's role could change tables all the same; else nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [application],
        )
        mighty = (cursor.fetchone() or [False])[0]
    return (
        f"The service works as {application!r}, a role that may change tables and triggers, so the database can't "
        "keep verdicts from being altered. `manage.py make_roles` makes two roles instead."
        if mighty
        else ""
    )
