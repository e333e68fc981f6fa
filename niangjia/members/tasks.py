"""Background work of members (会员): sheets, doubles, transfers whose term has run out."""

from __future__ import annotations

import time
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app

from niangjia.kernel import clock, jobs
from niangjia.kernel.jobs import Cancelled, Progress
from niangjia.kernel.models import Job
from niangjia.members import imports
from niangjia.members.models import ImportBatch
from niangjia.members.services import (
    auto_confirm_transfers,
    importing,
    queue_many,
    sheetfiles,
    undoing,
)
from niangjia.members.services.binding import forget_claims

_DOUBLES_AT_ONCE = 1_000
_LOOK_EVERY_SECONDS = 0.5


def watching(progress: Progress) -> importing.Tell:
    """Stops the work when asked to, without writing.

    The work is one transaction: progress written in it would be seen only at its end, and would
    make the one who cancels wait for just that.
    """
    looked_at = 0.0

    def tell(_done: int) -> None:
        nonlocal looked_at
        if time.monotonic() - looked_at > _LOOK_EVERY_SECONDS:
            looked_at = time.monotonic()
            if Job.objects.filter(pk=progress.job.pk, is_cancel_requested=True).exists():
                raise Cancelled

    return tell


@jobs.kind(imports.CHECK)
def check_sheet(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Check an uploaded sheet; ``params["batch"]`` is the batch's id."""
    batch = imports.batch_of(params, progress.actor)
    progress.tell(0, None, "正在读取表格并逐行检查")
    outcome = importing.stage(batch, actor=progress.actor, tell=watching(progress))
    good = f"{outcome.accepted}行可导入,{outcome.refused}行有错误"
    return {
        "rows": outcome.rows,
        "refused": outcome.refused,
        "url": _page_of(batch),
        "message": f"已检查{outcome.rows}行:{good}。",
    }


@jobs.kind(imports.COMMIT)
def commit_sheet(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Write the good rows of a checked sheet."""
    batch = imports.batch_of(params, progress.actor)
    progress.tell(0, batch.row_count, "正在写入,完成前不会留下任何改动")
    outcome = importing.commit(batch, actor=progress.actor, tell=watching(progress))
    return {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "url": _page_of(batch),
        "message": imports.committed_message(outcome.accepted, outcome.unchanged),
    }


def _page_of(batch: ImportBatch) -> str:
    return f"/members/import/{batch.public_id}/"


@jobs.kind(importing.FIND_DOUBLES)
def find_doubles(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Queue the new persons of a batch who look like somebody the register has already."""
    people = undoing.persons_made_by(imports.batch_of(params, progress.actor))
    found = 0
    for start in range(0, len(people), _DOUBLES_AT_ONCE):
        progress.tell(start, len(people))
        found += queue_many(people[start : start + _DOUBLES_AT_ONCE])
    return {"pairs": found, "message": f"发现疑似重复{found}对。" if found else "没有发现重复。"}


@app.periodic(cron="20 17 * * *")  # UTC: at 01:20 in China
@app.task(queue="jobs", pass_context=False)
def nightly(timestamp: int) -> None:
    """Complete transfers by silence, forget old sheets and claims; twice does no harm."""
    close_old_connections()
    try:
        auto_confirm_transfers(clock.today())
        sheetfiles.forget_old()
        forget_claims()
    finally:
        close_old_connections()
