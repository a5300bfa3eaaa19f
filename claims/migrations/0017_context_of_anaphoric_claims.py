"""Another help text; the database stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_claims_through_versions")]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="context",
            field=models.TextField(blank=True, help_text="the sentence before, for an anaphoric claim", max_length=20000),
        ),
    ]
