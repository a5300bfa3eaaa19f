"""Texts have a longest length. Rows that were stored before keep theirs, so nothing is read through or refused."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import factcheck.bounds  # noqa: F401 - makes the lookup `length` known


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_find_failed_checks'),
        ('sources', '0003_texts_are_bounded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='context',
            field=models.TextField(blank=True, help_text='the sentence before, when the claim leans on it', max_length=20000),
        ),
        migrations.AlterField(
            model_name='claim',
            name='last_error',
            field=models.TextField(blank=True, editable=False, max_length=2000),
        ),
        migrations.AlterField(
            model_name='claim',
            name='quote',
            field=models.TextField(blank=True, help_text='the words between quotation marks', max_length=20000),
        ),
        migrations.AlterField(
            model_name='claim',
            name='text',
            field=models.TextField(max_length=20000),
        ),
        migrations.AlterField(
            model_name='crosscheckrun',
            name='error',
            field=models.TextField(blank=True, max_length=5000),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='stale_reason',
            field=models.TextField(blank=True, help_text="why the claim's verdict should be looked at again; empty when it need not", max_length=5000),
        ),
        migrations.AlterField(
            model_name='verdict',
            name='rationale',
            field=models.TextField(max_length=20000),
        ),
        AddConstraintNotValid(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('text__length__lte', 20000)), name='claim_text_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('quote__length__lte', 20000)), name='claim_quote_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('context__length__lte', 20000)), name='claim_context_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('last_error__length__lte', 2000)), name='claim_last_error_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='crosscheckrun',
            constraint=models.CheckConstraint(condition=models.Q(('error__length__lte', 5000)), name='run_error_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('stale_reason__length__lte', 5000)), name='suggestion_stale_reason_is_bounded'),
        ),
        AddConstraintNotValid(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(('rationale__length__lte', 20000)), name='verdict_rationale_is_bounded'),
        ),
    ]
