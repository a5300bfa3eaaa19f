"""Clients ask for the articles that were changed since."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is made beside the work that goes on

    dependencies = [("sources", "0012_articles_are_stamped")]

    operations = [
        AddIndexConcurrently("article", models.Index(fields=["updated_at", "id"], name="article_updated")),
    ]
