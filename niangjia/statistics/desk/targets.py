"""Pages of targets (目标): what each union has to reach, how far it is, and what is late."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from niangjia.kernel import scope
from niangjia.kernel.actor import Actor
from niangjia.statistics.forms import plans as forms
from niangjia.statistics.models import Target
from niangjia.statistics.queries import plans as queries
from niangjia.statistics.rules.plans import PlanState, plain, smart_finding
from niangjia.statistics.rules.targets import Standing
from niangjia.statistics.services import targets as services
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
    Status,
    Tab,
    Text,
    Timeline,
    Todo,
    UnionSubtree,
    register,
    todo,
)
from niangjia.web.desk.columns import EMPTY

EDIT = "targets.edit"
_TONES = {
    Standing.DONE.value: "ok",
    Standing.ON_TRACK.value: "wait",
    Standing.AT_RISK.value: "warn",
    Standing.OVERDUE.value: "bad",
    Standing.EXCEEDED.value: "bad",
    Standing.NOT_STARTED.value: "off",
    Standing.UNKNOWN.value: "off",
}


def _is_part(target: Target) -> bool:
    return target.whole_id is not None


def _no_draft(target: Target) -> bool:
    return target.plan.status != PlanState.DRAFT


def _not_divisible(target: Target) -> str | None:
    if not target.indicator or target.value is None:
        return "请先填指标和目标值,再分解。"
    return None


def _division(target: Target, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    """The parts and their sum against the whole."""
    from niangjia.statistics.rules.plans import divide

    amounts = {key: value for key, value in cleaned["amounts"].items() if value}
    names = {child.pk: child.name for child in forms.children_of(target)}
    lines = [f"{names[key]}:{plain(value)}{target.unit}" for key, value in amounts.items()]
    told = divide(target.value or Decimal(0), amounts.values(), is_share=target.unit == "%")
    return [told.words, *lines]


class Tidy(Number):
    """A number without idle decimals: 50, not 50.00."""

    def text(self, row: Any) -> str:
        value = self.raw(row)
        return EMPTY if value is None else plain(value)


def _progress_tab(target: Target, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    from niangjia.statistics.queries.targets import progress  # loads Ibis

    parts = list(target.parts.select_related("plan__union", "union").order_by("union__code"))
    found = progress([target, *parts])
    return {
        "one": found[target.pk],
        "parts": [found[part.pk] for part in parts],
        "finding": smart_finding(target.facts),
        "plan_is_visible": actor.may("targets.view", target.plan.union.path),
    }


@register
class TargetDesk(Desk):
    """目标."""

    slug = "targets"
    model = Target
    title = "目标进展"
    noun = "目标"
    menu = ("统计", 51)
    area = "targets"
    related = ("union", "plan__union")
    columns: ClassVar[Any] = (  # heads as in the sheet of items, so that an export can be imported
        Link("text"),
        Text("union"),
        Computed("指标", lambda row: row.indicator_name),
        Text("direction"),
        Tidy("value"),
        Text("unit"),
        Text("owner"),
        Day("due_on"),
        Status("standing", tones=_TONES),
        Tidy("completion", unit="%"),
        Tidy("weight"),
        Text("plan", "计划"),
    )
    card = ("text", "union", "standing", "due_on")
    filters = (
        Choice("standing"),
        UnionSubtree("union"),
        DateRange("due_on"),
        Preset("overdue", "逾期未完成", queries.overdue_targets),
        Preset("risky", "有风险", queries.risky_targets),
        Preset("flawed", "不可考核", queries.flawed_targets),
    )
    search = staticmethod(queries.search_targets)
    search_hint = "事项开头或责任人姓名"
    in_global_search = False
    list_intro = "进展为最近一次统计;打开目标或计划的“进展”即按现在的记录重新统计。"
    empty_hint = "还没有目标。目标在计划里增加。"
    can_create = False
    form = forms.ItemForm
    acts = (
        Act("divide", "分解到下级", EDIT, services.divide, form=forms.DivideForm,
            when=_not_divisible, hidden_when=lambda t: _is_part(t) or _no_draft(t),
            preview=_division),
        Act("assign", "确定责任人", "targets.assign", services.assign, form=forms.OwnerForm,
            hidden_when=lambda t: t.plan.status not in (PlanState.DRAFT, PlanState.ISSUED)),
        Act("remove", "删除事项", EDIT, services.remove_item, needs_reason=True, danger=True,
            hidden_when=lambda t: _is_part(t) or _no_draft(t), may_leave=True),
    )  # fmt: skip
    tabs: ClassVar[Any] = (
        Tab("progress", "进展", "statistics/plans/target.html", _progress_tab),
        Facts(
            Group("目标", "text", Text("plan", "计划"), "union", "indicator", "direction", "value",
                  "unit", "baseline", "weight"),
            Group("责任", "owner", "owner_post", "due_on"),
            Group("最近统计", "counted_value", "completion", "standing", "reached_on",
                  "final_value", "final_points"),
        ),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor, permission: str) -> QuerySet[Target]:
        """Read by who has to reach them; changed by who keeps the plan."""
        if permission == EDIT:
            return Target.objects.filter(scope.within("plan__union", actor, EDIT))
        found: QuerySet[Target] = super().rows(actor, permission)
        return found

    def is_editable(self, obj: Target) -> bool:
        """An item of a draft."""
        return not _no_draft(obj)

    def allows(self, permission: str, obj: Any, actor: Actor) -> bool:
        """Changing an item is a right at the plan's union."""
        if permission == EDIT:
            return actor.may(EDIT, obj.plan.union.path)
        return super().allows(permission, obj, actor)

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Names of indicators; no query."""
        from niangjia.statistics.queries.targets import known  # loads Ibis

        for row in rows:
            indicator = known(row.indicator) if row.indicator else None
            row.indicator_name = indicator.name if indicator else row.indicator


def _overdue(actor: Actor) -> QuerySet[Target]:
    return queries.concerning(
        queries.overdue_targets(Target.objects.visible_to(actor, EDIT)), actor
    )


def _risky(actor: Actor) -> QuerySet[Target]:
    return queries.concerning(queries.risky_targets(Target.objects.visible_to(actor, EDIT)), actor)


for code, title, rows, preset in (
    ("statistics.overdue_target", "目标 · 逾期未完成", _overdue, "overdue"),
    ("statistics.risky_target", "目标 · 有风险", _risky, "risky"),
):
    todo(
        Todo(
            code,
            title,
            EDIT,
            rows,
            url=f"/targets/?preset={preset}",
            label="text",
            item_url="/targets/{ref}/",
            derive=lambda dues: {due.pk: "这一事项的完成时限,由计划规定。" for due in dues},
        )
    )
