"""A suggestion says in a word how strong it is. Rows that are there are validated by the next migration."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_context_of_anaphoric_claims")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="strength",
            field=models.CharField(
                blank=True,
                choices=[("strong", "Strong"), ("possible", "Possible"), ("weak", "Weak")],
                db_default="",
                help_text="empty without a status",
                max_length=20,
            ),
        ),
        AddConstraintNotValid(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__in", ["", "strong", "possible", "weak"])),
                name="suggestion_strength_is_known",
            ),
        ),
    ]
