"""An article tells for whom the people speak whom it names."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0010_drop_columns_that_nothing_reads'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='affiliations',
            field=models.JSONField(db_default={}, default=dict, editable=False, help_text='keys of the people whom the text names with an office, with those of the bodies they speak for'),
        ),
        migrations.AlterField(
            model_name='article',
            name='lineage_version',
            field=models.CharField(db_default='1', default='2', editable=False, help_text='that read credits and marks', max_length=20),
        ),
    ]
