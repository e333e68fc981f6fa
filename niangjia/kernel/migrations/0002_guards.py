"""What the database itself refuses: changing or deleting a line of the journal or of a life cycle."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%% 只能追加,不能修改或删除', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();
"""


def _guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        GUARD.format(table=table), f"DROP TRIGGER {table}_append_only ON {table};"
    )


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("kernel", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(APPEND_ONLY.replace("%%", "%"), "DROP FUNCTION kernel_append_only();"),
        _guard("kernel_entry"),
        _guard("kernel_transition"),
    ]
