"""A scope for webhooks. Tokens that have every scope there was have this one as well."""

import django.contrib.postgres.fields
from django.db import migrations, models

import factcheck.api.models

EARLIER = ["read", "claims:write", "articles:write", "verdicts:write"]
SCOPES = [
    ("read", "Read everything"),
    ("claims:write", "Post claims"),
    ("articles:write", "Post articles, sources, dossiers and cross-checks"),
    ("verdicts:write", "Record verdicts and judgements"),
    ("hooks", "Make and change webhooks"),
]


def give_whole_tokens_the_new_scope(apps, schema_editor):
    apps.get_model("api", "ApiToken").objects.filter(scopes__contains=EARLIER).update(scopes=[*EARLIER, "hooks"])


class Migration(migrations.Migration):
    dependencies = [("api", "0004_tokens_have_scopes")]

    operations = [
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SCOPES, max_length=20),
                db_default=[value for value, _ in SCOPES],
                default=factcheck.api.models.every_scope,
                size=None,
            ),
        ),
        migrations.RunPython(give_whole_tokens_the_new_scope, migrations.RunPython.noop, elidable=True),
    ]
