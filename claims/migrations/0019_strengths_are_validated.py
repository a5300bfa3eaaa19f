"""The words of the suggestions that were there are known, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_suggestions_have_a_strength")]

    operations = [ValidateConstraint(model_name="suggestion", name="suggestion_strength_is_known")]
