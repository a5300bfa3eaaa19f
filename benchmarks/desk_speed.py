"""Measure how fast the desk answers as its store grows: python -m benchmarks.desk_speed [--claims N] [--rounds N]

Makes a store of its own with so many claims (and a twentieth as many articles, five cross-references and one suggestion
for each claim, a statement for each three) and prints for each page the median and the 95th percentile in milliseconds,
and the number of queries, which does not depend on the store.
"""

import argparse
import os
import time
from typing import Any

from benchmarks import scale_servers

OUTLETS = 2_000
CLAIMS_OF_AN_ARTICLE = 20
LINKS_OF_A_CLAIM = 5
OF_A_STATEMENT = 3
OF_A_DOSSIER = 12  # articles, each of another outlet
WORDS = "ARRAY['bridge', 'silo', 'harbour', 'mine', 'dam', 'school', 'market', 'tunnel', 'airport', 'clinic', 'mill']"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40, help="requests of each page")
    options = parser.parse_args()
    os.environ["ALLOWED_HOSTS"] = "localhost"
    scale_servers.start()
    started = time.perf_counter()
    dossier, claim = fill(options.claims)
    print(f"{options.claims:,} claims stored in {time.perf_counter() - started:.0f} s.\n", flush=True)
    rows = measure(pages(dossier, claim), options.rounds)
    print("| page | median ms | 95th percentile ms | queries |\n| --- | ---: | ---: | ---: |")
    for name, median, late, queries in rows:
        print(f"| {name} | {median:.0f} | {late:.0f} | {queries} |")


def fill(count: int) -> tuple[int, int]:
    """Make the store; returns the keys of its dossier and of a claim in it."""
    from django.db import connection
    from django.utils import timezone

    from claims.models import Claim, Suggestion
    from sources.models import Article, Dossier, Source

    articles = max(OF_A_DOSSIER + 1, count // CLAIMS_OF_AN_ARTICLE)
    now = timezone.now()
    source = Source.objects.create(name="Outlet 0", slug="outlet-0")
    article = Article.objects.create(
        source=source,
        title="Report 0",
        text="The town waited. " * 400,
        text_sha256="0",
        retrieved_at=now,
        published_at=now,
        language="en",
        state="crosschecked",
    )
    claim = Claim.objects.create(
        source=source, article=article, start=0, end=9, text="Zero.", mode="indirect", attribution="role",
        claimant="the mayor", polarity="asserts", check_state="done", published_at=now,
    )  # fmt: skip
    suggestion = Suggestion.objects.create(
        claim=claim, status="corroborated", strength="possible", confidence=0.6, outlets=3, origins=2,
        reasons=["Two outlets agree with it: Outlet 1 and Outlet 2."], engine_version="benchmark",
    )  # fmt: skip
    number = f"({source.pk} + 1 + mod(mod(n - 1, {articles}), {OUTLETS}))"
    multiply(source, OUTLETS, name="'Outlet ' || n", slug="'outlet-' || n")
    multiply(article, articles, title="'Report ' || n", text_sha256="n::text", source_id=number)
    multiply(
        claim,
        count,
        article_id=f"{article.pk} + 1 + mod(n - 1, {articles})",
        source_id=number,
        start=f"(n - 1) / {articles} * 10",
        end=f"(n - 1) / {articles} * 10 + 9",
        text=f"'The ' || ({WORDS})[1 + mod(n, 11)] || ' of ' || n / 11 || ' was shut for ' || mod(n, 97) || ' hours.'",
        checkworthiness="mod(n::bigint * 7919, 1000) / 1000.0",
    )
    multiply(
        suggestion,
        count,
        claim_id=f"{claim.pk} + n",
        status="(ARRAY['corroborated', 'disputed', 'unattributed', ''])[1 + mod(n, 4)]",
        strength="(ARRAY['possible', 'possible', 'weak', ''])[1 + mod(n, 4)]",
    )
    with connection.cursor() as cursor:
        for statement in LINKS, STATEMENTS, MEMBERS:
            cursor.execute(statement, {"first": claim.pk, "count": count, "links": LINKS_OF_A_CLAIM})
        for table in ("claim", "suggestion", "crossreference", "statement", "statementclaim"):
            cursor.execute(f"VACUUM ANALYZE claims_{table}")
        cursor.execute("VACUUM ANALYZE sources_article")
    dossier = Dossier.objects.create(title="Event", slug="event")
    dossier.articles.set(Article.objects.filter(pk__gt=article.pk).order_by("pk")[:OF_A_DOSSIER])
    return dossier.pk, claim.pk + 1


LINKS = """
INSERT INTO claims_crossreference (left_id, right_id, relation, score, similarity, independent, shared_origin, drift,
    features, reasons, engine_version)
SELECT %(first)s + n, %(first)s + n + k, CASE k WHEN 5 THEN 'disputes' ELSE 'corroborates' END, 0.9 - k * 0.05, 0.8,
    true, '', '[]', '[]', '["Both give the same figure."]', 'benchmark'
FROM generate_series(1, %(count)s) AS n, generate_series(1, %(links)s) AS k
WHERE n + k <= %(count)s
"""
STATEMENTS = f"""
INSERT INTO claims_statement (id, lead_id)
SELECT n, %(first)s + n * {OF_A_STATEMENT} - 2 FROM generate_series(1, %(count)s / {OF_A_STATEMENT}) AS n
"""
MEMBERS = f"""
INSERT INTO claims_statementclaim (claim_id, statement_id, joined_at)
SELECT %(first)s + n, (n + 2) / {OF_A_STATEMENT}, now()
FROM generate_series(1, %(count)s / {OF_A_STATEMENT} * {OF_A_STATEMENT}) AS n
"""


def multiply(row: Any, count: int, **columns: str) -> None:
    """Store the row again so many times; `columns` are SQL expressions of n, which counts from 1."""
    from django.db import connection

    fields = [one for one in row._meta.concrete_fields if not one.primary_key and not one.generated]
    names = [f'"{one.column}"' for one in fields]
    values = [columns.get(one.column, f"t.{name}") for one, name in zip(fields, names, strict=True)]
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
            f"FROM {table} AS t, generate_series(1, %s) AS n WHERE t.id = %s ORDER BY n",
            [count, row.pk],
        )


def pages(dossier: int, claim: int) -> dict[str, str]:
    from django.urls import reverse

    queue = reverse("admin:claims_claim_changelist")
    return {
        "home": reverse("admin:index"),
        "queue": queue,
        "queue, disputed alone": f"{queue}?suggested=disputed",
        "queue, of a dossier": f"{queue}?dossier={dossier}",
        "queue, a search": f"{queue}?q=harbour+town",
        "statement page": reverse("admin:claims_claim_change", args=[claim]),
        "matrix": reverse("admin:sources_dossier_matrix", args=[dossier]),
        "numbers": reverse("admin:claims_verdict_numbers"),
    }


def measure(addresses: dict[str, str], rounds: int) -> list[tuple[str, float, float, int]]:
    """By page the median and 95th percentile of its milliseconds, and its queries; the first request is not counted."""
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    user = User.objects.create(username="ada", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewers"))
    client = Client(SERVER_NAME="localhost")
    found = []
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain, SECURE_SSL_REDIRECT=False):
        client.force_login(user)
        for name, address in addresses.items():
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            count = len(queries)
            assert answer.status_code == 200, (name, answer.status_code)
            seconds = sorted(timed(client, address) for _ in range(rounds))
            late = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
            found.append((name, 1000 * seconds[len(seconds) // 2], 1000 * late, count))
    return found


def timed(client: Any, address: str) -> float:
    started = time.perf_counter()
    client.get(address)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
