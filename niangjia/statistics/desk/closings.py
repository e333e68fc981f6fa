"""``/closings/``: closed periods (期间封存), their figures, what changed since, revisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.statistics.forms.closings import CloseForm, NodeForm, ReviseForm
from niangjia.statistics.models import Closing, Comparison, Difference, Revision
from niangjia.statistics.queries import closings as queries
from niangjia.statistics.queries.tiling import sums_apart
from niangjia.statistics.rules.closings import Value
from niangjia.statistics.services import closings
from niangjia.unions.models import Union
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
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    actor_of,
    go,
    mount,
    page,
    register,
)
from niangjia.web.desk.writing import Told, put_refusal
from niangjia.web.figures import explain_url

SHOWN = 50
EMPTY = "—"
SOURCES = {"postgres": "实时记录", "duckdb": "数据快照", "spark": "数据快照(Spark)"}


@dataclass(frozen=True)
class Line:
    """One frozen figure as shown. ``differs``: the records of now say something else."""

    name: str
    code: str
    url: str
    unit: str
    closed: str
    revised: str
    reason: str
    present: str
    differs: bool
    version: int


def said(value: Value, unit: str = "") -> str:
    """A value as people read it: a share with its decimals, others with fen only where there are any."""
    if value is None:
        return EMPTY
    return f"{int(value):,}" if unit != "%" and value == int(value) else f"{value:,}"


def _figures(closing: Closing, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 封存数据: the figures of one node."""
    data = {name: request.GET.get(name, "") for name in ("union", "slices", "present")}
    form = NodeForm(data, actor=actor)
    union, refusal = closing.union, ""
    if form.is_valid():
        union = form.cleaned_data["union"] or union
    found = queries.figures_of(closing, union.pk) if form.is_valid() else {}
    if not form.cleaned_data.get("slices"):
        found = {code: figure for code, figure in found.items() if "[" not in code}
    present: dict[str, Value] = {}
    if found and form.cleaned_data.get("present"):
        try:
            present = queries.present_figures(closing, union, found)
        except Blocked as blocked:
            refusal = blocked.reason
    return {
        "form": form,
        "node": union,
        "lines": [_line(closing, union, figure, present) for figure in found.values()],
        "wants_present": bool(present),
        "has_revised": any(figure.revised for figure in found.values()),
        "refusal": refusal,
    }


def _line(
    closing: Closing, union: Union, figure: queries.ClosedFigure, present: dict[str, Value]
) -> Line:
    period, revised = closing.period, figure.revised
    now = present.get(figure.code)
    return Line(
        name=figure.name,
        code=figure.code,
        url=explain_url(figure.code, union.code, start=period.start, end=period.end),
        unit=figure.unit,
        closed=said(figure.value, figure.unit),
        revised=said(revised.value, figure.unit) if revised else "",
        reason=f"{revised.reason}({revised.by},{clock.local_day(revised.at)})" if revised else "",
        present=said(now, figure.unit) if figure.code in present else "口径已变",
        differs=figure.code in present and now != figure.latest,
        version=figure.version,
    )


def _changes(closing: Closing, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 变化与修订: what the last comparison found, and what was entered."""
    latest: Comparison | None = closing.comparisons.order_by("-pk").first()
    mine = Union.objects.visible_to(actor, "figures.view")
    waiting = queries.open_differences(closing).filter(union__in=mine).select_related("union")
    entered = closing.revisions.filter(union__in=mine).select_related("union").order_by("-pk")
    names = {code: told["name"] for code, told in closing.definitions.items()}
    return {
        "latest": latest,
        "also": queries.to_compare_too(closing)[:SHOWN],
        "skipped": [names[code] for code in latest.skipped] if latest else [],
        "waiting": _pairs(closing, waiting[:SHOWN]),
        "waiting_count": waiting.count(),
        "entered": _pairs(closing, entered[:SHOWN]),
        "entered_count": entered.count(),
        "shown": SHOWN,
    }


def _pairs(
    closing: Closing, rows: QuerySet[Difference] | QuerySet[Revision]
) -> list[tuple[Difference | Revision, dict[str, str]]]:
    """Rows with their numbers in words."""
    found: list[tuple[Difference | Revision, dict[str, str]]] = []
    for row in rows:
        told = closing.definitions[row.code]
        values = {"name": told["name"], "unit": told["unit"]}
        for name in ("closed_value", "present_value"):
            values[name] = said(getattr(row, name), told["unit"])
        found.append((row, values))
    return found


def _definitions(closing: Closing, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 指标口径: what each code meant when the period was closed, and whether it still does."""
    same = queries.present_codes(closing)[0]
    codes = [code for code in queries.in_order(closing) if "[" not in code]
    states = {code: "与现在一致" if same.get(code) == code else "已有新口径" for code in same}
    return {
        "rows": [(c, closing.definitions[c], states.get(c, "已不能重算")) for c in codes],
        "shares": len(closing.definitions) - len(codes),
    }


def _verify(closing: Closing, *, actor: Actor) -> Told:
    whole = closings.verify(closing, actor=actor)
    text = (
        f"校验一致:封存的{closing.node_count}个工会的数据与封存时相同,没有被改动。"
        if whole
        else "校验不一致:封存的数据与封存时不同,可能有人绕过系统改动了数据库。请立即报告系统管理员。"
    )
    return Told(closing, text, is_secret=False)


def _revise(closing: Closing, *, actor: Actor, codes: list[str], reason: str) -> Closing:
    closings.revise(closing, codes, reason=reason, actor=actor)
    return closing


def _revision_lines(closing: Closing, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    counts = [found for found in queries.open_codes(closing) if found[0] in cleaned["codes"]]
    lines = [f"{name}:{count}个工会登记修订。" for _, name, count in counts]
    return [*lines, "封存的数据不变;以后查看时同时显示修订值、原因和登记人。登记后不能撤销。"]


def _why_no_revision(closing: Closing) -> str | None:
    if queries.open_differences(closing).exists():
        return None
    return "没有待登记的变化。请先办理“核对封存数据”,有不一致的才需要登记。"


@register
class ClosingDesk(Desk):
    """期间封存."""

    slug = "closings"
    model = Closing
    title = "期间封存"
    noun = "封存"
    menu = ("统计", 40)
    area = "figures"
    related = ("union",)
    columns = (
        Link("name"),
        Text("union__name", "工会"),
        Text("kind"),
        Number("node_count", "范围", unit="个工会"),
        Day("as_of"),
        Text("closed_by"),
    )
    card = ("name", "union__name", "范围")
    filters = (Choice("kind"), UnionSubtree("union"), DateRange("ends_on"))
    order = ("-ends_on", "-id")
    subtitle = "union__name"
    in_global_search = False
    form = CloseForm
    can_edit = False
    create_permission = edit_permission = "figures.close"
    acts = (
        Act("compare", "核对封存数据", "figures.close", closings.begin_comparison,
            help="按封存时的口径用现在的记录重新统计,找出不一致的数据。在后台进行,进度和结果见“我的任务”。"),
        Act("revise", "登记修订", "figures.close", _revise, form=ReviseForm,
            when=_why_no_revision, preview=_revision_lines),
        Act("verify", "校验封存", "figures.view", _verify,
            help="重新计算校验值,检查封存的数据有没有被改动。"),
    )  # fmt: skip
    tabs = (
        Facts(
            Group("期间", "name", "kind", "starts_on", "ends_on", Text("union__name", "工会")),
            Group("封存", "node_count", "as_of", Text("engine", "数据来源", choices=SOURCES),
                  "closed_by", Day("created_at", "封存时间"), "digest"),
        ),
        Tab("data", "封存数据", "statistics/closings/figures.html", _figures),
        Tab("differences", "变化与修订", "statistics/closings/changes.html", _changes),
        Tab("definitions", "指标口径", "statistics/closings/definitions.html", _definitions),
        Timeline(),
    )  # fmt: skip
    list_intro = (
        "封存把一个期间的数据固定下来:本级及所属每个工会的每项指标都不再改变,"
        "以后发现的变化作为修订登记,写明原因。"
    )
    empty_hint = "期间结束、数据核对无误后,由本级封存。"


@require_http_methods(["GET", "POST"])
@page("figures.close")
def new(request: HttpRequest) -> HttpResponse:
    """``/closings/new/``: choose, see what will be frozen, confirm; the work is a job."""
    actor = actor_of(request)
    initial = {"union": _own_union(actor), **request.GET.dict()}
    form = CloseForm(request.POST or None, actor=actor, initial=initial)
    lines: list[str] | None = None
    if form.is_valid():
        union, period = form.cleaned_data["union"], form.cleaned_data["period"]
        try:
            if request.POST.get("confirmed"):
                closings.begin(union, period, actor=actor)
                messages.success(
                    request, f"正在封存{union.name}{period.label}数据,完成后在此查看结果。"
                )
                return go(request, "/jobs/")
            closings.check(union, period, actor)
            lines = [*queries.preview(union, period), *sums_apart(union, period)]
        except Blocked as refusal:
            put_refusal(form, refusal)
    return render(request, "statistics/closings/new.html", {"form": form, "lines": lines})


def _own_union(actor: Actor) -> Union | None:
    """Where she may close: her first such post."""
    paths = actor.roots("figures.close")
    return Union.objects.filter(path=paths[0]).first() if paths else None


mount("", [path("closings/new/", new)])  # before the desk's own, which has no second step
