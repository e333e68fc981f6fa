"""What must hold of the tree whatever program writes: no cycles, one agreed counting parent."""

from __future__ import annotations

from django.db import migrations

PATHS = """
CREATE FUNCTION unions_check_paths() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT u.name, u.path AS own, p.path AS upper, position(u.path IN p.path) = 1 AS is_cycle
      INTO wrong
      FROM written u LEFT JOIN unions_union p ON p.id = u.parent_id
     WHERE u.path IS DISTINCT FROM coalesce(p.path, '/') || u.id || '/'
     ORDER BY is_cycle DESC NULLS LAST LIMIT 1;
    IF FOUND THEN
        IF wrong.is_cycle THEN
            RAISE EXCEPTION '“%”不能隶属于自己的下级工会。', wrong.name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'union_no_cycle';
        END IF;
        RAISE EXCEPTION '“%”的路径%与上级工会的路径%不一致。', wrong.name, wrong.own, wrong.upper
            USING ERRCODE = 'check_violation', CONSTRAINT = 'union_path_follows_parent';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT c.name INTO wrong
          FROM written u JOIN unions_union c ON c.parent_id = u.id
         WHERE c.path <> u.path || c.id || '/' LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '上级工会的路径已变,下级“%”的路径没有跟着变。', wrong.name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'union_path_follows_parent';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER union_paths_inserted AFTER INSERT ON unions_union
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION unions_check_paths();
CREATE TRIGGER union_paths_updated AFTER UPDATE ON unions_union
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION unions_check_paths();
"""

COUNTING = """
CREATE FUNCTION unions_check_counting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bigint;
    unit record;
    counting bigint;
BEGIN
    IF TG_TABLE_NAME = 'unions_union' THEN
        subject := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        subject := OLD.union_id;
    ELSE
        subject := NEW.union_id;
    END IF;
    SELECT name, status, parent_id INTO unit FROM unions_union WHERE id = subject;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT parent_id INTO counting FROM unions_affiliation
     WHERE union_id = subject AND is_counting AND upper_inf(valid);
    IF unit.status = 0 AND counting IS NOT NULL THEN
        RAISE EXCEPTION '“%”已注销,不能还有统计归属。', unit.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'union_counting_parent';
    END IF;
    IF unit.status <> 0 AND counting IS DISTINCT FROM unit.parent_id THEN
        RAISE EXCEPTION '“%”的上级工会与统计归属不一致,会员会被算到别处。', unit.name
            USING ERRCODE = 'check_violation', CONSTRAINT = 'union_counting_parent';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER union_counting_inserted AFTER INSERT ON unions_union
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION unions_check_counting();
CREATE CONSTRAINT TRIGGER union_counting_updated AFTER UPDATE ON unions_union
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id OR OLD.status <> NEW.status)
    EXECUTE FUNCTION unions_check_counting();
CREATE CONSTRAINT TRIGGER affiliation_counting_inserted AFTER INSERT ON unions_affiliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_counting)
    EXECUTE FUNCTION unions_check_counting();
CREATE CONSTRAINT TRIGGER affiliation_counting_changed AFTER UPDATE OR DELETE ON unions_affiliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_counting)
    EXECUTE FUNCTION unions_check_counting();
CREATE CONSTRAINT TRIGGER affiliation_counting_begun AFTER UPDATE ON unions_affiliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_counting AND NOT OLD.is_counting)
    EXECUTE FUNCTION unions_check_counting();
"""

LINES = """
CREATE FUNCTION unions_check_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE line AS (
            SELECT NEW.parent_id AS id
            UNION
            SELECT a.parent_id FROM unions_affiliation a JOIN line ON a.union_id = line.id
             WHERE a.kind = NEW.kind AND upper_inf(a.valid)
        )
        SELECT 1 FROM line WHERE id = NEW.union_id
    ) THEN
        RAISE EXCEPTION '这条隶属关系会绕成圈:上级工会自己就(间接)隶属于该工会。'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'affiliation_no_cycle';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER affiliation_line AFTER INSERT OR UPDATE ON unions_affiliation
    FOR EACH ROW WHEN (NOT NEW.is_counting AND upper_inf(NEW.valid))
    EXECUTE FUNCTION unions_check_line();
"""

UNDO = """
DROP TRIGGER affiliation_line ON unions_affiliation;
DROP FUNCTION unions_check_line();
DROP TRIGGER affiliation_counting_begun ON unions_affiliation;
DROP TRIGGER affiliation_counting_changed ON unions_affiliation;
DROP TRIGGER affiliation_counting_inserted ON unions_affiliation;
DROP TRIGGER union_counting_updated ON unions_union;
DROP TRIGGER union_counting_inserted ON unions_union;
DROP FUNCTION unions_check_counting();
DROP TRIGGER union_paths_updated ON unions_union;
DROP TRIGGER union_paths_inserted ON unions_union;
DROP FUNCTION unions_check_paths();
"""


class Migration(migrations.Migration):
    """Triggers: paths continue the parent's, no line runs in a circle, one counting parent."""

    dependencies = (("unions", "0001_initial"),)

    operations = (migrations.RunSQL(sql=PATHS + COUNTING + LINES, reverse_sql=UNDO),)
