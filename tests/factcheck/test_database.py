"""What somebody can do who gets to write SQL as the application, and how a database comes to its two roles."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim
from claims.record_models import Verdict
from factcheck.database import AppendOnly
from factcheck.roles import OWNER, SUPERUSER, credentials, make_roles
from tests.factories import VerdictFactory
from tests.roles import application_url, login

pytestmark = pytest.mark.django_db
KEPT = [
    "claims_verdict",
    "claims_judgement",
    "claims_recordentry",
    "claims_recordcheck",
    "claims_placement",
    "claims_setaside",
    "claims_madelink",
    "claims_correction",
    "claims_comment",
]
DENIED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName)


@pytest.fixture
def application(db: None) -> Iterator[psycopg.Connection]:
    with login() as server:
        yield server


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {key} = {key}",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "MERGE INTO {0} USING {0} AS other ON {0}.{key} = other.{key} WHEN MATCHED THEN DELETE",
        "SELECT 1 FROM {} FOR UPDATE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
        "DROP TABLE {}",
        "GRANT UPDATE ON {} TO CURRENT_USER",
    ],
)
def test_the_application_can_not_change_what_is_recorded(application, table, statement):
    key = "number" if table == "claims_recordentry" else "id"
    if "GRANT" in statement:
        application.execute(statement.format(table))  # PostgreSQL only warns that nothing was granted
        statement = "DELETE FROM {}"
    with pytest.raises(DENIED):
        application.execute(statement.format(table, key=key))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER verdict_is_append_only ON claims_verdict",
        "DROP FUNCTION refuse_verdict_change() CASCADE",
        "DROP FUNCTION refuse_change() CASCADE",
        "SET session_replication_role = replica",
        "SET ROLE factcheck_owner",
        "SET SESSION AUTHORIZATION factcheck",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY django_session FROM PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/of-factcheck'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT lo_import('/etc/passwd')",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "ALTER ROLE factcheck_owner PASSWORD 'known'",
        "CREATE ROLE another",
        "GRANT factcheck_owner TO CURRENT_USER",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION hstore",
        "ALTER SYSTEM SET fsync = off",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('claims', '9999', now())",
    ],
)
def test_the_application_can_neither_make_nor_run_nor_become_anything(application, statement):
    with pytest.raises(DENIED):
        application.execute(statement)


def test_the_application_owns_nothing(application):
    owned = "SELECT relname FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = CURRENT_USER"
    assert application.execute(owned).fetchall() == []
    assert application.execute(
        "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = CURRENT_USER"
    ).fetchone() == (
        False,
        False,
    )


def test_every_table_of_the_record_is_among_those_tried():
    from django.apps import apps

    assert {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)} == set(KEPT)


def test_every_table_of_the_record_has_triggers_that_hold_for_its_owner_too():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, bit_or(tgtype) FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled = 'O' AND tgtype & 2 > 0 GROUP BY tgrelid"
        )
        found = dict(cursor.fetchall())
    delete, update, truncate = 8, 16, 32
    assert [table for table in KEPT if ~found.get(table, 0) & (delete | update | truncate)] == []


def test_tests_work_with_the_tables_as_the_application_does():
    VerdictFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)
    assert Verdict.objects.count() == Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_table_of_a_later_migration_can_be_worked_with_at_once():
    owner = urlsplit(os.environ[OWNER])._replace(path=urlsplit(application_url()).path).geturl()
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY, word text)")
        try:
            with login() as application:
                application.execute("INSERT INTO later (word) VALUES ('one')")
                application.execute("UPDATE later SET word = 'two'")
                application.execute("DELETE FROM later")
        finally:
            server.execute("DROP TABLE later")


# How it comes to that


@pytest.fixture
def old_database() -> Iterator[str]:
    """The superuser's address of a database in which the superuser made and filled everything, as before."""
    superuser = os.environ[SUPERUSER]
    with psycopg.connect(superuser, autocommit=True) as server:
        server.execute("CREATE DATABASE of_old")
        address = urlsplit(superuser)._replace(path="/of_old").geturl()
        with psycopg.connect(address) as old:
            old.execute("DROP EXTENSION IF EXISTS vector")
            old.execute("CREATE EXTENSION vector")
            old.execute("CREATE TABLE kept (id bigserial PRIMARY KEY, word text)")
            old.execute("INSERT INTO kept (word) VALUES ('here')")
            old.execute("CREATE SEQUENCE free")
            old.execute("CREATE VIEW words AS SELECT word FROM kept")
            old.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        try:
            yield address
        finally:
            server.execute("DROP DATABASE of_old WITH (FORCE)")


def addresses(superuser: str) -> dict[str, str]:
    path = urlsplit(superuser).path
    names = {"owner_url": OWNER, "application_url": "DATABASE_URL"}
    return {key: urlsplit(os.environ[name])._replace(path=path).geturl() for key, name in names.items()}


def test_what_the_superuser_made_before_becomes_the_owners_with_all_its_rows(old_database):
    urls = addresses(old_database)
    for _ in range(2):
        make_roles(old_database, **urls)
    with psycopg.connect(urls["owner_url"]) as owner:
        assert owner.execute("SELECT word FROM kept").fetchall() == [("here",)]
        owner.execute("ALTER TABLE kept ADD COLUMN more int")
        owner.execute("DROP FUNCTION refuse()")
        owner.execute("DROP VIEW words")
        owner.execute("DROP SEQUENCE free")
    with psycopg.connect(urls["application_url"]) as application, pytest.raises(DENIED):
        application.execute("SELECT word FROM kept")  # until it is granted its rights


def test_roles_get_the_passwords_of_the_addresses(old_database):
    urls = addresses(old_database)
    role, password = credentials(urls["owner_url"])
    other = urls | {"owner_url": urls["owner_url"].replace(password, "another%20one")}
    make_roles(old_database, **other)
    psycopg.connect(other["owner_url"]).close()
    make_roles(old_database, **urls)
    with pytest.raises(psycopg.OperationalError, match=f'authentication failed for user "{role}"'):
        psycopg.connect(other["owner_url"])


def extensions(superuser: str) -> set[str]:
    with psycopg.connect(superuser) as server:
        return {name for (name,) in server.execute("SELECT extname FROM pg_extension").fetchall()}


def test_pgvector_is_the_only_extension_that_is_made(old_database):
    with psycopg.connect(old_database) as server:
        server.execute("DROP EXTENSION IF EXISTS vector, pg_trgm")
    make_roles(old_database, **addresses(old_database))
    assert extensions(old_database) == {"plpgsql", "vector"}


def test_a_database_that_has_pg_trgm_from_an_earlier_release_keeps_it(old_database):
    with psycopg.connect(old_database) as server:
        server.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    make_roles(old_database, **addresses(old_database))
    assert extensions(old_database) == {"plpgsql", "vector", "pg_trgm"}


def test_one_role_for_two_tasks_is_refused_with_a_sentence(old_database):
    urls = addresses(old_database)
    with pytest.raises(ImproperlyConfigured, match="must each name a role of its own"):
        make_roles(old_database, owner_url=urls["owner_url"], application_url=old_database)


def test_without_the_owners_address_nothing_is_migrated_and_a_sentence_says_what_to_set(monkeypatch):
    monkeypatch.delenv(OWNER)
    with pytest.raises(CommandError, match="OWNER_DATABASE_URL is not set: only the owner of the tables may change"):
        call_command("migrate")


def test_making_roles_without_a_superuser_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.delenv(SUPERUSER)
    with pytest.raises(CommandError, match="SUPERUSER_DATABASE_URL is not set"):
        call_command("make_roles")


@pytest.mark.django_db(transaction=True)
def test_migrating_again_changes_no_right(capsys):
    call_command("migrate", verbosity=0)
    with login() as application, pytest.raises(DENIED):
        application.execute("DELETE FROM claims_verdict")
    with login() as application:
        assert application.execute("SELECT count(*) FROM claims_verdict").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_role_that_may_change_tables_is_told_of_when_migrating(settings, capsys):
    settings.APPLICATION_ROLE = credentials(os.environ[SUPERUSER])[0]
    call_command("migrate", verbosity=0)
    assert "a role that may change tables and triggers" in capsys.readouterr().err
