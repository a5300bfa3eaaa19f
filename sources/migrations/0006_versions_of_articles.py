"""An article knows whether it is the newest version at its address, who posted it, and its text in any layout."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sources.reading.typography import body_sha256

# Of the versions at an address the one stored last stood there; before, nothing was put back.
MARK_REPLACED = """
UPDATE sources_article AS article SET current = false
WHERE url <> '' AND EXISTS (
    SELECT FROM sources_article AS later
    WHERE later.source_id = article.source_id AND later.url = article.url AND later.id > article.id
)
"""


def fill_body_sha256(apps, schema_editor):
    Article = apps.get_model("sources", "Article")
    rows = Article.objects.filter(body_sha256="").only("text", "title").order_by("pk")
    position = 0
    while batch := list(rows.filter(pk__gt=position)[:200]):
        for article in batch:
            article.body_sha256 = body_sha256(article.text, article.title)
        Article.objects.bulk_update(batch, ["body_sha256"])
        position = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_leases_have_sizes"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={"permissions": [("add_any_version", "Can post new versions of articles that others posted")]},
        ),
        migrations.AddField(
            model_name="article",
            name="body_sha256",
            field=models.CharField(
                blank=True,
                db_default="",
                editable=False,
                help_text="of the running text, however it is set",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="current",
            field=models.BooleanField(
                db_default=True, default=True, editable=False, help_text="the newest version at its address"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="posted_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="empty for the command line and for articles of before this was kept",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="the version that stood at the address when this text was first seen there",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="sources.article",
            ),
        ),
        migrations.RunSQL(MARK_REPLACED, migrations.RunSQL.noop),
        migrations.RunPython(fill_body_sha256, migrations.RunPython.noop),
    ]
