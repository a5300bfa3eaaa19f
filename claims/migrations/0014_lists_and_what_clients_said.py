"""What clients said of their claims has columns of its own; prepared claims know how far their lists reach."""

from django.db import migrations, models


KEEP = """
UPDATE claims_claim SET client_quote = quote, client_claimant = claimant WHERE client_id IS NOT NULL
"""  # until now these stood in the machine's columns


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0013_workers_ring_for_sweeps'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='client_claimant',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='claim',
            name='client_quote',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=20000),
        ),
        migrations.AddField(
            model_name='preparedclaim',
            name='more_outlets',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='that print a sentence it is linked with, and were not compared'),
        ),
        migrations.AddField(
            model_name='preparedclaim',
            name='order_key',
            field=models.BigIntegerField(db_default=0, default=0, help_text='hash of its content: breaks ties, whenever it came'),
        ),
        migrations.AddField(
            model_name='preparedclaim',
            name='reach',
            field=models.FloatField(help_text='similarity of the last of the nearest sentences; -1 when all are', null=True),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
