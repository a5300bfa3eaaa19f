"""Claims, suggestions and cross-references show when they were changed last: triggers stamp them.

No writer forgets it or has a clock of its own. What a worker writes about its lease, and that a check is asked for
again, moves nothing; that a check failed does.
"""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

COLUMNS = {
    "claim": (
        *("source_id", "article_id", "start", '"end"', "text", "quote", "mode", "attribution", "claimant", "cue"),
        *("polarity", "checkworthiness", "published_at", "current", "client_ref", "status", "version"),
    ),
    "crossreference": ("relation", "score", "independent", "shared_origin", "drift", "reasons"),
    "suggestion": ("status", "strength", "confidence", "reasons", "stale_reason"),
}
MORE = {"claim": ", {row}.check_state = 'failed'"}


def triggers(model: str, columns: tuple[str, ...]) -> str:
    old, new = (
        ", ".join(f"{row}.{name}" for name in columns) + MORE.get(model, "").format(row=row)
        for row in ("OLD", "NEW")
    )
    return f"""
CREATE TRIGGER {model}_is_stamped BEFORE INSERT ON claims_{model}
FOR EACH ROW EXECUTE FUNCTION stamp_updated_at();
CREATE TRIGGER {model}_is_stamped_again BEFORE UPDATE ON claims_{model}
FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new}))
EXECUTE FUNCTION stamp_updated_at();
"""


def undo(model: str) -> str:
    return f"""
DROP TRIGGER {model}_is_stamped ON claims_{model};
DROP TRIGGER {model}_is_stamped_again ON claims_{model};
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_claims_are_set_aside"), ("sources", "0012_articles_are_stamped")]

    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name="updated_at",
                field=models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now(),
                    default=django.utils.timezone.now,
                    editable=False,
                ),
            )
            for model in COLUMNS
        ),
        *(migrations.RunSQL(triggers(model, columns), undo(model)) for model, columns in COLUMNS.items()),
    ]
