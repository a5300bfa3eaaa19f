"""Reviewers keep views and comment on claims. Comments are append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


REFUSE = """
CREATE TRIGGER is_append_only BEFORE UPDATE OR DELETE ON claims_comment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER is_not_truncated BEFORE TRUNCATE ON claims_comment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
ALLOW = "DROP TRIGGER is_append_only ON claims_comment; DROP TRIGGER is_not_truncated ON claims_comment;"


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0033_many_claims_at_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=5000)),
                ('said_at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='claims.claim')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', models.BooleanField(help_text='whether the comment names them')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='claims.comment')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, help_text="the list's parameters", max_length=2000)),
                ('shared', models.BooleanField(default=False, help_text='whether colleagues see it too')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_has_text'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text__length__lte', 5000)), name='comment_text_is_bounded'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['to', '-id'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('comment', 'to'), name='notice_is_unique_for_person'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_name_is_unique_for_owner'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_has_a_name'),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
