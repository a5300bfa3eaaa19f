"""Making the two roles of the database: the owner of the tables, who migrates, and the application, which works.

Whoever gets to write SQL as the application can't change a table, a trigger or a recorded verdict, nor run a program
on the database's machine (docs/adr/0007-two-database-roles.md). Needs no Django that is set up.
"""

from urllib.parse import unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

OWNER, SUPERUSER = "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL"
EXTENSIONS = ("vector",)
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
