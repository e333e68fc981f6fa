"""What the database itself refuses: rewriting what was read, found, decided or published."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


def _append_only(table: str) -> migrations.RunSQL:
    """Rows are added, never changed or deleted."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


# The text of a checked report is written once; a name, a date and a union stand with it.
KEEPS_TEXT = """
CREATE FUNCTION reports_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '核对文档的正文不能修改' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reports_checkeddocument_keeps_text BEFORE UPDATE ON reports_checkeddocument
FOR EACH ROW WHEN (OLD.text <> '' AND (OLD.text, OLD.digest, OLD.union_id, OLD.published_on)
    IS DISTINCT FROM (NEW.text, NEW.digest, NEW.union_id, NEW.published_on))
EXECUTE FUNCTION reports_keep_text();
"""
FORGET_TEXT = """
DROP TRIGGER reports_checkeddocument_keeps_text ON reports_checkeddocument;
DROP FUNCTION reports_keep_text();
"""
CHECKS = [
    _append_only("reports_checkedfigure"),
    _append_only("reports_checkfinding"),
    _append_only("reports_checkdecision"),
    migrations.RunSQL(KEEPS_TEXT, FORGET_TEXT),
]

# A frozen report changes its status alone (撤回); a withdrawn one nothing. Its figures stand still.
SEALS = """
CREATE FUNCTION reports_keep_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing text[] := ARRAY['status', 'due_on', 'updated_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '报告不能删除,只能作废或撤回' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - changing) IS DISTINCT FROM (to_jsonb(OLD) - changing)
        OR (NEW.status <> OLD.status AND NOT (OLD.status = 'frozen' AND NEW.status = 'withdrawn'))
    THEN
        RAISE EXCEPTION '报告已定稿,不能再修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_report_sealed BEFORE UPDATE ON reports_report
FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION reports_keep_report();
CREATE TRIGGER reports_report_kept BEFORE DELETE ON reports_report
FOR EACH ROW EXECUTE FUNCTION reports_keep_report();

CREATE FUNCTION reports_keep_figure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reports_report AS report WHERE report.status <> 'draft'
        AND report.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.report_id END,
                          CASE WHEN TG_OP <> 'DELETE' THEN NEW.report_id END))
    THEN
        RAISE EXCEPTION '报告已定稿,其中的数据不能再修改' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER reports_reportfigure_sealed BEFORE INSERT OR UPDATE OR DELETE ON reports_reportfigure
FOR EACH ROW EXECUTE FUNCTION reports_keep_figure();
"""
UNSEAL = """
DROP TRIGGER reports_reportfigure_sealed ON reports_reportfigure;
DROP FUNCTION reports_keep_figure();
DROP TRIGGER reports_report_kept ON reports_report;
DROP TRIGGER reports_report_sealed ON reports_report;
DROP FUNCTION reports_keep_report();
"""
REPORTS = [
    migrations.RunSQL(SEALS, UNSEAL),
    _append_only("reports_templateversion"),
    _append_only("reports_reporttext"),
    _append_only("reports_reportnote"),
    _append_only("reports_publishedfigure"),
]


class Migration(migrations.Migration):
    """Guards of the area, one list per subject."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("reports", "0001_initial"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [*CHECKS, *REPORTS]
