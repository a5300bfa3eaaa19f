"""The engine version of an article and the share of copied text of a shared origin were written and never read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0009_versions_are_kept")]

    operations = [
        migrations.RemoveField(model_name="article", name="engine_version"),
        migrations.RemoveField(model_name="sharedorigin", name="copied_share"),
    ]
