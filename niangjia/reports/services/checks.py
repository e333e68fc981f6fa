"""Verbs of the figure check (数据核对): take in a report, examine it, decide its findings.

The examination is one transaction: a report is checked as a whole or stays as it was. Nothing
ever changes the text; a decision is added, never edited.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from niangjia.kernel import clock, jobs, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job, JobState
from niangjia.kernel.verbs import lock, verb
from niangjia.reports.models import (
    CheckDecision,
    CheckedDocument,
    CheckedFigure,
    CheckFinding,
)
from niangjia.reports.queries.checks import KnownFigures
from niangjia.reports.queries.passages import explained
from niangjia.reports.rules.checks import (
    LARGEST_UPLOAD,
    LONGEST_CHECK,
    LONGEST_PASTE,
    CheckState,
    Decision,
    FindingState,
    decided_meanwhile,
    key_of,
    plain_paste,
    why_not_decided,
)
from niangjia.statistics.check import Report, check, why_not_published
from niangjia.statistics.check.documents import Unreadable, kind_of, read_bytes
from niangjia.unions.models import Union

if TYPE_CHECKING:
    from niangjia.statistics.check.figures import Figure

EDIT, EXPORT, PUBLISH = "checks.edit", "checks.export", "reports.edit"
EXAMINE = "reports.check"
"""Kind of the job that reads and checks a document (``tasks.checks``)."""
EXPORT_JOB = "reports.check_export"
EXPORTS = {"excel": "疑问清单", "word": "带批注的 Word"}
_PART = 1_000
_LONGEST_TITLE = 60
_STALE_AFTER = timedelta(minutes=30)
"""A job that has run so long died with its worker."""
Tell = Callable[[int, str], None]
STEPS = 3
"""Read, check, keep."""


@verb
def submit(
    union: Union, name: str, content: bytes, *, published_on: date | None, actor: Actor
) -> CheckedDocument:
    """Keep a report and queue its check. Raises NotVisible, Blocked (``file``, ``published_on``)."""
    if not actor.may(EDIT, union.path):
        raise NotVisible
    if published_on is not None and (why := why_not_published(published_on, clock.today())):
        raise Blocked(why, field="published_on")
    if len(content) > LARGEST_UPLOAD:
        raise Blocked("文件超过 50 MB。请只提交报告正文,或拆成几个文件。", field="file")
    if not content.strip():
        raise Blocked("文件是空的。请检查是否选错了文件。", field="file")
    document = CheckedDocument.objects.create(
        union=union,
        name=(name.strip() or "粘贴的文字")[:200],
        published_on=published_on,
        kind=kind_of(content, name),
        digest=hashlib.sha256(content).hexdigest(),
        sent_by_id=actor.user_id,
        sent_by=actor.label[:100],
    )
    path = folder_of(document) / "original"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)
    document.file_path = str(path.relative_to(jobs.files_root()))
    document.save(update_fields=["file_path", "updated_at"])
    journal.record("reports.check", document, actor=actor, summary=f"提交“{document.name}”核对数据")
    jobs.start(EXAMINE, f"核对数据:{document.name}", {"document": document.pk}, actor=actor)
    return document


def submit_text(
    union: Union, name: str, text: str, *, published_on: date | None, actor: Actor
) -> CheckedDocument:
    """The same for pasted text. Raises NotVisible, Blocked (``text``, ``published_on``)."""
    text = plain_paste(text)
    if not text.strip():
        raise Blocked("粘贴的内容里没有文字。请重新复制报告正文。", field="text")
    if len(text) > LONGEST_PASTE:
        raise Blocked(
            f"粘贴的文字超过 {LONGEST_PASTE // 10_000} 万字。请存成文件上传。", field="text"
        )
    title = name or " ".join(text.strip().partition("\n")[0].split())[:_LONGEST_TITLE]
    return submit(union, title, text.encode(), published_on=published_on, actor=actor)


def folder_of(document: CheckedDocument) -> Path:
    """Where a document's files live: private, outside the web root."""
    return jobs.files_root() / "checks" / str(document.public_id)


def original_of(document: CheckedDocument) -> bytes | None:
    """The uploaded file, or None when it is gone."""
    path = jobs.files_root() / document.file_path if document.file_path else None
    return path.read_bytes() if path is not None and path.is_file() else None


def examine(document: CheckedDocument, *, actor: Actor, tell: Tell) -> CheckedDocument:
    """Read and check a document; all of it is kept, or none. Raises NotVisible, Blocked.

    A report that cannot be read, or takes too long, is marked so with the reason, and its file is removed.
    ``tell`` is called between the families of rules: what it raises (a stop) leaves the document as it was.
    """
    if not actor.may(EDIT, document.union.path):
        raise NotVisible
    content = original_of(document)
    try:
        if content is None:
            raise Unreadable("上传的文件已不在系统里。请重新上传。")
        tell(0, "正在读取文字")
        text = read_bytes(content, document.name)
        known = KnownFigures(document.union)
        report = check(text, document.published_on, known, alive=_patience(tell))
    except Unreadable as refusal:
        refuse(document, str(refusal), actor=actor)
        raise Blocked(str(refusal)) from refusal
    tell(2, "正在保存结果")
    return keep(document, text, report, actor=actor)


def _patience(tell: Tell) -> Callable[[], None]:
    """Asked between the families of rules: whether the user stopped it, or it takes too long."""
    ends = time.monotonic() + LONGEST_CHECK.total_seconds()

    def alive() -> None:
        if time.monotonic() > ends:
            minutes = LONGEST_CHECK // timedelta(minutes=1)
            raise Unreadable(
                f"核对超过 {minutes} 分钟还没有完成,已经停止。正文太长或数据太密,请拆成几个文件分别核对。"
            )
        tell(1, "正在读出数据并核对")

    return alive


@verb
def refuse(document: CheckedDocument, reason: str, *, actor: Actor) -> CheckedDocument:
    """Mark a document unreadable, with the reason; its file goes."""
    document = lock(CheckedDocument, document.pk)
    document.state = CheckState.FAILED
    document.message = reason[:500]
    document.file_path = ""
    document.save(update_fields=["state", "message", "file_path", "updated_at"])
    journal.record(
        "reports.check_refused", document, actor=actor, summary=f"“{document.name}”无法读取",
        reason=reason,
    )  # fmt: skip
    folder = folder_of(document)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    return document


@verb
def keep(document: CheckedDocument, text: str, report: Report, *, actor: Actor) -> CheckedDocument:
    """Store what was read and found; findings explained before are settled by that explanation.

    Raises Blocked when the document was examined already.
    """
    document = lock(CheckedDocument, document.pk)
    if document.state != CheckState.CHECKING:
        raise Blocked("这份文档已经核对过。")
    CheckedFigure.objects.bulk_create(
        [_row(document, place, figure) for place, figure in enumerate(report.figures, start=1)],
        batch_size=_PART,
    )
    keys = [key_of(finding, report.figures) for finding in report.told]
    known = explained(document.union, keys)
    CheckFinding.objects.bulk_create(
        [
            CheckFinding(
                document=document, position=place, rule=finding.rule,
                severity=finding.severity.value, message=finding.message, start=finding.start,
                end=finding.end, suggestion=(finding.suggestion or "")[:500], key=key,
                known=known.get(key),
                evidence=[[item.text, item.start, item.end] for item in finding.evidence],
            )
            for place, (key, finding) in enumerate(
                zip(keys, report.told, strict=True), start=1
            )
        ],
        batch_size=_PART,
    )  # fmt: skip
    document.text = text
    document.state = CheckState.CHECKED
    document.checked_at = timezone.now()
    document.figure_count = len(report.figures)
    document.finding_count = len(report.told)
    document.open_count = sum(key not in known for key in keys)
    document.save(
        update_fields=[
            "text", "state", "checked_at", "figure_count", "finding_count", "open_count",
            "updated_at",
        ]
    )  # fmt: skip
    journal.record(
        "reports.checked",
        document,
        actor=actor,
        summary=f"核对“{document.name}”:读出 {document.figure_count} 个数据,"
        f"{document.finding_count} 条疑问",
    )
    return document


def _row(document: CheckedDocument, place: int, figure: Figure) -> CheckedFigure:
    period = figure.period
    return CheckedFigure(
        document=document, position=place, start=figure.start, end=figure.end,
        text=figure.text[:200], value=figure.value, upper=figure.upper,
        unit=figure.unit.strip("?")[:12], label=figure.label[:100],
        indicator=(figure.indicator or "")[:80], period=period.text[:60],
        period_start=date.fromisoformat(period.start) if period.start else None,
        period_end=date.fromisoformat(period.end) if period.end else None,
        organisation=figure.organisation[:60],
    )  # fmt: skip


@verb
def decide(
    finding: CheckFinding,
    kind: Decision,
    *,
    corrected: str = "",
    reason: str = "",
    evidence: str = "",
    seen: int | None = None,
    actor: Actor,
) -> CheckDecision:
    """Accept, correct or explain a finding; earlier decisions stay. Raises NotVisible, Blocked.

    ``seen`` is the key of the decision that the actor saw to hold, 0 for none: a newer one stops her.
    """
    document = lock(CheckedDocument, finding.document_id)
    if not actor.may(EDIT, document.union.path):
        raise NotVisible
    corrected, reason, evidence = corrected.strip(), reason.strip(), evidence.strip()
    at_figure = document.figures.filter(start=finding.start, end=finding.end).exists()
    refusal = why_not_decided(
        kind, corrected=corrected, reason=reason, evidence=evidence, is_of_figure=at_figure
    )
    if refusal is not None:
        raise Blocked(refusal[1], field=refusal[0])
    latest = finding.decisions.order_by("-pk").first()
    if latest is not None and seen not in (None, latest.pk):
        raise Blocked(decided_meanwhile(latest.kind, latest.actor_label))
    was_open = finding.known_id is None and latest is None
    decision = CheckDecision.objects.create(
        finding=finding,
        kind=kind.value,
        reported=document.text[finding.start : finding.end][:500] or finding.message[:500],
        corrected=corrected[:200],
        reason=reason[:500],
        evidence=evidence[:500],
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
    )
    if was_open:
        document.open_count -= 1
        document.save(update_fields=["open_count", "updated_at"])
    journal.record(
        f"reports.check_{kind.value}",
        document,
        actor=actor,
        summary=f"{FindingState(kind).label}疑问 {finding.position}({finding.rule})“{decision.reported[:60]}”"
        + (f"→“{corrected}”" if corrected else ""),
        reason=reason,
    )
    return decision


@verb
def retry(document: CheckedDocument, *, actor: Actor) -> CheckedDocument:
    """Queue the check again when its job died. Raises NotVisible, Blocked."""
    document = lock(CheckedDocument, document.pk)
    if not actor.may(EDIT, document.union.path):
        raise NotVisible
    if document.state != CheckState.CHECKING:
        raise Blocked("这份文档已经核对完。")
    if is_being_examined(document):
        raise Blocked("正在核对,请稍候。")
    jobs.start(EXAMINE, f"核对数据:{document.name}", {"document": document.pk}, actor=actor)
    journal.record("reports.check", document, actor=actor, summary=f"再次核对“{document.name}”")
    return document


@verb
def recheck(document: CheckedDocument, *, actor: Actor) -> Job:
    """Queue the same file once more, as a document of its own: by the records of now, and by what was
    explained since. Raises NotVisible, Blocked.
    """
    if not actor.may(EDIT, document.union.path):
        raise NotVisible
    if document.state != CheckState.CHECKED:
        raise Blocked("这份文档还没有核对完。请等它核对完,再核对一次。")
    content = original_of(document)
    if content is None:
        raise Blocked("没有开始:上传的文件已不在系统里。请重新上传。")
    again = submit(
        document.union, document.name, content, published_on=document.published_on, actor=actor
    )
    return Job.objects.get(kind=EXAMINE, params__document=again.pk)


def is_being_examined(document: CheckedDocument) -> bool:
    """Whether a job is at work on it, or waits to be."""
    live = Job.objects.filter(
        kind=EXAMINE,
        params__document=document.pk,
        state__in=(JobState.WAITING, JobState.RUNNING),
        created_at__gt=timezone.now() - _STALE_AFTER,
    )
    return live.exists()


@verb
def discard(document: CheckedDocument, *, actor: Actor) -> None:
    """Take a document out of the list that was never checked; the journal keeps its name and reason.

    Raises NotVisible, Blocked.
    """
    document = lock(CheckedDocument, document.pk)
    if not actor.may(EDIT, document.union.path):
        raise NotVisible
    if document.state == CheckState.CHECKED:
        raise Blocked("这份文档已经核对完,结果要保留,不能移除。")
    if document.state == CheckState.CHECKING and is_being_examined(document):
        raise Blocked("正在核对,请先停止任务,再移除。")
    journal.record(
        "reports.check_discarded", document, actor=actor, summary=f"移除没有核对成的“{document.name}”",
        reason=document.message,
    )  # fmt: skip
    folder = folder_of(document)
    document.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


@verb
def queue_export(document: CheckedDocument, what: str, *, actor: Actor) -> Job:
    """Queue the findings as Excel, or the report as Word with comments. Raises NotVisible, Blocked."""
    if what not in EXPORTS or not actor.may(EXPORT, document.union.path):
        raise NotVisible
    if document.state != CheckState.CHECKED:
        raise Blocked("这份文档还没有核对完,没有可导出的结果。")
    params = {"document": document.pk, "what": what}
    journal.record(
        "reports.check_export", document, actor=actor, is_read=True,
        summary=f"导出“{document.name}”的{EXPORTS[what]}",
    )  # fmt: skip
    return jobs.start(EXPORT_JOB, f"{EXPORTS[what]}:{document.name}", params, actor=actor)
