"""The desk of typed values (填报数据): who typed what and when, corrected by adding."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.statistics.desk import reporting
from niangjia.statistics.forms.reporting import CorrectForm, WithdrawForm
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.queries.owed import owed
from niangjia.web.desk import (
    Act,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    MenuItem,
    Preset,
    Related,
    Text,
    Timeline,
    Todo,
    UnionSubtree,
    menu,
    register,
    todo,
)


def _correct(reported: ReportedValue, **given: Any) -> Any:
    from niangjia.statistics.services import reporting as services  # loads Ibis

    return services.correct(reported, **given)


def _withdraw(reported: ReportedValue, **given: Any) -> Any:
    from niangjia.statistics.services import reporting as services  # loads Ibis

    return services.withdraw(reported, **given)


def _why_not(reported: ReportedValue) -> str | None:
    if reported.replaced_at is not None:
        return "已被更正,请在最新的一条上办理。"
    return None


def _why_not_withdrawn(reported: ReportedValue) -> str | None:
    return _why_not(reported) or ("已经撤回。" if reported.value is None else None)


def _chain(reported: ReportedValue, actor: Actor) -> QuerySet[ReportedValue]:
    """Every value there was of the same union, indicator and period."""
    return ReportedValue.objects.filter(
        union_id=reported.union_id,
        code=reported.code,
        starts_on=reported.starts_on,
        ends_on=reported.ends_on,
    ).order_by("-id")


def _search(rows: QuerySet[ReportedValue], text: str) -> QuerySet[ReportedValue]:
    from niangjia.statistics.queries import catalogue  # loads Ibis

    codes = [line.indicator.code for line in catalogue.find(text, {}) if line.is_awaiting]
    return rows.filter(code__in=codes)


def _value(row: Any) -> Any:
    return None if row.value is None else row.said_value


@register
class ReportedDesk(Desk):
    """填报数据."""

    slug = "reported"
    model = ReportedValue
    title = noun = "填报数据"
    area = "figures"
    edit_permission = "figures.report"
    related = ("union",)
    columns = (
        Link("indicator_name", "指标"),
        Text("union"),
        Computed("期间", lambda row: row.period_words),
        Computed("数值", _value),
        Computed("单位", lambda row: row.unit_name),
        Computed("状态", lambda row: row.state_words),
        Text("typed_by_name", "填报人"),
        Day("typed_at", "填报日期"),
    )
    card = ("指标", "工会", "期间", "数值", "单位")
    filters = (
        UnionSubtree("union"),
        DateRange("ends_on"),
        Preset("current", "现行", lambda rows: rows.filter(replaced_at=None, value__isnull=False)),
        Preset(
            "replaced",
            "已更正或撤回",
            lambda rows: rows.exclude(replaced_at=None, value__isnull=False),
        ),
    )
    search = staticmethod(_search)
    search_hint = "指标名称、别名、拼音首字母或代码"
    in_global_search = False
    can_create = can_edit = False
    acts = (
        Act("correct", "更正", "figures.report", _correct, form=CorrectForm, when=_why_not,
            primary=True),
        Act("withdraw", "撤回", "figures.report", _withdraw, form=WithdrawForm,
            when=_why_not_withdrawn, danger=True),
    )  # fmt: skip
    tabs = (
        Facts(
            Group(
                "填报值",
                Computed("指标", lambda row: row.indicator_name),
                "code",
                "union",
                Computed("期间", lambda row: row.period_words),
                Computed("数值", _value),
                Computed("单位", lambda row: row.unit_name),
                "note",
            ),
            Group("填报", Text("typed_by_name", "填报人"), "typed_at", "reason",
                  Computed("状态", lambda row: row.state_words)),
        ),
        Related("历次数值", _chain, ("value", "typed_by_name", "typed_at", "reason")),
        Timeline(),
    )  # fmt: skip
    list_intro = "各级工会填报的、系统还没有记录的数据。更正和撤回都留痕,原来的数值不会改写。"
    empty_hint = "还没有填报过数据。请到“数据报送”填报。"
    urls = reporting.URLS

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Names and units out of the catalogue; no query."""
        from niangjia.kernel.indicators import UnknownIndicator, get  # loads Ibis

        for row in rows:
            try:
                indicator = get(row.code)
            except UnknownIndicator:  # a code that a later release gave up
                row.indicator_name, row.unit_name, places = row.code, "", 2
            else:
                row.indicator_name, row.unit_name = indicator.name, indicator.unit.value
                places = indicator.decimals
            row.said_value = "" if row.value is None else f"{row.value:,.{places}f}"
            row.period_words = _days(row)
            row.state_words = _state(row)

    def get(self, ref: str, actor: Actor, permission: str = "") -> Any:
        """The value with its name and unit."""
        found = super().get(ref, actor, permission)
        self.prepare([found], actor)
        return found


def _days(row: ReportedValue) -> str:
    from niangjia.statistics.rules.periods import whole

    if row.starts_on == row.ends_on:
        return f"截至 {row.ends_on}"
    period = whole(row.starts_on, row.ends_on)
    return period.label if period else f"{row.starts_on} 至 {row.ends_on}"


def _state(row: ReportedValue) -> str:
    if row.replaced_at is not None:
        return "已更正"
    return "已撤回" if row.value is None else "现行"


menu(MenuItem("统计", 30, "数据报送", "/reported/entry/", "figures.view"))


todo(
    Todo(
        "statistics.owed_report",
        "数据报送 · 未报",
        "figures.report",
        lambda actor: owed(actor, clock.today()),
        url="/reported/",
        due="report_due",
        label="report_title",
        item_url="/reported/entry/?union={ref}&area=all",
        ref="code",
        derive=lambda dues: {
            due.pk: "半年结束之日加报送期限(参数“数据报送期限”)。" for due in dues
        },
    )
)
