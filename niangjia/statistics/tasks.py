"""Background work of statistics (统计): snapshots every night, closing periods, comparing them."""

from __future__ import annotations

import time
from typing import Any

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.jobs import Cancelled, Progress
from niangjia.kernel.models import Job
from niangjia.statistics.models import Closing
from niangjia.statistics.rules.periods import parse
from niangjia.statistics.services import closings, plans, snapshots
from niangjia.unions.models import Union

_LOOK_EVERY_SECONDS = 0.5


def telling(progress: Progress) -> closings.Tell:
    """Reports progress between transactions; inside one it only looks whether to stop.

    A line written there would be seen at its end, and hold up the one who cancels.
    """
    looked_at = 0.0

    def tell(done: int, total: int | None, words: str) -> None:
        nonlocal looked_at
        if not connection.in_atomic_block:
            progress.tell(done, total, words)
        elif time.monotonic() - looked_at > _LOOK_EVERY_SECONDS:
            looked_at = time.monotonic()
            if Job.objects.filter(pk=progress.job.pk, is_cancel_requested=True).exists():
                raise Cancelled

    return tell


@jobs.kind(snapshots.SNAPSHOT)
def snapshot(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Take a snapshot; ``params`` is empty."""
    from niangjia.kernel.indicators.snapshot import manifest  # loads Ibis, Arrow

    told = manifest(snapshots.renew(progress.tell))
    return {"rows": told.rows, "message": f"快照已生成,共{told.rows}行。"}


@jobs.kind(closings.CLOSE)
def close(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Close ``params["period"]`` of the union ``params["union"]``."""
    union = Union.objects.get(pk=params["union"])
    period = parse(params["period"])
    if period is None:
        raise Blocked("没有写明期间。请重新提交。")
    tell = telling(progress)
    engine = snapshots.engine_for_all(tell)
    made = closings.close(union, period, actor=progress.actor, engine=engine, tell=tell)
    return {
        "nodes": made.node_count,
        "url": _page_of(made),
        "message": f"已封存{made.node_count}个工会的数据。",
    }


@jobs.kind(closings.COMPARE)
def compare(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Compare the closing ``params["closing"]`` with present records."""
    closing = Closing.objects.select_related("union").get(pk=params["closing"])
    tell = telling(progress)
    engine = snapshots.engine_for_all(tell)
    made = closings.compare(closing, actor=progress.actor, engine=engine, tell=tell)
    said = f"有{made.difference_count}处不一致" if made.difference_count else "与封存时一致"
    return {
        "differences": made.difference_count,
        "url": f"{_page_of(closing)}?tab=differences",
        "message": f"{closing}:{said}。",
    }


def _page_of(closing: Closing) -> str:
    return f"/closings/{closing.public_id}/"


@app.periodic(cron="30 18 * * *")  # UTC: at 02:30 in China
@app.task(queue="jobs", pass_context=False)
def nightly(timestamp: int) -> None:
    """Queue the snapshot of the night; a second one only takes time."""
    close_old_connections()
    try:
        jobs.start(snapshots.SNAPSHOT, "每夜数据快照", {}, actor=SYSTEM)
    finally:
        close_old_connections()


@app.periodic(cron="0 19 * * *")  # UTC: at 03:00 in China, after the snapshot
@app.task(queue="jobs", pass_context=False)
def count_targets(timestamp: int) -> None:
    """Count the progress of issued plans for the workbench; running twice does no harm."""
    close_old_connections()
    try:
        plans.refresh_all(clock.today())
    finally:
        close_old_connections()
