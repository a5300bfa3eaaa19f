from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # nobody waits while the index is made

    dependencies = [("sources", "0002_leases_have_owners")]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(condition=models.Q(("state", "extracted")), fields=["id"], name="article_extracted"),
        ),
    ]
