"""Background work of the figure check (数据核对): examine a document, write its exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from niangjia.kernel import excel, jobs
from niangjia.kernel.errors import Blocked
from niangjia.kernel.jobs import Progress
from niangjia.reports.models import CheckedDocument
from niangjia.reports.queries.passages import Raised, raised_of
from niangjia.reports.services import checks as services
from niangjia.statistics.check.comments import Comment, annotated
from niangjia.statistics.check.output import sentence_at

_HEADS = (
    "序号", "级别", "规则", "规则名称", "原文", "所在句子", "疑问", "依据", "建议", "处理", "正确的数", "原因",
    "处理依据", "处理人", "处理时间",
)  # fmt: skip
_WIDTHS = (6, 6, 12, 18, 16, 34, 44, 34, 16, 8, 12, 16, 16, 10, 17)
"""Narrow enough for a page, with the words in several lines."""


def _document_of(params: dict[str, Any], permission: str, progress: Progress) -> CheckedDocument:
    """The document, if the actor may still touch it. Raises Blocked."""
    visible = CheckedDocument.objects.visible_to(progress.actor, permission)
    rows = visible.select_related("union").filter(pk=params["document"])
    document: CheckedDocument | None = rows.first()
    if document is None:
        raise Blocked("没有核对:这份文档已不在您的管理范围内。")
    return document


@jobs.kind(services.EXAMINE)
def examine(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Read and check one document; ``params["document"]`` is its id."""
    document = _document_of(params, services.EDIT, progress)
    document = services.examine(
        document,
        actor=progress.actor,
        tell=lambda done, words: progress.tell(done, services.STEPS, words),
    )
    return {"url": f"/checks/{document.public_id}/", "findings": document.finding_count}


@jobs.kind(services.EXPORT_JOB)
def export(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Write the findings as Excel, or the report with its findings as Word comments."""
    document = _document_of(params, services.EXPORT, progress)
    raised = raised_of(document)
    progress.tell(0, len(raised), "正在写入")
    name = Path(document.name).stem[:60] or "报告"
    if params["what"] == "excel":
        path = progress.new_file(f"{name}-疑问清单.xlsx")
        excel.write_sheet(
            path,
            [excel.Column(*head) for head in zip(_HEADS, _WIDTHS, strict=True)],
            (_line(document, one) for one in raised),
            sheet_name="疑问清单",
            watermark=f"{progress.actor.label} {timezone.localtime():%Y-%m-%d %H:%M} 导出,仅限工会工作使用",
        )
    else:
        path = progress.new_file(f"{name}-批注.docx")
        original = services.original_of(document) if document.kind == "docx" else None
        comments = [Comment(one.finding.start, one.finding.end, _words(one)) for one in raised]
        path.write_bytes(
            annotated(
                document.text, comments, original, lambda done: progress.tell(done, len(raised) + 1)
            )
        )
    path.chmod(0o600)
    progress.tell(len(raised), len(raised), f"共 {len(raised)} 条疑问")
    return {"rows": len(raised)}


def _line(document: CheckedDocument, one: Raised) -> list[Any]:
    finding = one.finding
    last = one.decisions[0] if one.decisions else finding.known
    return [
        finding.position, finding.get_severity_display(), finding.rule, one.rule,
        document.text[finding.start : finding.end],
        sentence_at(document.text, finding.start, finding.end), finding.message,
        ";".join(text for text, _, _ in finding.evidence), finding.suggestion, one.state.label,
        last.corrected if last else "", last.reason if last else "",
        last.evidence if last else "", last.actor_label if last else "",
        timezone.localtime(last.at).replace(tzinfo=None) if last else "",
    ]  # fmt: skip


def _words(one: Raised) -> str:
    """A finding as the text of a comment."""
    finding = one.finding
    words = f"[{finding.get_severity_display()}] {one.rule}({finding.rule}):{finding.message}"
    if finding.suggestion:
        words += f"\n建议:{finding.suggestion}"
    for decision in one.decisions[:1]:
        said = " ".join(part for part in (decision.corrected, decision.reason) if part)
        words += f"\n{one.state.label}{':' if said else ''}{said}"
        words += f"({decision.actor_label} {timezone.localtime(decision.at):%Y-%m-%d})"
    return words
