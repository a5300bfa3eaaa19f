"""The database itself refuses to change or remove a verdict, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_verdict_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Verdicts are append-only: record a new one instead.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER verdict_is_append_only BEFORE UPDATE OR DELETE ON claims_verdict
    FOR EACH ROW EXECUTE FUNCTION refuse_verdict_change();
CREATE TRIGGER verdicts_are_not_truncated BEFORE TRUNCATE ON claims_verdict
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_verdict_change();
"""

ALLOW = """
DROP TRIGGER verdict_is_append_only ON claims_verdict;
DROP TRIGGER verdicts_are_not_truncated ON claims_verdict;
DROP FUNCTION refuse_verdict_change();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
