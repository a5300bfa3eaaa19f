from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # nobody waits while the index is made

    dependencies = [("claims", "0011_leases_have_owners")]

    operations = [
        AddIndexConcurrently(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("check_state", "due"), ("current", True)),
                fields=["check_priority", "id"],
                name="claim_due_first",
            ),
        ),
        RemoveIndexConcurrently(model_name="claim", name="claim_due"),
    ]
