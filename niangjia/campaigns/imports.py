"""The list of names in the desk: upload, check, commit, undo (发放名单导入)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from niangjia.campaigns.models import ListBatch
from niangjia.campaigns.rules import BatchState
from niangjia.campaigns.services import importing
from niangjia.kernel import jobs
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.models import Job, JobState
from niangjia.kernel.scope import the_visible
from niangjia.unions.models import Union
from niangjia.web.desk import BatchLine, BatchResult

CHECK = "campaigns.check_list"
COMMIT = "campaigns.commit_list"
_RECENT = 10


class NameSheet:
    """The importer of lists (`web.desk.importer.Importer`)."""

    sheet_name = "发放名单"
    accept = ".xlsx"
    hint = (
        "请上传名单(.xlsx)。需要“活动编号、姓名、证件号码”三列;发慰问金的再填“银行账号、开户银行”。"
        "人员应是主办工会及下级的会员;列的顺序不限。"
    )

    def start(self, file: UploadedFile[bytes], union: Union, *, actor: Actor) -> ListBatch:
        """Seal the file and queue its check. Raises NotVisible, UnusableFile."""
        name = Path(file.name or "名单.xlsx").name
        with transaction.atomic():
            batch = importing.receive(file.read(), name, union, actor=actor)
            jobs.start(CHECK, f"检查名单:{name}", {"batch": batch.pk}, actor=actor)
        return batch

    def find(self, public_id: str, *, actor: Actor) -> ListBatch:
        """The batch. Raises NotVisible."""
        try:
            wanted = UUID(public_id)
        except ValueError:
            raise NotVisible from None
        return the_visible(_visible(actor).filter(public_id=wanted))

    def recent(self, actor: Actor) -> Sequence[BatchLine]:
        """The last batches the actor sent herself."""
        rows = _visible(actor).filter(actor_id=actor.user_id).order_by("-id")[:_RECENT]
        return [
            BatchLine(
                one.public_id, one.file_name, one.union, one.get_state_display(), one.created_at
            )
            for one in rows
        ]

    def job(self, batch: ListBatch) -> Job | None:
        """The latest job of the batch."""
        kinds = Job.objects.filter(kind__in=(CHECK, COMMIT), params__batch=batch.pk)
        return kinds.order_by("-id").first()

    def result(self, batch: ListBatch) -> BatchResult:
        """Counts and what may be done next."""
        job = self.job(batch)
        is_busy = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
        fresh = batch.accepted_count - batch.unchanged_count
        state = batch.state
        if is_busy and job is not None and job.kind == COMMIT and state == BatchState.CHECKED:
            state = "committing"
        message = batch.message
        if not message and job is not None and job.state in (JobState.FAILED, JobState.CANCELLED):
            message, state = job.message, "failed"
        return BatchResult(
            state=state,
            message=message,
            rows=batch.row_count,
            accepted=batch.accepted_count,
            refused=batch.refused_count,
            warned=0,
            unchanged=batch.unchanged_count,
            can_commit=batch.state == BatchState.CHECKED and not is_busy and fresh > 0,
            can_undo=batch.state == BatchState.COMMITTED and fresh > 0,
        )

    def findings(
        self, batch: ListBatch, *, after: int, limit: int
    ) -> Sequence[tuple[int, Finding]]:
        """Findings in the order of the sheet after a position."""
        rows = batch.findings.filter(pk__gt=after).order_by("pk")[:limit]
        return [
            (f.pk, Finding(f.row, f.column, f.code, Severity(f.severity), f.message)) for f in rows
        ]

    def commit(self, batch: ListBatch, *, actor: Actor) -> None:
        """Queue the writing of the good rows. Raises Blocked."""
        if batch.state != BatchState.CHECKED:
            raise Blocked(
                f"本批次当前为“{batch.get_state_display()}”,不能导入。请刷新页面查看结果。"
            )
        jobs.start(COMMIT, f"导入名单:{batch.file_name}", {"batch": batch.pk}, actor=actor)

    def undo(self, batch: ListBatch, *, actor: Actor, reason: str) -> None:
        """Take the whole batch back while nobody of it has received anything. Raises Blocked."""
        importing.undo(batch, reason=reason, actor=actor)

    def marked_file(self, batch: ListBatch) -> tuple[Path, str] | None:
        """The user's own workbook with errors marked, and its download name."""
        return importing.marked(batch)


def batch_of(params: dict[str, Any], actor: Actor) -> ListBatch:
    """The batch a job works on. Raises NotVisible."""
    return the_visible(_visible(actor).filter(pk=params["batch"]))


def _visible(actor: Actor) -> QuerySet[ListBatch]:
    rows: QuerySet[ListBatch] = ListBatch.objects.visible_to(actor, "campaigns.edit")
    return rows.select_related("union")
