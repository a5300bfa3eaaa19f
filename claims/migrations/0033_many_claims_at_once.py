"""Reviewers act on many claims at once, and undo it."""

import django.db.models.deletion
from django.conf import settings
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


REVIEW = ["view_bulkaction", "act_in_bulk", "undo_bulk"]


def let_reviewers(apps, schema_editor):
    # Permissions are otherwise made after the last migration, too late to be given here.
    create_permissions(installed.get_app_config("claims"), verbosity=0, using=schema_editor.connection.alias)
    group = apps.get_model("auth", "Group").objects.get(name="Reviewers")
    permissions = apps.get_model("auth", "Permission").objects
    group.permissions.add(*permissions.filter(content_type__app_label="claims", codename__in=REVIEW))


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0032_second_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(blank=True, choices=[('set_aside', 'Set aside'), ('hand_over', 'Hand over')], help_text='empty as long as it is a preview', max_length=20)),
                ('reason', models.CharField(blank=True, choices=[('not_a_claim', 'Not a claim'), ('not_worth_checking', 'Not worth checking'), ('nothing_found', 'Checked, nothing found'), ('later', 'Later'), ('taken_back', 'Taken back')], max_length=20)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('rows', models.PositiveIntegerField(help_text='of the list that were selected')),
                ('total', models.PositiveIntegerField(help_text='claims of these')),
                ('done', models.PositiveIntegerField(default=0)),
                ('passed_over', models.PositiveIntegerField(default=0, help_text='claims that it could not be done with')),
                ('undone', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('undo_asked_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_actions', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bulk_actions_cancelled', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bulk_actions_to', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bulk_actions_undone', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('act_in_bulk', 'Can act on many claims at once'), ('undo_bulk', 'Can undo what was done with many claims at once')],
                'indexes': [
                    models.Index(condition=models.Q(models.Q(('begun_at__isnull', False), ('ended_at__isnull', True)), models.Q(('undo_asked_at__isnull', False), ('undone_at__isnull', True)), _connector='OR'), fields=['id'], name='bulk_action_under_way'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('begun_at__isnull', True), ('what', '')), models.Q(('begun_at__isnull', False), models.Q(('what', ''), _negated=True)), _connector='OR'), name='bulk_action_begun_says_what'),
                    models.CheckConstraint(condition=models.Q(models.Q(('undo_asked_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undo_asked_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='bulk_action_undone_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(blank=True, choices=[('', 'Waits'), ('done', 'Done'), ('passed', 'Passed over'), ('undone', 'Undone'), ('kept', 'Not undone: changed since')], max_length=10)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='claims.bulkaction')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_items', to='claims.claim')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['action', 'outcome', 'id'], name='bulk_item_next'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('action', 'claim'), name='bulk_item_is_unique_in_action'),
                ],
            },
        ),
        migrations.RunPython(let_reviewers, migrations.RunPython.noop),
    ]
