"""From where a figure is counted (数据来源): live records, or the snapshot for a large union.

The one rule: a union with more than ``large`` unions below it is counted from the newest
snapshot while that is fresh enough (dated parameter ``figures.snapshot``); all others, and large
ones without such a snapshot, from the records as they are now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from niangjia.kernel import clock, policy
from niangjia.statistics.rules import snapshots as rules
from niangjia.unions.models import Union

if TYPE_CHECKING:
    from niangjia.kernel.indicators.engines import Engine


def engine_for(union: Union) -> Engine | None:
    """The engine that counts this union's figures; None stands for live PostgreSQL."""
    return fresh_snapshot() if is_large(union) else None


def is_large(union: Union) -> bool:
    """Whether so many unions stand below it that counting live would keep people waiting."""
    return _exceeds(union.path)


def is_large_installation() -> bool:
    """The same for the whole tree."""
    return _exceeds("/")


def fresh_snapshot() -> Engine | None:
    """The engine over the newest usable snapshot, unless that is too old."""
    from niangjia.kernel.indicators import snapshot  # loads Ibis, Arrow

    folder = snapshot.latest(snapshot.home())
    if folder is None:
        return None
    engine = over(folder)
    taken_at = engine.as_of()
    if taken_at is None or not rules.is_fresh(taken_at, timezone.now(), int(in_force()["hours"])):
        return None
    return engine


@lru_cache(maxsize=2)
def over(folder: Path) -> Engine:
    """DuckDB over a snapshot; one per folder, for it keeps a connection."""
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine  # loads DuckDB

    return DuckDBEngine(folder)


def as_of(engine: Engine | None) -> datetime:
    """The instant whose records are counted."""
    taken_at = engine.as_of() if engine is not None else None
    return taken_at or timezone.now()


def said_as_of(engine: Engine | None) -> str:
    """数据截至 …, for beside a figure; empty while it is live."""
    taken_at = engine.as_of() if engine is not None else None
    return f"数据截至 {timezone.localtime(taken_at):%Y-%m-%d %H:%M}" if taken_at else ""


@contextmanager
def one_view() -> Iterator[None]:
    """Statements inside see the records of one moment; live figures of several facts then agree.

    Inside another transaction they see what that one sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def in_force() -> Mapping[str, Any]:
    """The parameters of snapshots today, for the whole installation."""
    return policy.get(rules.POLICY, "", clock.today())


def _exceeds(path: str) -> bool:
    most = int(in_force()["large"])
    return Union.objects.filter(path__startswith=path)[: most + 1].count() > most
