"""The official member sheet in the desk: upload, check, commit, undo (会员信息采集表导入).

`MemberSheet` is what the generic import page of `web.desk` asks an area for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import get_valid_filename

from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.excel import UnusableFile
from niangjia.kernel.excel.container import MAX_FILE_BYTES
from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.models import Job, JobState
from niangjia.kernel.scope import the_visible
from niangjia.members.models import ImportBatch
from niangjia.members.rules.register import BatchState
from niangjia.members.services import importing, sheetfiles, undoing
from niangjia.unions.models import Union
from niangjia.web.desk import BatchLine, BatchResult

CHECK = "members.check_sheet"
COMMIT = "members.commit_sheet"
PERMISSION = "members.import"
_RECENT = 10
_STALE_AFTER = timedelta(minutes=30)
"""A job that has run so long died with its worker; the batch may be taken up again."""


class MemberSheet:
    """The importer of the member sheet (`web.desk.importer.Importer`)."""

    sheet_name = "会员信息采集表"
    accept = ".xlsx"
    hint = (
        "请上传填好的《工会会员实名信息采集表》(.xlsx,不超过50MB)。"
        "表头不必在第一行,列的顺序也不限;合计、填表说明等行会自动跳过。"
    )

    def start(self, file: UploadedFile[bytes], union: Union, *, actor: Actor) -> ImportBatch:
        """Keep the file and queue its check. Raises NotVisible, UnusableFile, Blocked."""
        if (file.size or 0) > MAX_FILE_BYTES:
            raise UnusableFile("文件超过50MB上限。请删去图片和多余的表,或拆成几份上传。")
        name = Path(file.name or "会员表.xlsx").name
        with tempfile.TemporaryDirectory(dir=_private_folder()) as folder:
            path = Path(folder) / f"sheet-{get_valid_filename(name)[-60:]}"
            with path.open("wb") as target:
                for chunk in file.chunks():
                    target.write(chunk)
            with transaction.atomic():
                batch = importing.receive(path, name, union, actor=actor)
                jobs.start(CHECK, f"检查会员表:{name}", {"batch": batch.pk}, actor=actor)
        return batch

    def find(self, public_id: str, *, actor: Actor) -> ImportBatch:
        """The batch. Raises NotVisible."""
        try:
            wanted = UUID(public_id)
        except ValueError:
            raise NotVisible from None
        return the_visible(_visible(actor).filter(public_id=wanted))

    def recent(self, actor: Actor) -> Sequence[BatchLine]:
        """The last batches the actor sent herself and may still see."""
        rows = _visible(actor).filter(actor_id=actor.user_id).order_by("-id")[:_RECENT]
        return [
            BatchLine(
                batch.public_id,
                batch.file_name,
                batch.union,
                BatchState(batch.state).label,
                batch.created_at,
            )
            for batch in rows
        ]

    def job(self, batch: ImportBatch) -> Job | None:
        """The latest job of the batch (check or commit)."""
        return (
            Job.objects.filter(kind__in=(CHECK, COMMIT), params__batch=batch.pk)
            .order_by("-id")
            .first()
        )

    def result(self, batch: ImportBatch) -> BatchResult:
        """Counts and what may be done next."""
        job = self.job(batch)
        is_busy = job is not None and _is_alive(job)
        state = batch.state
        if is_busy and job is not None and job.kind == COMMIT and state == BatchState.CHECKED:
            state = "committing"
        fresh = batch.accepted_count - batch.unchanged_count
        return BatchResult(
            state=state,
            message=_message(batch, job),
            rows=batch.row_count,
            accepted=batch.accepted_count,
            refused=batch.refused_count,
            warned=batch.warned_count,
            unchanged=batch.unchanged_count,
            can_commit=batch.state == BatchState.CHECKED and not is_busy and fresh > 0,
            can_undo=batch.state == BatchState.COMMITTED and fresh > 0,
        )

    def findings(
        self, batch: ImportBatch, *, after: int, limit: int
    ) -> Sequence[tuple[int, Finding]]:
        """Findings in the order of the sheet after a position, each with its position."""
        rows = batch.findings.filter(pk__gt=after).order_by("pk")[:limit]
        return [
            (f.pk, Finding(f.row, f.column, f.code, Severity(f.severity), f.message)) for f in rows
        ]

    def commit(self, batch: ImportBatch, *, actor: Actor) -> None:
        """Queue the writing of the good rows. Raises Blocked."""
        if batch.state != BatchState.CHECKED:
            label = BatchState(batch.state).label
            raise Blocked(f"本批次当前为“{label}”,不能导入。请刷新页面查看结果。")
        job = self.job(batch)
        if job is not None and _is_alive(job):
            raise Blocked("本批次正在处理,请等它完成。")
        jobs.start(COMMIT, f"导入会员表:{batch.file_name}", {"batch": batch.pk}, actor=actor)

    def undo(self, batch: ImportBatch, *, actor: Actor, reason: str) -> None:
        """Take the whole batch back while it is untouched. Raises Blocked."""
        undoing.undo(batch, actor=actor, reason=reason)

    def marked_file(self, batch: ImportBatch) -> tuple[Path, str] | None:
        """The user's own workbook with errors marked, and its download name."""
        return sheetfiles.marked(batch)


def batch_of(params: Mapping[str, int], actor: Actor) -> ImportBatch:
    """The batch a job works on, if its actor may still see it. Raises NotVisible."""
    return the_visible(_visible(actor).filter(pk=params["batch"]))


def _visible(actor: Actor) -> QuerySet[ImportBatch]:
    rows: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(actor, PERMISSION)
    return rows.select_related("union")


def _is_alive(job: Job) -> bool:
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        return False
    return job.started_at is None or clock.now() - job.started_at < _STALE_AFTER


def committed_message(accepted: int, unchanged: int) -> str:
    """What a committed batch says of itself."""
    return f"已导入:登记{accepted - unchanged}行,已在册{unchanged}行未改动。"


def _message(batch: ImportBatch, job: Job | None) -> str:
    match batch.state:
        case BatchState.COMMITTED:
            return committed_message(batch.accepted_count, batch.unchanged_count)
        case BatchState.UNDONE:
            return "本批次已撤销,登记库已恢复到导入之前。"
        case BatchState.CHECKED if batch.accepted_count == 0:
            return "没有可以导入的行。请按下面的说明改正后重新上传。"
        case BatchState.CHECKED if batch.accepted_count == batch.unchanged_count:
            return "可用的行都已在册,无需导入。"
    if job is not None and job.state in (JobState.FAILED, JobState.CANCELLED):
        return job.message
    return ""


def _private_folder() -> Path:
    folder = jobs.files_root() / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
