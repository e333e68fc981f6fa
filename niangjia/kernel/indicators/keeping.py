"""Who kept a record on which day (管理的工会), for facts whose records pass from union to union.

The present keeper stands in the record, earlier ones with their days in a table of their own
(``unions.models.PastKeeper``). A row counts at the union that kept its record on the row's own day:
what happens on a day by ``held_on``, what lasts cut at the days of handing over.
"""

from __future__ import annotations


def kept(records: str, history: str, *columns: str) -> str:
    """SQL of ``record_id, union_id, from_on, until_on`` (nulls: unbounded): each record on each day once.

    With the record's ``columns``. Both tables are read by plain selects, so that PostgreSQL looks them
    up by union, and takes no record that never changed hands twice in hand; what else there is to know
    of those that did is a short table of its own.
    """
    own = "".join(f", {column}" for column in columns)
    later = ", NULL" * len(columns)
    of_past = "".join(f", r.{column}" for column in columns)
    either = "".join(f", COALESCE(held.{c}, past.{c}) AS {c}" for c in columns)
    return f"""(
        SELECT held.record_id, held.union_id, past.from_on,
               NULLIF(held.until_on, 'infinity') AS until_on{either}
        FROM (
            SELECT id AS record_id, union_id, 'infinity'::date AS until_on{own} FROM {records}
            UNION ALL
            SELECT record_id, union_id, upper(valid){later} FROM {history}
        ) held
        LEFT JOIN (
            SELECT p.record_id, upper(p.valid) AS until_on, lower(p.valid) AS from_on{of_past}
            FROM {history} p JOIN {records} r ON r.id = p.record_id
            UNION ALL
            SELECT record_id, 'infinity', max(upper(valid)){later} FROM {history} GROUP BY record_id
        ) past ON past.record_id = held.record_id AND past.until_on = held.until_on
    )"""  # noqa: S608 - names of ours


def held_on(day: str, keeper: str = "k") -> str:
    """SQL: whether that row of ``kept`` is of the day."""
    return (
        f"({keeper}.from_on IS NULL OR {keeper}.from_on <= {day})"
        f" AND ({keeper}.until_on IS NULL OR {day} < {keeper}.until_on)"
    )
