"""The fixed tree and cast, made by services once and put back row by row for every later test.

Tests only. Services take some two hundred statements to make them; their rows go back as they came
out. Where something stands in the way (other rows, a travelled clock) they are made anew.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import time_machine
from django.apps import apps
from django.db import connection, transaction

T = TypeVar("T")


@dataclass(frozen=True)
class _Rows:
    """The rows of one table, in the text that COPY writes."""

    table: str
    columns: str
    text: bytes


class Replayed(Generic[T]):
    """What ``build`` makes, kept with its rows."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._made: T | None = None
        self._rows: list[_Rows] = []

    def __call__(self) -> T:
        """The same objects with the same rows each time, or new ones where that cannot be."""
        if time_machine.escape_hatch.is_travelling():
            return self._build()
        if self._made is None:
            return self._first()
        if any(_counts(rows.table for rows in self._rows).values()):
            return self._build()
        _put_back(self._rows)
        return copy.deepcopy(self._made)

    def _first(self) -> T:
        tables = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
        before = _counts(tables)
        made = self._build()
        after = _counts(tables)
        if all(after[table] == count for table, count in before.items() if count):
            self._rows = [_taken(table) for table in tables if after[table] > before[table]]
            self._made = copy.deepcopy(made)
        return made


def _counts(tables: Iterable[str]) -> dict[str, int]:
    """How many rows each has, in one statement."""
    parts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables]  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def _taken(table: str) -> _Rows:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%%I', column_name), ',' ORDER BY ordinal_position)"
            " FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = cursor.fetchone()[0]
        with cursor.copy(f'COPY "{table}" ({columns}) TO STDOUT') as out:
            return _Rows(table, columns, b"".join(bytes(part) for part in out))


def _put_back(rows: Iterable[_Rows]) -> None:
    """As they were, past triggers: those had their say when the rows were made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for one in rows:
            with cursor.copy(f'COPY "{one.table}" ({one.columns}) FROM STDIN') as into:
                into.write(one.text)
        cursor.execute("SET LOCAL session_replication_role = origin")
