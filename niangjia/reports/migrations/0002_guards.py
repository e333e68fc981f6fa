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


class Migration(migrations.Migration):
    """Guards of the area, one list per subject."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("reports", "0001_initial"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [*CHECKS]
