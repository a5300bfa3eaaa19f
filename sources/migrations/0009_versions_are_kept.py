"""A version of an article that another has replaced is never deleted: verdicts name it, and no foreign key says so."""

from django.db import migrations

KEEP = """
CREATE FUNCTION sources_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Article % was replaced by another version and is kept: verdicts may name it.', OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER article_versions_are_kept BEFORE DELETE ON sources_article
    FOR EACH ROW WHEN (NOT OLD.current) EXECUTE FUNCTION sources_keep_versions();
"""
LET_GO = """
DROP TRIGGER article_versions_are_kept ON sources_article;
DROP FUNCTION sources_keep_versions();
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0008_origins_know_what_found_them")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
