"""Vectors are numbered, as workers hold them in memory and ask for what is new; the index of vectors goes.

What is prepared of a claim is derived from it, so the table is made anew and filled as the claims are checked again.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgvector.django.halfvec
from django.db import migrations, models


def check_all_again(apps, schema_editor):
    apps.get_model("claims", "Claim").objects.filter(current=True, check_state="done").update(check_state="due")


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("claims", "0005_sentence_vectors")]

    operations = [
        migrations.DeleteModel(name="PreparedClaim"),
        migrations.DeleteModel(name="SentenceVector"),
        migrations.CreateModel(
            name="SentenceVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="hash of the vector", unique=True)),
                ("embedding", pgvector.django.halfvec.HalfVectorField(dimensions=384)),
            ],
        ),
        migrations.CreateModel(
            name="PreparedClaim",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="prepared",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
                (
                    "vector",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="claims.sentencevector",
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="its telling words, without inflection", size=None
                    ),
                ),
                (
                    "quoted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="the same, of its quotation", size=None
                    ),
                ),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), help_text="what it counts or measures", size=None
                    ),
                ),
                ("denies", models.BooleanField()),
                ("withdrawn", models.BooleanField(help_text="it tells only what its outlet no longer says")),
                ("features", models.JSONField()),
                ("engine_version", models.CharField(max_length=100)),
                (
                    "left_out",
                    models.PositiveIntegerField(
                        default=0, help_text="matches that gave way to stronger ones of a source"
                    ),
                ),
                (
                    "repeats",
                    models.BooleanField(
                        default=False, help_text="the source has said exactly this in an earlier claim"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["vector", "repeats", "source"], include=["claim"], name="prepared_claim_vector"
                    ),
                ],
            },
        ),
        migrations.RunPython(check_all_again, migrations.RunPython.noop, elidable=True),
    ]
