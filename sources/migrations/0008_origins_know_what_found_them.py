"""A pair of articles that share an origin knows which engine found it, and what of its outlets and credits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0007_one_current_version")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="lineage_version",
            field=models.CharField(
                db_default="1", default="1", editable=False, help_text="that read credits and marks", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="sharedorigin",
            name="basis",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="of outlets and credits as they were when it was found",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="sharedorigin",
            name="engine_version",
            field=models.CharField(blank=True, db_default="", help_text="of lineage that found it", max_length=20),
        ),
    ]
