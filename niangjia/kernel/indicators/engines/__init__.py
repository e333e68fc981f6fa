"""Engines (统计引擎): who carries out a compiled question. All must give equal answers.

The question is one Ibis expression over named tables: the facts, ``place`` and ``ancestor``.
PostgreSQL has them as common table expressions over live records; DuckDB and Spark have them as
Parquet files of a snapshot folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators.compile import Statement

TreeOf = Literal["dated", "today"]
Answer = Mapping[str, Sequence[int] | NDArray[np.int64]]
"""Columns of whole numbers, all of one length."""


@dataclass(frozen=True)
class Question:
    """What an engine is asked: ``statement.sql(dialect)``, or its expression.

    The statement reads its facts (with their ``marks``; where it ``looks_at_moved`` also the rows of
    unions with a bounded place, ``moved_name``) and two tables that the engine provides: ``place`` (where unions
    stood by the asked tree; nulls: unbounded) and ``ancestor`` (every node at and above a place,
    with the child of the node that the place belongs to; the node itself for its own). With
    ``node`` both hold only what is at and under that node, and ``ancestor`` no other node. Every
    column of the answer is a whole number, none is null.
    """

    statement: Statement
    tree: TreeOf
    node: int | None = None


@runtime_checkable
class Engine(Protocol):
    """Answers questions; ``as_of`` is the instant of its data, None when they are live.

    ``has_tallies``: it has the tallies of facts as tables (``tally_name``). ``folds``: it reads
    whole columns, so rows are folded by the numbers they count for (see ``folding``) wherever many
    are read, instead of being asked for each number.
    """

    name: str
    has_tallies: bool
    folds: bool

    def as_of(self) -> datetime | None:
        """When the data were taken (Asia/Shanghai aware); None: now."""

    def answer(self, question: Question) -> Answer:
        """Run it. Columns in the order of the expression."""

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """Whether every union stood at or under the node on every day; no, when that is not known."""

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """One after the other; an engine may be at the next while the caller reads the last."""


def the_engine(asked: str | Engine | None) -> Engine:
    """The engine itself, the one of that name over the newest snapshot, or PostgreSQL.

    Raises Blocked for an unknown name, and when there is no snapshot.
    """
    if isinstance(asked, str) and asked not in _MAKERS:
        raise Blocked(f"没有名为“{asked}”的统计引擎。可用:{'、'.join(_MAKERS)}。")
    return _MAKERS[asked or "postgres"]() if asked is None or isinstance(asked, str) else asked


def with_tables(select: str, tables: Mapping[str, str]) -> str:
    """A select with its tables in front, as common table expressions that are not stored."""
    parts = ", ".join(f'"{name}" AS NOT MATERIALIZED ({sql})' for name, sql in tables.items())
    inner = select.removeprefix("WITH ")
    return f"WITH {parts} {select}" if inner == select else f"WITH {parts}, {inner}"


def _postgres() -> Engine:
    from niangjia.kernel.indicators.engines.postgres import PostgresEngine  # it imports us

    return PostgresEngine()


def _duckdb() -> Engine:
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine  # DuckDB is loaded on demand

    return DuckDBEngine(_newest())


def _spark() -> Engine:
    from niangjia.kernel.indicators.engines.spark import SparkEngine  # an extra, may be absent

    return SparkEngine(_newest())


def _newest() -> Path:
    from niangjia.kernel.indicators import snapshot  # it imports the registry

    folder = snapshot.latest(Path(settings.NIANGJIA_FILES) / "snapshots")
    if folder is None:
        raise Blocked("还没有可用的数据快照。请先用 niangjia snapshot 生成。")
    return folder


_MAKERS: Mapping[str, Callable[[], Engine]] = MappingProxyType(
    {"postgres": _postgres, "duckdb": _duckdb, "spark": _spark}
)
