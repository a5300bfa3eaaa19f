"""The tables hold one current version at an address and dates of our times; a text in another layout is found."""

import datetime

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

BETWEEN = (
    datetime.datetime(1800, 1, 1, tzinfo=datetime.timezone.utc),
    datetime.datetime(2200, 1, 1, tzinfo=datetime.timezone.utc),
)
# A date that no list could show is as good as none.
FORGET_IMPOSSIBLE_DATES = """
UPDATE sources_article SET published_at = NULL
WHERE published_at < '1800-01-01T00:00:00Z' OR published_at > '2200-01-01T00:00:00Z'
"""

# What Django makes of the constraint, but beside the work that goes on.
ONE_CURRENT = """
CREATE UNIQUE INDEX CONCURRENTLY article_has_one_current_version ON sources_article (source_id, url)
WHERE current AND NOT (url = '')
"""
DROP_ONE_CURRENT = "DROP INDEX CONCURRENTLY article_has_one_current_version"


class Migration(migrations.Migration):
    atomic = False  # indexes are made, and rows looked at, beside the work that goes on

    dependencies = [("sources", "0006_versions_of_articles")]

    operations = [
        migrations.RunSQL(FORGET_IMPOSSIBLE_DATES, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "article",
            models.Index(
                fields=["source", "body_sha256"], name="article_body", condition=models.Q(("body_sha256", ""), _negated=True)
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(ONE_CURRENT, DROP_ONE_CURRENT)],
            [
                migrations.AddConstraint(
                    "article",
                    models.UniqueConstraint(
                        condition=models.Q(("current", True), models.Q(("url", ""), _negated=True)),
                        fields=("source", "url"),
                        name="article_has_one_current_version",
                    ),
                )
            ],
        ),
        AddConstraintNotValid(
            "article",
            models.CheckConstraint(
                condition=models.Q(("published_at", None), ("published_at__range", BETWEEN), _connector="OR"),
                name="article_published_in_our_times",
            ),
        ),
        AddConstraintNotValid(
            "article",
            models.CheckConstraint(
                condition=models.Q(("retrieved_at__range", BETWEEN)), name="article_retrieved_in_our_times"
            ),
        ),
        ValidateConstraint("article", "article_published_in_our_times"),
        ValidateConstraint("article", "article_retrieved_in_our_times"),
    ]
