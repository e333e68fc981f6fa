"""The days on which an office counts, kept with it where somebody holds several of one union at a time.

``counted_days`` is null where an office counts on all its days, as nearly all do. Otherwise it has the
days on which none of the offices lasts that the same name entered before it in the union: none at all, or
several stretches (``is_interrupted``). The rows of a union are looked at anew whenever one of them changes,
whatever the session's replication role is. The union's row is locked meanwhile: of two who change its
offices at once, the second sees what the first did. ``unions_officer_miscounted`` gives the rows that are
not so, with what is right; `niangjia doctor` asks it for all unions.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_COLUMNS = """
ALTER TABLE unions_officer
    ADD COLUMN counted_days datemultirange,
    ADD COLUMN is_interrupted boolean NOT NULL GENERATED ALWAYS AS
        (COALESCE(counted_days <> datemultirange(range_merge(counted_days)), false)) STORED;
"""
_NO_COLUMNS = "ALTER TABLE unions_officer DROP COLUMN is_interrupted, DROP COLUMN counted_days"
_MISCOUNTED = """
CREATE FUNCTION unions_officer_miscounted(unions bigint[])
RETURNS TABLE (officer_id bigint, days datemultirange) LANGUAGE sql STABLE AS $$
    WITH own AS (
        SELECT id, union_id, name, daterange(from_on, until_on) AS days, counted_days
        FROM unions_officer WHERE union_id = ANY(unions)
    ), again AS (
        SELECT o.id, datemultirange(o.days) - range_agg(e.days) AS days
        FROM own o JOIN own e
          ON e.union_id = o.union_id AND e.name = o.name AND e.id < o.id AND e.days && o.days
        GROUP BY o.id, o.days
    )
    SELECT own.id, again.days FROM own LEFT JOIN again ON again.id = own.id
    WHERE own.counted_days IS DISTINCT FROM again.days
$$;
"""
_FILL = """
UPDATE unions_officer SET counted_days = found.days
FROM unions_officer_miscounted(ARRAY(SELECT id FROM unions_union)) AS found
WHERE id = found.officer_id;
"""
_INDEX = "CREATE INDEX officer_interrupted ON unions_officer (union_id) WHERE is_interrupted"
_FOLLOW = """
CREATE FUNCTION unions_officer_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unions bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        unions := ARRAY(SELECT DISTINCT union_id FROM came);
    ELSIF TG_OP = 'DELETE' THEN
        unions := ARRAY(SELECT DISTINCT union_id FROM gone);
    ELSE
        unions := ARRAY(
            SELECT union_id FROM (
                SELECT id, union_id, name, from_on, until_on FROM gone
                EXCEPT SELECT id, union_id, name, from_on, until_on FROM came) AS old
            UNION
            SELECT union_id FROM (
                SELECT id, union_id, name, from_on, until_on FROM came
                EXCEPT SELECT id, union_id, name, from_on, until_on FROM gone) AS new
        );
    END IF;
    IF cardinality(unions) > 0 THEN
        PERFORM FROM unions_union WHERE id = ANY(unions) ORDER BY id FOR NO KEY UPDATE;
        UPDATE unions_officer SET counted_days = found.days
        FROM unions_officer_miscounted(unions) AS found WHERE id = found.officer_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER officer_counted_new AFTER INSERT ON unions_officer
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION unions_officer_counted();
CREATE TRIGGER officer_counted_changed AFTER UPDATE ON unions_officer
    REFERENCING OLD TABLE AS gone NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION unions_officer_counted();
CREATE TRIGGER officer_counted_gone AFTER DELETE ON unions_officer
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION unions_officer_counted();
ALTER TABLE unions_officer
    ENABLE ALWAYS TRIGGER officer_counted_new, ENABLE ALWAYS TRIGGER officer_counted_changed,
    ENABLE ALWAYS TRIGGER officer_counted_gone;
"""
_UNDO = """
DROP TRIGGER officer_counted_gone ON unions_officer;
DROP TRIGGER officer_counted_changed ON unions_officer;
DROP TRIGGER officer_counted_new ON unions_officer;
DROP FUNCTION unions_officer_counted();
"""


class Migration(migrations.Migration):
    """The columns, what is in it today, and what keeps it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("unions", "0004_keepers")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(_COLUMNS, _NO_COLUMNS),
        migrations.RunSQL(_MISCOUNTED, "DROP FUNCTION unions_officer_miscounted(bigint[])"),
        migrations.RunSQL(_INDEX, "DROP INDEX officer_interrupted"),
        migrations.RunSQL(_FOLLOW, _UNDO),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
