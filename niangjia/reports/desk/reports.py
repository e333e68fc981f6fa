"""Pages of reports (报告): list, the report to read, its figures, versions and revisions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import path

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports import queries, services
from niangjia.reports.desk import editor, files
from niangjia.reports.desk.showing import shown
from niangjia.reports.forms.reports import NewReportForm, PeriodForm
from niangjia.reports.models import Report, ReportFigure
from niangjia.reports.rules.flow import REPORT, ReportStatus
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.figures import explain_url

_VERSIONS = 50


def _body(report: Report, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The report as it stands: frozen word for word, or a draft with today's records."""
    answer: dict[str, Any] = {
        "report": report,
        "may_edit": report.is_draft and actor.may("reports.edit", report.scope_path),
        "may_freeze": report.is_draft and actor.may("reports.freeze", report.scope_path),
        "may_export": actor.may("reports.export", report.scope_path),
        "may_check": actor.may("checks.edit", report.scope_path),
    }
    kept = queries.frozen_document(report)
    if kept is not None:
        return answer | {"shown": shown(kept), "is_intact": queries.is_intact(report)}
    written = queries.write_report(report, actor=actor, patiently=False)
    return answer | {
        "is_unfinished": report.end >= clock.today(),
        "shown": shown(written.document),
        "problems": written.problems,
        "changes": queries.changes(report, written),
        "doubts": queries.doubts(report, written),
    }


def _figures(report: Report, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The figures as last written; of a frozen report beside what the records say today."""
    is_frozen = bool(report.sha256)
    rows = queries.figures_seen_by(report, actor)
    return {
        "report": report,
        "figures": [(row, _address(row, is_frozen=is_frozen)) for row in rows],
        "reckoned": queries.reckoned_in(report),
        "revisions": queries.revisions(report, actor=actor) if is_frozen else [],
        "lost": queries.lost(report) if is_frozen else [],
    }


def _address(figure: ReportFigure, *, is_frozen: bool) -> str:
    """The page of the figure, as the records say it now; of a frozen one by the definition of then."""
    code, union = figure.code, figure.union.code
    if is_frozen:
        code = queries.code_then(code, figure.version) or code
    return explain_url(code, union, on=figure.on, start=figure.start, end=figure.end)


def _versions(report: Report, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    rows = list(report.texts.order_by("-number")[:_VERSIONS])
    wanted = request.GET.get("version", "")
    chosen = next((row for row in rows if str(row.number) == wanted), None)
    return {"report": report, "versions": rows, "chosen": chosen}


def _notes(report: Report, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    return {"notes": list(report.notes.order_by("pk"))}


@register
class ReportDesk(Desk):
    """报告."""

    slug = "reports"
    model = Report
    title = noun = "报告"
    menu = ("统计", 60)
    area = "reports"
    related = ("union", "template__template")
    columns = (
        Link("title"),
        Text("union"),
        Computed("报告期", lambda row: row.period),
        Status("status", tones={ReportStatus.DRAFT.value: "wait", ReportStatus.FROZEN.value: "ok"}),
        Computed("模板", lambda row: row.template.template.title),
        Day("frozen_at"),
    )
    card = ("title", "union", "报告期", "status")
    filters = (
        Choice("status"),
        UnionSubtree("union"),
        DateRange("end"),
    )
    search = staticmethod(queries.find_reports)
    search_hint = "标题、工会名称或编码"
    list_intro = "选模板、工会和报告期,数据自动填好;改好文字后定稿。定稿的报告不再改动。"
    empty_hint = "有编写权限的人员点“新增报告”,选一个模板就可以开始。"
    form = NewReportForm
    can_edit = False  # the editor of its own
    workflow = REPORT
    verbs: ClassVar[Any] = {"withdraw": services.withdraw, "drop": services.drop}
    acts = (
        Act(
            "refresh",
            "更新数据",
            "reports.edit",
            services.refresh,
            hidden_when=lambda report: not report.is_draft,
            help="按现在的记录重新统计,替换上次写下的数。",
        ),
        Act(
            "period",
            "改报告期",
            "reports.edit",
            services.set_period,
            form=PeriodForm,
            hidden_when=lambda report: not report.is_draft,
        ),
    )
    tabs: ClassVar[Any] = (
        Tab("text", "正文", "reports/tabs/text.html", _body),
        Tab("figures", "数据", "reports/tabs/figures.html", _figures),
        Tab("versions", "版本", "reports/tabs/versions.html", _versions),
        Tab("notes", "定稿说明", "reports/tabs/notes.html", _notes),
        Facts(
            Group("报告", "title", "union", "start", "end", "template", "version", "figures_at"),
            Group("定稿", "frozen_by", "frozen_at", "sha256"),
        ),
        Timeline(),
    )
    urls = (
        path("indicators/", editor.indicators, name="report-indicators"),
        path("<uuid:ref>/write/", editor.write, name="report-write"),
        path("<uuid:ref>/preview/", editor.preview, name="report-preview"),
        path("<uuid:ref>/freeze/", editor.freeze, name="report-freeze"),
        path("<uuid:ref>/check/", files.check, name="report-check"),
        path("<uuid:ref>/file/<str:kind>/", files.download, name="report-file"),
    )
