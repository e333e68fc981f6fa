"""Link our persons with the rows of an answer: exact first, then Splink, then one to one.

``link`` is all the services need. A question gets at most one row and a row at most one question.
"""

# ruff: noqa: S608 - table and column names of our own, never a value
from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import pyarrow as pa

from niangjia.comparison.linkage import prepare
from niangjia.comparison.linkage.backend import Backend
from niangjia.comparison.linkage.model import FIELDS, parameters, settings

SMALLEST_POPULATION = 100_000
"""A short answer says little of how many strangers share a name and a birthday: assume a county."""
_ONE_OF_OURS_IN_IT = 0.8
_MOST_WEIGHT = 60.0


class Kind(StrEnum):
    """How sure a link is."""

    EXACT = "exact"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Part(NamedTuple):
    """What one field contributed: codes of ``model.FIELDS``, weight in bits."""

    field: str
    level: str
    weight: float


class Link(NamedTuple):
    """One of ours, one row of theirs, how sure, and why. An exact link has no parts."""

    left_id: int
    right_id: int
    kind: Kind
    weight: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Thresholds:
    """Bits of evidence: from ``accept`` on it is the same person, from ``review`` on somebody looks.

    ``margin``: how far the runner-up on either side must stay behind.
    """

    accept: float
    review: float
    margin: float

    @classmethod
    def shipped(cls) -> Thresholds:
        """As measured (``parameters.json``)."""
        kept: Mapping[str, float] = parameters()["thresholds"]
        return cls(kept["accept"], kept["review"], kept["margin"])


Tell = Callable[[str], None]


def link(
    ours: pa.Table,
    theirs: pa.Table,
    backend: Backend,
    *,
    thresholds: Thresholds | None = None,
    tell: Tell = lambda step: None,
) -> list[Link]:
    """All links, at most one a row on either side. Tables have ``prepare.COLUMNS``."""
    backend.load("ours", ours.select(prepare.COLUMNS.names).cast(prepare.COLUMNS))
    backend.load("theirs", theirs.select(prepare.COLUMNS.names).cast(prepare.COLUMNS))
    tell("按证件号码核对")
    prepare.exact_pairs(backend)
    exact = backend.rows("SELECT left_id, right_id FROM exact_pair ORDER BY left_id")
    found = [
        Link(left, right, Kind.EXACT, _MOST_WEIGHT, ())
        for left, right in zip(*_lists(exact), strict=True)
    ]
    tell("按姓名、出生日期等推断")
    if prepare.rest(backend):
        score(backend, population=max(theirs.num_rows, SMALLEST_POPULATION))
        found += _decide(backend, thresholds or Thresholds.shipped())
    return found


def score(backend: Backend, *, population: int) -> None:
    """``scored``: candidate pairs of ``ours_rest`` and ``theirs_rest`` with level and weight by field."""
    from splink import Linker  # half a second: only where something is linked

    api = backend.splink
    sides = [
        api.register(name, dataset_display_name=shown)
        for name, shown in (("ours_rest", "l"), ("theirs_rest", "r"))
    ]
    model = settings(parameters()["rates"], _ONE_OF_OURS_IN_IT / population)
    linker = Linker(sides, model, log_level=None, validate_settings=False)
    for column in ("name", "sound"):
        _load_frequencies(backend, column, population)
        table = api.register(f"frequency_of_{column}")
        linker.table_management.register_term_frequency_lookup(table, column)
    review = Thresholds.shipped().review
    predicted = linker.inference.predict(threshold_match_weight=review - 20, warning_mode="never")
    backend.make("scored", _readable(predicted.physical_name))


def _load_frequencies(backend: Backend, column: str, population: int) -> None:
    """How common the names that we ask about are in the answer."""
    backend.make(
        f"frequency_of_{column}",
        f"""SELECT t.{column}, cast(count(*) AS double) / {population} AS tf_{column}
            FROM theirs_rest t JOIN (SELECT DISTINCT {column} FROM ours_rest) o
            ON o.{column} = t.{column} GROUP BY t.{column}""",
    )


def _readable(predicted: str) -> str:
    """SQL: one row a pair, left is ours whichever side Splink put it on."""
    parts = ", ".join(
        f"gamma_{f.code}, mw_{f.code}"
        + (f" + mw_tf_adj_{f.code}" if _has_tf(f) else "")
        + f" AS w_{f.code}"
        for f in FIELDS
    )
    return f"""SELECT
        CASE WHEN source_dataset_l = 'l' THEN unique_id_l ELSE unique_id_r END AS left_id,
        CASE WHEN source_dataset_l = 'l' THEN unique_id_r ELSE unique_id_l END AS right_id,
        match_weight AS weight, {parts} FROM {predicted}"""


def _has_tf(field: Any) -> bool:
    return any(level.frequency_of for level in field.levels)


def _lists(table: pa.Table) -> list[list[Any]]:
    return [table.column(name).to_pylist() for name in table.column_names]


def _decide(backend: Backend, limits: Thresholds) -> list[Link]:
    """One to one, strongest first; a close runner-up, or evidence against, asks for a person."""
    scored = backend.rows(
        f"SELECT * FROM scored WHERE weight >= {limits.review} ORDER BY weight DESC, left_id, right_id"
    )
    rows = [_link(row) for row in scored.to_pylist()]
    strongest: dict[tuple[str, int], list[Link]] = {}
    for row in rows:
        strongest.setdefault(("l", row.left_id), []).append(row)
        strongest.setdefault(("r", row.right_id), []).append(row)
    taken: set[tuple[str, int]] = set()
    found: list[Link] = []
    for row in rows:
        ends = (("l", row.left_id), ("r", row.right_id))
        if taken.intersection(ends):
            continue
        rivals = [
            rival.weight
            for end in ends
            for rival in strongest[end]
            if rival is not row
            and not taken.intersection((("l", rival.left_id), ("r", rival.right_id)))
        ]
        taken.update(ends)
        is_clear = row.weight - max(rivals, default=-math.inf) >= limits.margin
        if row.weight >= limits.accept and is_clear and not _speaks_against(row):
            row = row._replace(kind=Kind.PROBABLE)
        found.append(row)
    return found


def _speaks_against(row: Link) -> bool:
    """Two valid numbers that differ, or another name altogether: a person has to look."""
    levels = {part.field: part.level for part in row.parts}
    return levels.get("identity") == "both_valid" or levels.get("name") == "else"


def _link(row: Mapping[str, Any]) -> Link:
    parts = []
    for field in FIELDS:
        gamma = row[f"gamma_{field.code}"]
        if gamma >= 0:
            level = field.levels[len(field.levels) - 1 - gamma]
            parts.append(Part(field.code, level.code, round(row[f"w_{field.code}"], 1)))
    return Link(
        row["left_id"], row["right_id"], Kind.POSSIBLE, round(row["weight"], 2), tuple(parts)
    )
