"""Taking snapshots (数据快照) below the files folder: nightly, on request, before a large closing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from niangjia.statistics.queries import source

if TYPE_CHECKING:
    from niangjia.kernel.indicators.engines import Engine

SNAPSHOT = "figures.snapshot"
Tell = Callable[[int, int | None, str], None]


def renew(tell: Tell | None = None) -> Path:
    """Take a snapshot now and forget the oldest; its folder. Cancelled, it leaves nothing."""
    from niangjia.kernel.indicators import snapshot  # loads Ibis, Arrow

    return snapshot.renew(snapshot.home(), keep=int(source.in_force()["keep"]), progress=tell)


def engine_for_all(tell: Tell | None = None) -> Engine | None:
    """What counts every node: a large installation a new snapshot, a small one its live records."""
    return source.over(renew(tell)) if source.is_large_installation() else None
