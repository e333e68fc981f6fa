"""From raw rows to candidates: exact pairs first, then what is left made comparable.

Portable SQL (DuckDB and Spark). Both tables have the columns of ``COLUMNS``; ``born`` is
``yyyymmdd``, ``identity`` the number as written, missing is NULL.
"""

# ruff: noqa: S608 - table and column names of our own, never a value
from __future__ import annotations

import pyarrow as pa

from niangjia.comparison.linkage.backend import Backend
from niangjia.kernel.pinyin import of_name

COLUMNS = pa.schema(
    {
        "id": pa.int64(),
        "name": pa.string(),
        "identity": pa.string(),
        "born": pa.string(),
        "gender": pa.int32(),
        "region": pa.string(),
    }
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LONGEST_SPELT = 4
_SHORTEST_DOCUMENT = 6
"""A shorter number is no document: it is not matched exactly."""


def exact_pairs(backend: Backend) -> None:
    """``exact_pair(left_id, right_id)``: number and name equal, once on either side.

    A number of 15 digits equals the one of 18 made from it: compared are the first 17 digits of
    the long form, since the check character follows from them.
    """
    for side in ("ours", "theirs"):
        backend.make(
            f"{side}_clean",
            f"""SELECT id, nullif(name, '') AS name, identity, born, nullif(gender, 0) AS gender,
                nullif(region, '') AS region,
                CASE length(identity) WHEN 18 THEN substr(identity, 1, 17)
                    WHEN 15 THEN concat(substr(identity, 1, 6), '19', substr(identity, 7, 9))
                    WHEN 0 THEN NULL ELSE identity END AS body
                FROM {side}""",
        )
    backend.make(
        "exact_all",
        f"""SELECT o.id AS left_id, t.id AS right_id
            FROM ours_clean o JOIN theirs_clean t ON o.body = t.body AND o.name = t.name
            WHERE length(o.body) >= {_SHORTEST_DOCUMENT}""",
    )
    backend.make(
        "exact_pair",
        """SELECT left_id, right_id FROM (
            SELECT left_id, right_id,
                row_number() OVER (PARTITION BY left_id ORDER BY right_id) AS of_left,
                row_number() OVER (PARTITION BY right_id ORDER BY left_id) AS of_right
            FROM exact_all) ranked WHERE of_left = 1 AND of_right = 1""",
    )


def rest(backend: Backend) -> int:
    """``ours_rest`` and ``theirs_rest``: what has no exact pair, ready for Splink.

    Returns how many of ours are left.
    """
    for side, key in (("ours", "left_id"), ("theirs", "right_id")):
        backend.make(
            f"{side}_open",
            f"""SELECT c.* FROM {side}_clean c LEFT JOIN exact_pair e ON e.{key} = c.id
                WHERE e.{key} IS NULL""",
        )
    _load_sounds(backend)
    for side in ("ours", "theirs"):
        backend.make(f"{side}_rest", _comparable(f"{side}_open"))
    found = backend.rows("SELECT count(*) AS n FROM ours_rest")
    return int(found.column("n")[0].as_py())


def _load_sounds(backend: Backend) -> None:
    """``sound(char, first, other)``: how a character sounds as a surname and elsewhere."""
    parts = [
        f"SELECT DISTINCT substr(name, {at}, 1) AS char FROM {side}_open"
        for side in ("ours", "theirs")
        for at in range(1, _LONGEST_SPELT + 1)
    ]
    found = backend.rows(f"SELECT DISTINCT char FROM ({' UNION ALL '.join(parts)}) chars")
    chars = [char for char in found.column("char").to_pylist() if char]
    head = len(of_name("王").full)
    backend.load(
        "sound",
        pa.table(
            {
                "char": pa.array(chars, pa.string()),
                "first": pa.array([of_name(char).full for char in chars], pa.string()),
                "other": pa.array(
                    [of_name("王" + char).full[head:] for char in chars], pa.string()
                ),
            }
        ),
    )


def _comparable(table: str) -> str:
    joins = "\n".join(
        f"LEFT JOIN sound s{at} ON s{at}.char = substr(r.name, {at}, 1)"
        for at in range(1, _LONGEST_SPELT + 1)
    )
    spelt = ", ' ', ".join(
        ["s1.first", *(f"coalesce(s{at}.other, '')" for at in range(2, _LONGEST_SPELT + 1))]
    )
    return f"""SELECT r.id AS unique_id, r.name,
        CASE WHEN r.name IS NULL THEN NULL
            ELSE concat({spelt}, substr(r.name, {_LONGEST_SPELT + 1})) END AS sound,
        r.identity, r.body, {_is_valid()} AS is_valid,
        r.born, r.gender, r.region
        FROM {table} r {joins}"""


def _is_valid() -> str:
    """SQL: 1 when the number is a citizen's with the right check character, else 0."""
    total = " + ".join(
        f"cast(substr(r.body, {at}, 1) AS int) * {weight}" for at, weight in enumerate(_WEIGHTS, 1)
    )
    return f"""CASE WHEN length(r.body) = 17 AND translate(r.body, '0123456789', '') = ''
        AND (length(r.identity) = 15
            OR substr('10X98765432', ({total}) % 11 + 1, 1) = substr(r.identity, 18, 1))
        THEN 1 ELSE 0 END"""
