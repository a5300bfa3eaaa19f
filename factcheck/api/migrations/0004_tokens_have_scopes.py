"""A token has scopes, may expire, and tells when it was used last. Those that are there keep all scopes."""

import django.contrib.postgres.fields
from django.db import migrations, models

import factcheck.api.models

SCOPES = [
    ("read", "Read everything"),
    ("claims:write", "Post claims"),
    ("articles:write", "Post articles, sources, dossiers and cross-checks"),
    ("verdicts:write", "Record verdicts and judgements"),
]


class Migration(migrations.Migration):
    dependencies = [("api", "0003_answers_are_kept")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="expires_at",
            field=models.DateTimeField(
                blank=True, help_text="from when on it opens nothing; empty: never", null=True
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(blank=True, editable=False, help_text="to the minute", null=True),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SCOPES, max_length=20),
                db_default=[value for value, _ in SCOPES],
                default=factcheck.api.models.every_scope,
                size=None,
            ),
        ),
    ]
