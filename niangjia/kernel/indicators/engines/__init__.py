"""Engines (统计引擎): who carries out a compiled question. All must give equal answers.

The question is one Ibis expression over named tables: the facts, ``place`` and ``ancestor``.
PostgreSQL has them as common table expressions over live records; DuckDB and Spark have them as
Parquet files of a snapshot folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal, Protocol, runtime_checkable

import ibis

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators.definition import Fact

TreeOf = Literal["dated", "today"]
Answer = Mapping[str, Sequence[int]]
"""Columns of whole numbers, all of one length."""

PLACE = MappingProxyType(
    {"place_id": "int64", "union_id": "int64", "from_on": "date", "until_on": "date"}
)
ANCESTOR = MappingProxyType({"place_id": "int64", "node_id": "int64", "child_id": "int64"})


@dataclass(frozen=True)
class Question:
    """What an engine is asked. Every column of the expression is a whole number, none is null.

    ``place`` holds where unions stood (nulls: unbounded) by the asked tree; ``ancestor`` every
    node above and at a place, with the child of the node that the place belongs to (the node
    itself for its own). With ``node`` both need to hold only what is at and under that node.
    """

    expression: ibis.Table
    facts: tuple[Fact, ...]
    tree: TreeOf
    node: int | None = None


@runtime_checkable
class Engine(Protocol):
    """Answers questions; ``as_of`` is the instant of its data, None when they are live."""

    name: str

    def as_of(self) -> datetime | None:
        """When the data were taken (Asia/Shanghai aware); None: now."""

    def answer(self, question: Question) -> Answer:
        """Run it. Columns in the order of the expression."""


def the_engine(asked: str | Engine | None) -> Engine:
    """The engine itself, the one of that name over the newest snapshot, or PostgreSQL.

    Raises Blocked for an unknown name, and when there is no snapshot.
    """
    if isinstance(asked, str) and asked not in _MAKERS:
        raise Blocked(f"没有名为“{asked}”的统计引擎。可用:{'、'.join(_MAKERS)}。")
    return _MAKERS[asked or "postgres"]() if asked is None or isinstance(asked, str) else asked


def _postgres() -> Engine:
    from niangjia.kernel.indicators.engines.postgres import PostgresEngine  # needs Django's apps

    return PostgresEngine()


def _duckdb() -> Engine:
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine  # loads DuckDB only here
    from niangjia.kernel.indicators.snapshot import newest

    return DuckDBEngine(newest())


def _spark() -> Engine:
    from niangjia.kernel.indicators.engines.spark import SparkEngine  # an extra: may be absent
    from niangjia.kernel.indicators.snapshot import newest

    return SparkEngine(newest())


_MAKERS: Mapping[str, Callable[[], Engine]] = MappingProxyType(
    {"postgres": _postgres, "duckdb": _duckdb, "spark": _spark}
)
