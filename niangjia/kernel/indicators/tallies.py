"""Tallies (常备计数) looked after: folded each night, held against the rows they count."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.definition import Fact, Tally

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('kernel.tallies'))"

_FOLD = """
    WITH gone AS (DELETE FROM {table} RETURNING {at}, number)
    INSERT INTO {table} ({at}, number)
    SELECT {at}, sum(number) FROM gone GROUP BY {at} HAVING sum(number) <> 0
"""
# Rows and changes of one instant: whoever writes a row commits its changes with it.
_MISSING = """
    SELECT {at}, sum(number) AS number
    FROM (SELECT {at}, -number AS number FROM {table} UNION ALL {rows}) AS both_sides
    GROUP BY {at} HAVING sum(number) <> 0
"""
_ROWS = "SELECT {of}, {day}, {keys}, 1 FROM ({sql}) AS rows WHERE {day} IS NOT NULL AND {only}"


def fold() -> None:
    """Make one row of all changes at a place. What is appended meanwhile stays as it is."""
    for _fact, tally in _tallied():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
            cursor.execute(_FOLD.format(table=tally.table, at=_at(tally)))


def differs() -> list[str]:
    """Codes of facts whose tally is not what their rows come to; seconds for millions of rows."""
    return [fact.code for fact, tally in _tallied() if _is_off(fact, tally)]


def mend() -> list[str]:
    """Append what tallies lack or have too much; codes of the facts that needed it."""
    return [fact.code for fact, tally in _tallied() if _mended(fact, tally)]


def _is_off(fact: Fact, tally: Tally) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({_missing(fact, tally)})")
        return bool(cursor.fetchone()[0])


def _mended(fact: Fact, tally: Tally) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        into = f"INSERT INTO {tally.table} ({_at(tally)}, number)"
        cursor.execute(f"{into} {_missing(fact, tally)}")
        return bool(cursor.rowcount)


def _tallied() -> Iterator[tuple[Fact, Tally]]:
    return ((fact, fact.tally) for fact in registry.facts() if fact.tally)


def _at(tally: Tally) -> str:
    """The columns that say where a number stands."""
    return ", ".join(("of", "day", *tally.keys))


def _missing(fact: Fact, tally: Tally) -> str:
    """What must be added at which place, so that the tally is as the rows are."""
    keys = ", ".join(tally.keys)
    rows = " UNION ALL ".join(
        _ROWS.format(of=of, day=day, keys=keys, sql=fact.sql, only=tally.only or "true")
        for of, day in enumerate(tally.days)
    )
    return _MISSING.format(at=_at(tally), table=tally.table, rows=rows)
