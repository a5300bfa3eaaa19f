"""Vectors are numbered, as workers hold them in memory and ask for what is new; the index of vectors goes.

What is prepared of a claim is derived from it, so the tables are emptied and filled as the claims are checked again.
"""

import django.db.models.deletion
import pgvector.django.halfvec
from django.db import migrations, models


def check_all_again(apps, schema_editor):
    apps.get_model("claims", "Claim").objects.filter(current=True, check_state="done").update(check_state="due")


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_sentence_vectors")]

    operations = [
        migrations.RunSQL("TRUNCATE claims_preparedclaim, claims_sentencevector", migrations.RunSQL.noop, elidable=True),
        migrations.RemoveIndex(model_name="preparedclaim", name="prepared_claim_vector"),
        migrations.RemoveField(model_name="preparedclaim", name="vector"),
        migrations.DeleteModel(name="SentenceVector"),
        migrations.CreateModel(
            name="SentenceVector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="hash of the vector", unique=True)),
                ("embedding", pgvector.django.halfvec.HalfVectorField(dimensions=384)),
            ],
        ),
        migrations.AddField(
            model_name="preparedclaim",
            name="vector",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="claims.sentencevector",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="preparedclaim",
            index=models.Index(
                fields=["vector", "repeats", "source"], include=["claim"], name="prepared_claim_vector"
            ),
        ),
        migrations.RunPython(check_all_again, migrations.RunPython.noop, elidable=True),
    ]
