"""What must hold of records that pass from union to union: somebody kept them on every day, one alone."""

from __future__ import annotations

from django.db import migrations

# For triggers on the table of past keepers (its rows name the ``record``) and on that of the records;
# the argument is the table of past keepers.
KEEPERS = """
CREATE FUNCTION unions_check_keepers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint;
    periods bigint;
    is_whole boolean;
BEGIN
    IF TG_TABLE_NAME <> TG_ARGV[0] THEN
        subject := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        subject := OLD.record_id;
    ELSE
        subject := NEW.record_id;
    END IF;
    EXECUTE format(
        'SELECT count(*), bool_and(lower(valid) IS NOT DISTINCT FROM before)
           FROM (SELECT valid, lag(upper(valid)) OVER (ORDER BY valid) AS before
                   FROM %I WHERE record_id = $1) AS h', TG_ARGV[0])
       INTO periods, is_whole USING subject;
    IF NOT is_whole THEN
        RAISE EXCEPTION '%的记录%此前由谁管理有缺口。', TG_ARGV[0], subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'keepers_without_gap';
    END IF;
    IF periods = 0 AND TG_TABLE_NAME <> TG_ARGV[0] THEN
        RAISE EXCEPTION '%的记录%换了管理的工会,没有记下此前由谁管理。', TG_ARGV[0], subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'keepers_are_remembered';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """The function; the areas put it on their tables."""

    dependencies = (("unions", "0003_paths_before_entry"),)

    operations = (migrations.RunSQL(KEEPERS, "DROP FUNCTION unions_check_keepers()"),)
