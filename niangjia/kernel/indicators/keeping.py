"""Who kept a record on which day (管理的工会), for facts whose records pass from union to union.

The present keeper stands in the record, earlier ones with their days in a table of their own
(``unions.models.PastKeeper``). A row counts at the union that kept its record on the row's own day:
what happens on a day by ``held_on``, what lasts cut at the days of handing over.
"""

from __future__ import annotations


def kept(records: str, history: str) -> str:
    """SQL of ``record_id, union_id, from_on, until_on`` (nulls: unbounded): each record on each day once.

    The two tables are read by plain selects, so that PostgreSQL looks both up by union; only the days
    on which the present keepers began are found by looking through all of the (short) history.
    """
    return f"""(
        SELECT held.record_id, held.union_id, COALESCE(held.from_on, begun.from_on) AS from_on,
               held.until_on
        FROM (
            SELECT id AS record_id, union_id, NULL::date AS from_on, NULL::date AS until_on
            FROM {records}
            UNION ALL
            SELECT record_id, union_id, lower(valid), upper(valid) FROM {history}
        ) held
        LEFT JOIN (
            SELECT record_id, max(upper(valid)) AS from_on FROM {history} GROUP BY record_id
        ) begun ON begun.record_id = held.record_id AND held.until_on IS NULL
    )"""  # noqa: S608 - names of ours


def held_on(day: str, keeper: str = "k") -> str:
    """SQL: whether that row of ``kept`` is of the day."""
    return (
        f"({keeper}.from_on IS NULL OR {keeper}.from_on <= {day})"
        f" AND ({keeper}.until_on IS NULL OR {day} < {keeper}.until_on)"
    )
