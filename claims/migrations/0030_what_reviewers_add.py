"""Links that reviewers make, and their corrections of what the machine read; append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


TABLES = ("claims_madelink", "claims_correction")
REFUSE = "".join(
    f"""
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER is_not_truncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in TABLES
)
ALLOW = "".join(f"DROP TRIGGER is_append_only ON {table}; DROP TRIGGER is_not_truncated ON {table};" for table in TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0029_schedules_in_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made', models.BooleanField(default=False, help_text="the claim itself is the reviewer's")),
                ('claimant', models.CharField(help_text='null: as the machine reads it', max_length=300, null=True)),
                ('polarity', models.CharField(blank=True, choices=[('asserts', 'Asserts'), ('denies', 'Denies')], help_text='empty: as the machine reads it', max_length=20)),
                ('start', models.PositiveIntegerField(help_text="of the words below, in the article's text at that time", null=True)),
                ('text', models.TextField(blank=True, help_text='empty: as the machine reads it', max_length=20000)),
                ('read', models.JSONField(default=dict, help_text='what the machine read, by columns of the claim')),
                ('corrected_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='claims.claim')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['claim', '-id'], name='correction_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('polarity__in', ['', 'asserts', 'denies'])), name='correction_polarity_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('start', None), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), ('start__isnull', False)), _connector='OR'), name='correction_says_where_its_words_stand'), models.CheckConstraint(condition=models.Q(('made', False), models.Q(('text', ''), _negated=True), _connector='OR'), name='correction_that_makes_has_words'), models.CheckConstraint(condition=models.Q(('text__length__lte', 20000)), name='correction_text_is_bounded')],
            },
        ),
        migrations.CreateModel(
            name='MadeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('corroborates', 'Says the same'), ('disputes', 'Contradicts')], max_length=20)),
                ('made_at', models.DateTimeField()),
                ('left', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='made_links_right', to='claims.claim')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='made_links', to=settings.AUTH_USER_MODEL)),
                ('right', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='made_links_left', to='claims.claim')),
            ],
            options={
                'indexes': [models.Index(fields=['left', 'right', '-id'], name='made_link_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('left__lt', models.F('right'))), name='made_link_left_before_right'), models.CheckConstraint(condition=models.Q(('relation__in', ['corroborates', 'disputes'])), name='made_link_relation_is_known')],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
