"""Background work of members (会员): checking and committing sheets, looking for doubles."""

from __future__ import annotations

from typing import Any

from niangjia.kernel import jobs
from niangjia.kernel.jobs import Progress
from niangjia.members import imports
from niangjia.members.services import importing, queue_many, undoing

_DOUBLES_AT_ONCE = 1_000


@jobs.kind(imports.CHECK)
def check_sheet(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Check an uploaded sheet; ``params["batch"]`` is the batch's id."""
    batch = imports.batch_of(params, progress.actor)
    progress.tell(0, None, "正在读取表格并逐行检查")
    outcome = importing.stage(batch, actor=progress.actor, tell=progress.tell)
    return {"rows": outcome.rows, "refused": outcome.refused}


@jobs.kind(imports.COMMIT)
def commit_sheet(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Write the good rows of a checked sheet."""
    batch = imports.batch_of(params, progress.actor)
    progress.tell(0, batch.row_count, "正在写入,完成前不会留下任何改动")
    outcome = importing.commit(batch, actor=progress.actor, tell=progress.tell)
    return {"rows": outcome.rows, "accepted": outcome.accepted}


@jobs.kind(importing.FIND_DOUBLES)
def find_doubles(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Queue the new persons of a batch who look like somebody the register has already."""
    people = undoing.persons_made_by(imports.batch_of(params, progress.actor))
    found = 0
    for start in range(0, len(people), _DOUBLES_AT_ONCE):
        progress.tell(start, len(people))
        found += queue_many(people[start : start + _DOUBLES_AT_ONCE])
    return {"pairs": found}
