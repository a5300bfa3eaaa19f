"""The roles of the test database: tests work as the application's, and some act as who has the superuser's password.

The connection of a test is a superuser's who has put on the application's role, so that a test can tamper with rows
inside its own transaction. `application_url` logs in as the application does.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from factcheck.roles import credentials, make_roles


def make_in(database: str) -> None:
    superuser = urlsplit(os.environ["SUPERUSER_DATABASE_URL"])._replace(path=f"/{database}").geturl()
    make_roles(superuser, owner_url=os.environ["OWNER_DATABASE_URL"], application_url=os.environ["DATABASE_URL"])


def make() -> None:
    """Make the roles, prepare the template of the test database, and let Django connect as the superuser."""
    make_in("template1")
    name, password = credentials(os.environ["SUPERUSER_DATABASE_URL"])
    connection.settings_dict |= {"USER": name, "PASSWORD": password}


@contextmanager
def application_at_work() -> Iterator[None]:
    """Every connection made from now on has the rights of the application."""
    make_in(connection.settings_dict["NAME"])  # what is granted on a database does not come with the template
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = settings.APPLICATION_ROLE
    yield
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = None


def application_url() -> str:
    """The address of the test database for the application's role."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def login() -> psycopg.Connection:
    """A connection to the test database with the application's name and password."""
    return psycopg.connect(application_url(), autocommit=True)


@contextmanager
def superuser_without_triggers() -> Iterator[CursorWrapper]:
    """In the test's own transaction, what somebody can do who has the superuser's password."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f'SET LOCAL ROLE "{settings.APPLICATION_ROLE}"')


def tamper(*statements: str) -> None:
    """In the test's own transaction, what such a person makes of the tables."""
    with superuser_without_triggers() as cursor:
        for statement in statements:
            cursor.execute(statement)
