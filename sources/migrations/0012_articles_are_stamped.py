"""An article shows when it was changed last: a trigger stamps it, so that no writer forgets it or has a clock of its own.

What a worker writes about its lease moves nothing.
"""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

COLUMNS = (
    *("url", "title", "byline", "published_at", "language", "credit", "text_sha256", "supersedes_id", "current"),
    *("state", "last_error"),
)
STAMP = """
CREATE FUNCTION stamp_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
TRIGGERS = f"""
CREATE TRIGGER article_is_stamped BEFORE INSERT ON sources_article
FOR EACH ROW EXECUTE FUNCTION stamp_updated_at();
CREATE TRIGGER article_is_stamped_again BEFORE UPDATE ON sources_article
FOR EACH ROW WHEN (({", ".join("OLD." + name for name in COLUMNS)})
    IS DISTINCT FROM ({", ".join("NEW." + name for name in COLUMNS)}))
EXECUTE FUNCTION stamp_updated_at();
"""
UNDO = """
DROP TRIGGER article_is_stamped ON sources_article;
DROP TRIGGER article_is_stamped_again ON sources_article;
DROP FUNCTION stamp_updated_at();
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0011_articles_tell_who_speaks_for_whom")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="updated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
                editable=False,
            ),
        ),
        migrations.RunSQL(STAMP + TRIGGERS, UNDO),
    ]
