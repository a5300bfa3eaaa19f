"""Texts have a longest length. Rows that were stored before keep theirs, so nothing is read through or refused."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import factcheck.bounds  # noqa: F401 - makes the lookup `length` known


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0002_find_articles_to_close'),
    ]

    operations = [
        migrations.AlterField(
            model_name='article',
            name='last_error',
            field=models.TextField(blank=True, editable=False, max_length=2000),
        ),
        migrations.AlterField(
            model_name='article',
            name='text',
            field=models.TextField(max_length=10000000),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='summary',
            field=models.TextField(blank=True, max_length=10000),
        ),
        AddConstraintNotValid(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('text__length__lte', 10000000)), name='article_text_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('last_error__length__lte', 2000)), name='article_last_error_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('summary__length__lte', 10000)), name='dossier_summary_is_bounded'),
        ),
    ]
