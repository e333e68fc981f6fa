"""Pages of the register of published figures (已公布数据)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.kernel.actor import Actor
from niangjia.reports import queries, services
from niangjia.reports.forms.published import PublishForm
from niangjia.reports.models import PublishedFigure
from niangjia.reports.services.published import withdrawal_refusal
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
    Number,
    Preset,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)
from niangjia.web.figures import explain_url


def standing_of(row: PublishedFigure) -> str:
    """有效, 已撤回, or the withdrawal itself."""
    if row.withdraws_id is not None:
        return "撤回记录"
    return "已撤回" if hasattr(row, "withdrawn_by") else "有效"


def _beside(row: PublishedFigure, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    rows = queries.same_figure(row, actor, "reports.view")
    lines = [(one, standing_of(one), not (row.low <= one.value <= row.high)) for one in rows]
    url = ""
    if row.code and actor.may("figures.view", row.union.path):
        code = queries.code_then(row.code, row.version) or row.code
        url = explain_url(code, row.union.code, on=row.on, start=row.start, end=row.end)
    return {"row": row, "rows": lines, "explain": url}


@register
class PublishedDesk(Desk):
    """已公布数据."""

    slug = "published"
    model = PublishedFigure
    title = noun = "已公布数据"
    menu = ("统计", 70)
    area = "reports"
    related = ("union", "report", "withdrawn_by", "withdraws")
    columns = (
        Link("label"),
        Text("said"),
        Text("union"),
        Computed("时间", lambda row: row.when),
        Text("document"),
        Day("document_on"),
        Computed("状态", standing_of),
    )
    card = ("label", "said", "union", "时间")
    filters = (
        UnionSubtree("union"),
        Choice("role"),
        DateRange("document_on"),
        DateRange("on"),
        DateRange("end"),
        Preset("standing", "有效", queries.standing),
    )
    search = staticmethod(queries.find_published)
    search_hint = "指标名称、代码或文件标题"
    in_global_search = False
    list_intro = "定稿的报告自动登记;报刊、文件里公布过的数可以手工登记。只增加,不修改,不删除。"
    empty_hint = "还没有登记。报告定稿后,其中的数据会自动登记在这里。"
    form = PublishForm
    can_edit = False
    acts = (
        Act(
            "withdraw",
            "撤回",
            "reports.edit",
            services.withdraw_published,
            needs_reason=True,
            danger=True,
            when=withdrawal_refusal,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "数据",
                "label",
                "code",
                "said",
                Number("value"),
                "unit",
                "precision",
                "role",
                "formula",
                Number("low"),
                Number("high"),
                "kind",
                Number("version"),
            ),
            Group("时间", "union", "on", "start", "end"),
            Group("出处", "document", "document_on", "report", "sha256"),
            Group("登记", "entered_by", "entered_at", "withdraws", "reason"),
        ),
        Tab("beside", "同一个数", "reports/tabs/beside.html", _beside),
        Timeline(),
    )
