"""The two roles of the database: the owner of the tables, who migrates, and the application, which works with them.

Whoever gets to write SQL as the application can't change a table, a trigger or a recorded verdict, nor run a program
on the database's machine. The addresses of the two are DATABASE_URL (the application's, everywhere) and
OWNER_DATABASE_URL (for `migrate` alone). `make_roles` makes them, with a superuser's address that nothing else uses.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from psycopg import sql

from factcheck.local.home import OWNER_FILE, read_environment

OWNER, SUPERUSER = "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL"
EXTENSIONS = ("vector", "pg_trgm")
HARMLESS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
# What was made before there was an owner, but for what comes with an extension or goes along with its table.
NOT_YET_OWNED = """
SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass::text
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v') AND relowner <> %(owner)s::regrole
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
        AND deptype IN ('a', 'e', 'i'))
UNION ALL
SELECT 'ROUTINE', oid::regprocedure::text
FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> %(owner)s::regrole
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
"""
READ_ONLY = ("django_migrations",)


class AppendOnly(models.Model):
    """Rows that are kept as they were recorded: the application's role may add and read them, and no more."""

    class Meta:
        abstract = True


def credentials(url: str) -> tuple[str, str]:
    """The role and the password in the address of a database."""
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")


def make_roles(superuser_url: str, *, owner_url: str, application_url: str) -> None:
    """Make the roles that two addresses name, with their passwords, and give the first all that is there.

    Doing it again changes nothing but passwords. Raises ImproperlyConfigured when the addresses don't name three roles.
    """
    (owner, owner_password), (application, application_password) = credentials(owner_url), credentials(application_url)
    names = {credentials(superuser_url)[0], owner, application}
    if len(names) < 3 or "" in names:
        raise ImproperlyConfigured(
            f"{SUPERUSER}, {OWNER} and DATABASE_URL must each name a role of its own: the superuser makes the other "
            "two, the second owns the tables, and the third is what the service works as."
        )
    with psycopg.connect(superuser_url, autocommit=True) as server, server.transaction():
        for role, password in ((owner, owner_password), (application, application_password)):
            make_role(server, role, password)
        for name in EXTENSIONS:
            run(server, "CREATE EXTENSION IF NOT EXISTS {}", name)
        # Functions can be made in the schema of temporary tables too.
        run(server, "REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", server.info.dbname)
        run(server, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        run(server, "GRANT USAGE, CREATE ON SCHEMA public TO {}", owner)
        run(server, "REVOKE CREATE ON SCHEMA public FROM {}", application)
        run(server, "GRANT USAGE ON SCHEMA public TO {}", application)
        for kind, name in server.execute(NOT_YET_OWNED, {"owner": owner}).fetchall():
            server.execute(sql.SQL(f"ALTER {kind} {name} OWNER TO {{}}").format(sql.Identifier(owner)))


def make_role(server: psycopg.Connection, role: str, password: str) -> None:
    """A role that may log in and nothing else; the server is told a digest of its password."""
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        run(server, "CREATE ROLE {}", role)
    digest = server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    server.execute(
        sql.SQL("ALTER ROLE {} WITH {} PASSWORD {}").format(sql.Identifier(role), HARMLESS, sql.Literal(digest))
    )


def run(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def owner_url() -> str:
    """The owner's address: of the environment, or of the home's running server. ImproperlyConfigured when unknown."""
    url = os.environ.get(OWNER) or read_environment(settings.HOME, OWNER_FILE).get(OWNER)
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
