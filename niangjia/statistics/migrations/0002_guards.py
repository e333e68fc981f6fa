"""What the database itself refuses: rewriting what somebody has stated."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# A typed value stands as typed: the one change is the moment a correction replaced it.
REPORTED = """
CREATE FUNCTION statistics_reported_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.replaced_at IS NULL AND NEW.replaced_at IS NOT NULL
       AND to_jsonb(OLD) - 'replaced_at' - 'updated_at'
         = to_jsonb(NEW) - 'replaced_at' - 'updated_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '填报数据只能更正,不能改写或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER statistics_reported_stands BEFORE UPDATE OR DELETE ON statistics_reportedvalue
FOR EACH ROW EXECUTE FUNCTION statistics_reported_stands();
"""
REPORTED_BACK = """
DROP TRIGGER statistics_reported_stands ON statistics_reportedvalue;
DROP FUNCTION statistics_reported_stands();
"""


def _append_only(table: str) -> migrations.RunSQL:
    """Rows are added, never changed or deleted."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only();",
        f"DROP TRIGGER {table}_append_only ON {table};",
    )


# What is closed stays closed; later changes are rows of their own.
CLOSINGS = [
    _append_only("statistics_closing"),
    _append_only("statistics_closedfigures"),
    _append_only("statistics_comparison"),
    _append_only("statistics_difference"),
    _append_only("statistics_revision"),
]


class Migration(migrations.Migration):
    """Guards of the statistics tables."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("statistics", "0001_initial"),
        ("kernel", "0002_guards"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(REPORTED, REPORTED_BACK),
        *CLOSINGS,
    ]
