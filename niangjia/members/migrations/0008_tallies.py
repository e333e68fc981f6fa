"""Tallies (常备计数) of memberships, tags and cards: how often each day occurs, kept by triggers.

Numbers of the whole federation are read from them (``Tally`` in kernel/indicators/definition.py).
Triggers work on all rows of a statement at once and only
append: seven million rows by COPY are two passes over them. They fire whatever the session's
replication role is, for whoever puts the guards aside still changes what there is to count.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_MAKE = """
CREATE TABLE {table} (of smallint NOT NULL, day date NOT NULL, {columns}, number bigint NOT NULL);
CREATE FUNCTION {table}_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN INSERT INTO {table} {came};
        WHEN 'UPDATE' THEN INSERT INTO {table} {changed};
        WHEN 'DELETE' THEN INSERT INTO {table} {gone};
        ELSE TRUNCATE {table};
    END CASE;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_inserted AFTER INSERT ON {source}
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION {table}_change();
CREATE TRIGGER {table}_updated AFTER UPDATE ON {source}
    REFERENCING NEW TABLE AS came OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_change();
CREATE TRIGGER {table}_deleted AFTER DELETE ON {source}
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION {table}_change();
CREATE TRIGGER {table}_truncated AFTER TRUNCATE ON {source}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_change();
ALTER TABLE {source}
    ENABLE ALWAYS TRIGGER {table}_inserted, ENABLE ALWAYS TRIGGER {table}_updated,
    ENABLE ALWAYS TRIGGER {table}_deleted, ENABLE ALWAYS TRIGGER {table}_truncated;
INSERT INTO {table} {filled};
"""
_UNMAKE = """
DROP TRIGGER {table}_inserted ON {source};
DROP TRIGGER {table}_updated ON {source};
DROP TRIGGER {table}_deleted ON {source};
DROP TRIGGER {table}_truncated ON {source};
DROP FUNCTION {table}_change();
DROP TABLE {table};
"""
_CHANGES = """
        SELECT of, day, {keys}, sum(number) FROM ({parts}) AS parts
        GROUP BY of, day, {keys} HAVING sum(number) <> 0"""
_PART = """
            SELECT {of}::smallint AS of, {day} AS day, {keys}, {number} AS number FROM {rows}
            WHERE {day} IS NOT NULL AND {only}"""


def tally(
    table: str, source: str, days: tuple[str, ...], keys: dict[str, str], only: str = "true"
) -> migrations.RunSQL:
    """A tally of those days of a table; ``keys`` with their types; ``only`` rows of which it holds."""

    def changes(**numbers: int) -> str:
        """What to append for the rows of these tables, each of which counts as given."""
        named = ", ".join(keys)
        parts = " UNION ALL".join(
            _PART.format(of=of, day=day, keys=named, number=number, rows=rows, only=only)
            for of, day in enumerate(days)
            for rows, number in numbers.items()
        )
        return _CHANGES.format(keys=named, parts=parts)

    make = _MAKE.format(
        table=table, source=source, columns=", ".join(f"{key} {kind}" for key, kind in keys.items()),
        came=changes(came=1), gone=changes(gone=-1), changed=changes(came=1, gone=-1),
        filled=changes(**{source: 1}),
    )  # fmt: skip
    return migrations.RunSQL(make, _UNMAKE.format(table=table, source=source))


class Migration(migrations.Migration):
    """Three tallies."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0007_cards_counted")]
    operations: ClassVar[list[Operation]] = [
        tally(
            "members_membership_tally",
            "members_membership",
            ("joined_on", "left_on"),
            {
                "entry_kind": "varchar(16)",
                "exit_kind": "smallint",
                "exit_reason": "smallint",
                "gender": "smallint",
                "verified_level": "smallint",
            },
        ),
        tally(
            "members_tagged_tally",
            "members_tagged",
            ("opened_on", "closed_on"),
            {"kind": "varchar(10)", "gender": "smallint"},
            only="leads",
        ),
        tally(
            "members_card_tally",
            "members_card",
            ("applied_on", "delivered_on", "activated_on"),
            {"status": "varchar(12)"},
        ),
    ]
