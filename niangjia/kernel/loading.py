"""Loading many rows at once: COPY, with indexes and constraints put aside while tables are empty.

Everything happens in the caller's transaction: a load that is interrupted leaves nothing behind,
neither rows nor a missing constraint. Definitions are read from the catalogue and restored word
for word; restoring a constraint checks every row. Partial indexes stay: PostgreSQL would write
their conditions down in other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection, models, transaction

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible

_CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,
                  pg_get_constraintdef(oid)),
           contype = 'f'
    FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'x', 'f')
    ORDER BY contype = 'f' DESC, conname
"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), FALSE
    FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary AND indpred IS NULL
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
"""


@dataclass(frozen=True)
class _Aside:
    """An index or constraint that is put aside: how to drop it, how to bring it back."""

    drop: str
    restore: str
    is_foreign_key: bool


@contextmanager
def bulk(*tables: type[models.Model]) -> Iterator[None]:
    """Load into these tables; needs a transaction. Sequences and statistics follow at the end.

    Only when all of them are empty are secondary indexes, exclusion constraints and foreign keys
    put aside; otherwise they stay and every row is checked as it comes.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("bulk loading needs a transaction")
    names = [table._meta.db_table for table in tables]
    aside = _put_aside(names) if all(map(_is_empty, tables)) else []
    yield
    _restore(aside)
    finish(*tables)


def finish(*tables: type[models.Model]) -> None:
    """After a load: sequences follow the highest key, the planner gets fresh statistics."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ANALYZE {_quoted(table._meta.db_table)}")


def copy(table: type[models.Model], columns: Sequence[str], blocks: Iterable[bytes]) -> int:
    """COPY text blocks (tab-separated, PostgreSQL's text format); the number of rows."""
    named = ", ".join(_quoted(column) for column in columns)
    statement = f"COPY {_quoted(table._meta.db_table)} ({named}) FROM STDIN"
    with connection.cursor() as cursor:
        with cursor.copy(statement) as stream:
            for block in blocks:
                stream.write(block)
        return int(cursor.rowcount)


def copy_rows(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """COPY rows of Python values; ``created_at`` and ``updated_at`` are added. The number of rows."""
    moment = clock.now()
    stamps = [c for c in ("created_at", "updated_at") if _has_field(table, c)]
    named = ", ".join(_quoted(column) for column in (*columns, *stamps))
    with connection.cursor() as cursor:
        statement = f"COPY {_quoted(table._meta.db_table)} ({named}) FROM STDIN"
        with cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row((*row, *(moment for _ in stamps)))
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Load:
    """Rows of Python values for one table."""

    table: type[models.Model]
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def take_over(
    verb: str, subject: models.Model, loads: Sequence[Load], *, actor: Actor
) -> dict[str, int]:
    """Take over records of many objects at once (批量建档): table after table, one journal entry.

    For the system alone: rows bring their own history. Rows by table. Raises NotVisible.
    """
    if not actor.is_system:
        raise NotVisible
    counts = {
        str(load.table._meta.verbose_name): copy_rows(load.table, load.columns, load.rows)
        for load in loads
    }
    finish(*(load.table for load in loads))
    said = "、".join(f"{name}{count:,}" for name, count in counts.items())
    journal.record(verb, subject, actor=actor, summary=f"批量建档:{said}")
    return counts


def next_id(table: type[models.Model]) -> int:
    """The first unused primary key."""
    highest = table._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return int(highest or 0) + 1


def _put_aside(names: list[str]) -> list[_Aside]:
    with connection.cursor() as cursor:
        quoted = [_quoted(name) for name in names]
        cursor.execute(_CONSTRAINTS, [quoted])
        aside = [_Aside(*row) for row in cursor.fetchall()]
        for item in aside:
            cursor.execute(item.drop)
        cursor.execute(_INDEXES, [quoted])
        indexes = [_Aside(*row) for row in cursor.fetchall()]
        for item in indexes:
            cursor.execute(item.drop)
    return aside + indexes


def _restore(aside: list[_Aside]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for item in sorted(aside, key=lambda item: item.is_foreign_key):
            cursor.execute(item.restore)


def _is_empty(table: type[models.Model]) -> bool:
    return not table._base_manager.exists()


def _has_field(table: type[models.Model], name: str) -> bool:
    return any(field.column == name for field in table._meta.local_concrete_fields)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
