"""The sweep finds articles whose claims are all checked without reading the table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index is made beside the work that goes on

    dependencies = [("sources", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            "article", models.Index(fields=["id"], name="article_to_close", condition=models.Q(state="extracted"))
        ),
    ]
