"""Pages of report templates (报告模板): read from above and from the system, written by one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports import queries, services
from niangjia.reports.desk.showing import shown
from niangjia.reports.forms.templates import TemplateForm
from niangjia.reports.models import Report, ReportTemplate
from niangjia.statistics.rules.periods import PeriodKind, containing, previous
from niangjia.unions.models import Union
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    Desk,
    Facts,
    FlagFilter,
    Group,
    Link,
    Number,
    Related,
    Tab,
    Text,
    Timeline,
    register,
)


def _text(template: ReportTemplate, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    wanted = request.GET.get("version", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else template.version
    versions = list(template.versions.order_by("-number"))
    chosen = next((v for v in versions if v.number == number), versions[0] if versions else None)
    return {"template": template, "chosen": chosen, "versions": versions[:50]}


def _preview(template: ReportTemplate, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """The template written about the actor's own union and last year."""
    union = _own_union(actor)
    if union is None:
        return {"union": None}
    year = previous(containing(PeriodKind.YEAR, clock.today()))
    text = queries.text_of(template).text
    written = queries.write_text(text, union, year.start, year.end, actor=actor)
    return {"union": union, "period": year.label, "shown": shown(written.document), "w": written}


def _own_union(actor: Actor) -> Union | None:
    keys = [grant.union_id for grant in actor.grants if "reports.view" in grant.permissions]
    found: Union | None = Union.objects.filter(pk__in=keys[:1]).first()
    return found


def _used(template: ReportTemplate, actor: Actor) -> QuerySet[Report]:
    rows: QuerySet[Report] = Report.objects.visible_to(actor, "reports.view")
    return rows.filter(template__template=template).select_related("union").order_by("-id")


def _shipped(template: ReportTemplate) -> bool:
    return template.is_shipped


@register
class TemplateDesk(Desk):
    """报告模板."""

    slug = "templates"
    model = ReportTemplate
    title = noun = "报告模板"
    menu = ("统计", 61)
    area = "reports"
    related = ("union",)
    columns = (
        Link("title"),
        Text("kind"),
        Computed("来源", lambda row: row.union or "随系统提供"),
        Text("code"),
        Number("version", unit="版"),
        "is_retired",
    )
    card = ("title", "kind", "来源")
    filters = (Choice("kind"), FlagFilter("is_retired"))
    search = staticmethod(queries.find_templates)
    search_hint = "模板名称或代码"
    in_global_search = False
    can_export = False
    list_intro = (
        "模板是带数据的文章:数据写成 {{指标代码}},写报告时自动填上。"
        "随系统提供的和上级的模板可以直接用,也可以另存为本级模板再改。"
    )
    form = TemplateForm
    acts = (
        Act(
            "retire",
            "停用",
            "reports.edit",
            services.retire_template,
            needs_reason=True,
            danger=True,
            hidden_when=lambda row: row.is_retired or _shipped(row),
        ),
        Act(
            "revive",
            "恢复使用",
            "reports.edit",
            services.revive_template,
            needs_reason=True,
            hidden_when=lambda row: not row.is_retired or _shipped(row),
        ),
    )
    tabs: ClassVar[Any] = (
        Tab("text", "正文", "reports/tabs/template.html", _text),
        Tab("preview", "预览", "reports/tabs/trial.html", _preview),
        Related(
            "用它写的报告", _used, ("title", "union", "start", "end", "status"), link="reports"
        ),
        Facts(Group("", "code", "title", "kind", "union", Number("version"), "is_retired")),
        Timeline(),
    )

    def rows(self, actor: Actor, permission: str) -> Any:
        """One's own to write; what shipped and what unions above made to read as well."""
        if permission == self.edit_permission:
            return ReportTemplate.objects.visible_to(actor, permission)
        return queries.readable(actor, permission)

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The union of the actor; with ``?from=`` the text of another template."""
        found: dict[str, Any] = {"union": _own_union(actor)}
        rows = queries.readable(actor, self.view_permission)
        try:
            source = rows.filter(public_id=data["from"]).first() if data.get("from") else None
        except (ValueError, ValidationError):
            source = None
        if source is not None and source.version:
            found |= {
                "title": source.title,
                "kind": source.kind,
                "text": queries.text_of(source).text,
            }
        return found
