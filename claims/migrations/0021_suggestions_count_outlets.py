"""A suggestion says of how many outlets and origins its claim is, for the queue."""

from django.db import migrations, models


def counted(start, words):
    return models.PositiveIntegerField(db_default=start, default=start, help_text=words)


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_statements")]

    operations = [
        migrations.AddField("suggestion", "outlets", counted(1, "that say it, the claim's own among them")),
        migrations.AddField("suggestion", "origins", counted(1, "that these outlets draw on")),
        migrations.AddField("suggestion", "contradicting", counted(0, "outlets that contradict it")),
    ]
