"""Pages of the figure check (数据核对): upload, the marked text, decisions, exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job
from niangjia.kernel.scope import the_visible
from niangjia.reports.forms.checks import DecideForm, DocumentForm, PublishForm
from niangjia.reports.models import CheckDecision, CheckedDocument, CheckFinding
from niangjia.reports.queries import passages as queries
from niangjia.reports.queries.checks import OTHER_UNION
from niangjia.reports.queries.passages import Raised
from niangjia.reports.rules.checks import SEVERITIES, CheckState, Decision, FindingState
from niangjia.reports.services import checks as services
from niangjia.reports.services import entering
from niangjia.statistics.check.rules.catalogue import CATALOGUE
from niangjia.web.desk import (
    Act,
    Choice,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Number,
    Preset,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.writing import put_refusal
from niangjia.web.guard import actor_of, go, is_htmx, page
from niangjia.web.jobpages import view_of

_LONGEST_KEY = 19
ACTS = {Decision.ACCEPTED: "采纳", Decision.CORRECTED: "更正", Decision.EXPLAINED: "说明"}


def _text_tab(document: CheckedDocument, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The text of one part with its figures, findings beside them, filters and counts."""
    job = _job_of(document)
    context: dict[str, Any] = {
        "document": document,
        "item": view_of(job) if job is not None and job.actor_id == actor.user_id else None,
        "is_checking": document.state == CheckState.CHECKING,
        "may_decide": actor.may(services.EDIT, document.scope_path),
    }
    if document.state != CheckState.CHECKED:
        return context
    everything = queries.raised_of(document)
    severity, stand = request.GET.get("severity", ""), request.GET.get("state", "")
    chosen = [
        raised
        for raised in everything
        if severity in {"", raised.finding.severity}
        and (stand != "open" or raised.state is FindingState.OPEN)
    ]
    parts = queries.parts_of(document)
    wanted = request.GET.get("part", "")
    number = min(max(int(wanted[:4]), 1), len(parts)) if wanted.isdecimal() else 1
    return context | {
        "passages": queries.passages(document, *parts[number - 1], chosen),
        "part": number,
        "parts": range(1, len(parts) + 1),
        "severity": severity,
        "only_open": stand == "open",
        "counts": [
            (code, word, queries.TONES[code], sum(r.finding.severity == code for r in everything))
            for code, word in SEVERITIES
        ],
        "shown": len(chosen),
        "elsewhere": _elsewhere(chosen, parts, number),
        "may_export": actor.may(services.EXPORT, document.scope_path),
        "may_publish": actor.may(services.PUBLISH, document.scope_path),
    }


def _elsewhere(
    chosen: list[Raised], parts: list[tuple[int, int]], number: int
) -> list[tuple[int, int]]:
    """(part, findings) of the other parts that have any."""
    counts = [
        (rank, sum(start <= raised.finding.start < end for raised in chosen))
        for rank, (start, end) in enumerate(parts, start=1)
    ]
    return [(rank, count) for rank, count in counts if count and rank != number]


def _job_of(document: CheckedDocument) -> Job | None:
    if document.state == CheckState.CHECKED:
        return None
    jobs = Job.objects.filter(kind=services.EXAMINE, params__document=document.pk)
    return jobs.order_by("-id").first()


@require_http_methods(["GET", "POST"])
@page("checks.view")
def decide(request: HttpRequest, finding: UUID, kind: str) -> HttpResponse:
    """``/checks/findings/<id>/<accepted|corrected|explained>/``: ask, then keep the decision."""
    actor = actor_of(request)
    rows = CheckFinding.objects.select_related("document__union", "known")
    found: CheckFinding = the_visible(
        rows.filter(pk__in=CheckFinding.objects.visible_to(actor, services.EDIT).filter(
            public_id=finding).values("pk"))
    )  # fmt: skip
    if kind not in set(Decision):
        raise NotVisible
    form = make_form(DecideForm, request, actor)
    if not isinstance(form, DecideForm):
        raise NotVisible
    form.choose(Decision(kind))
    back = f"/checks/{found.document.public_id}/"
    seen = request.POST.get("seen", "")
    if form.is_bound and form.is_valid():
        try:
            decision = services.decide(
                found,
                Decision(kind),
                **form.cleaned_data,
                seen=int(seen) if seen.isdecimal() and len(seen) < _LONGEST_KEY else None,
                actor=actor,
            )
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            told = f"第 {found.position} 条疑问:{FindingState(kind).label}。"
            if found.rule == OTHER_UNION and kind == Decision.EXPLAINED:
                told += "点“再核对一次”,就与本会的记录比较。"
            messages.success(request, told)
            return go(request, _place_of(decision, back))
    latest = found.decisions.order_by("-pk").first()
    context = {
        "finding": found,
        "rule": CATALOGUE[found.rule].name if found.rule in CATALOGUE else found.rule,
        "act": ACTS[Decision(kind)],
        "form": form,
        "reported": found.document.text[found.start : found.end],
        "back": back,
        "address": request.path,
        "latest": latest,
        "seen": seen or (latest.pk if latest is not None else 0),
    }
    name = "decide_dialog" if is_htmx(request) else "decide"
    return render(request, f"reports/checks/{name}.html", context)


@require_http_methods(["GET", "POST"])
@page("checks.view")
def publish(request: HttpRequest, document: UUID, position: int) -> HttpResponse:
    """``/checks/<id>/figures/<n>/publish/``: enter a figure into the register of published ones."""
    actor = actor_of(request)
    checked = the_visible(
        CheckedDocument.objects.visible_to(actor, services.PUBLISH)
        .select_related("union")
        .filter(public_id=document)
    )
    figure = the_visible(checked.figures.filter(position=position))
    form = make_form(PublishForm, request, actor, initial=entering.as_published(checked, figure))
    back = f"/checks/{checked.public_id}/"
    if form.is_bound and form.is_valid():
        try:
            entering.publish_figure(checked, figure, **form.cleaned_data, actor=actor)
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, f"已把“{figure.text}”登记为已公布数据。")
            return go(request, back)
    context = {"figure": figure, "document": checked, "form": form, "back": back,
               "address": request.path}  # fmt: skip
    name = "publish_dialog" if is_htmx(request) else "publish"
    return render(request, f"reports/checks/{name}.html", context)


@require_POST
@page("checks.view")
def export(request: HttpRequest, document: UUID, what: str) -> HttpResponse:
    """``/checks/<id>/export/<excel|word>/``: queue the file."""
    actor = actor_of(request)
    checked = the_visible(
        CheckedDocument.objects.visible_to(actor, services.EXPORT)
        .select_related("union")
        .filter(public_id=document)
    )
    services.queue_export(checked, what, actor=actor)
    messages.success(request, "导出任务已开始,完成后可在本页下载。")
    return go(request, "/jobs/")


def _place_of(decision: CheckDecision, back: str) -> str:
    """The part of the text with that finding, at the finding; new each time, so that it is loaded."""
    finding = decision.finding
    parts = queries.parts_of(finding.document)
    part = next((n for n, (_, end) in enumerate(parts, start=1) if finding.start < end), 1)
    return f"{back}?part={part}&at={decision.pk}#f{finding.position}"


def _retry(document: CheckedDocument, *, actor: Actor) -> CheckedDocument:
    return services.retry(document, actor=actor)


def _recheck(document: CheckedDocument, *, actor: Actor) -> Job:
    return services.recheck(document, actor=actor)


def _discard(document: CheckedDocument, *, actor: Actor) -> None:
    services.discard(document, actor=actor)


def _why_not_discarded(document: CheckedDocument) -> str | None:
    if document.state == CheckState.CHECKING and services.is_being_examined(document):
        return "正在核对,请先停止任务。"
    return None


def _why_not_retried(document: CheckedDocument) -> str | None:
    return None if document.state == CheckState.CHECKING else "这份文档已经核对完。"


@register
class CheckDesk(Desk):
    """数据核对."""

    slug = "checks"
    model = CheckedDocument
    title = "数据核对"
    noun = "核对文档"
    menu = ("统计", 80)
    area = "checks"
    related = ("union",)
    columns = (
        Link("name"),
        Text("union"),
        Status("state", tones={"checked": "ok", "failed": "bad", "checking": "wait"}),
        Text("message"),
        Number("figure_count", unit="个"),
        Number("finding_count", unit="条"),
        Number("open_count", unit="条"),
        Day("published_on"),
        Text("sent_by"),
    )
    card = ("name", "state", "open_count", "union")
    filters = (
        Choice("state"),
        UnionSubtree("union"),
        DateRange("published_on"),
        Preset("open", "有待处理的疑问", queries.with_open),
    )
    search = staticmethod(queries.find_documents)
    search_hint = "文档名称的开头"
    form = DocumentForm
    create_title, create_button = "核对一份报告", "开始核对"
    can_edit = False
    list_intro = (
        "上传工作报告,逐个读出数据,指出不可能或对不上的数。只提疑问,不改原文,由专人逐条处理。"
    )
    empty_hint = "还没有核对过报告。点“核对一份报告”上传一份 Word、PDF 或粘贴文字。"
    tabs = (
        Tab("text", "正文与疑问", "reports/checks/text.html", _text_tab),
        Facts(
            Group("文档", "name", "union", "published_on", "kind", "state", "message"),
            Group("结果", "figure_count", "finding_count", "open_count", "checked_at", "sent_by"),
        ),
        Timeline(),
    )
    acts = (
        Act(
            "retry",
            "重新核对",
            "checks.edit",
            _retry,
            when=_why_not_retried,
            hidden_when=lambda document: document.state != CheckState.CHECKING,
        ),
        Act(
            "again",
            "再核对一次",
            "checks.edit",
            _recheck,
            hidden_when=lambda document: document.state != CheckState.CHECKED,
            help="用同一个文件,按现在的记录和已有的说明重新核对,结果另成一份;这一份和已处理的疑问不变。",
        ),
        Act(
            "discard",
            "移除",
            "checks.edit",
            _discard,
            when=_why_not_discarded,
            hidden_when=lambda document: document.state == CheckState.CHECKED,
            danger=True,
            may_leave=True,
            help="没有核对成的文档不再列出;操作记录里留下文档名称和原因。",
        ),
    )
    urls = (
        path("findings/<uuid:finding>/<str:kind>/", decide),
        path("<uuid:document>/figures/<int:position>/publish/", publish),
        path("<uuid:document>/export/<str:what>/", export),
    )

    def rows(self, actor: Actor, permission: str) -> QuerySet[CheckedDocument]:
        """Without the text, which may be long; the page of one document loads it."""
        return CheckedDocument.objects.visible_to(actor, permission).defer("text")
