"""Pages of plans (计划、目标考核): list, items, progress, points, steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from niangjia.kernel.actor import Actor
from niangjia.statistics.desk.asking import union_of
from niangjia.statistics.forms import plans as plan_forms
from niangjia.statistics.models import Plan
from niangjia.statistics.queries import plans as queries
from niangjia.statistics.rules.plans import PLAN, PlanState, initiative_finding, smart_finding
from niangjia.statistics.services import plans as services
from niangjia.statistics.services import targets as target_services
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

EDIT, VIEW = "targets.edit", "targets.view"


def _no_draft(plan: Plan) -> bool:
    return plan.status != PlanState.DRAFT


def _not_issued(plan: Plan) -> bool:
    return plan.status != PlanState.ISSUED


def _add_item(plan: Plan, *, actor: Actor, **cleaned: Any) -> Plan:
    return target_services.add_items(plan, [plan_forms.item_values(cleaned)], actor=actor)


def _paste(plan: Plan, *, text: str, actor: Actor) -> Plan:
    return target_services.add_items(plan, plan_forms.drafts_of(plan, text), actor=actor)


def _import(plan: Plan, *, items: list[Any], actor: Actor) -> Plan:
    return target_services.add_items(plan, items, actor=actor)


def _pasted_lines(plan: Plan, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    """What would be added, target by target: as it was read, and what each lacks."""
    from niangjia.statistics.queries.plantext import in_words  # loads Ibis
    from niangjia.statistics.rules.plans import ItemFacts

    found = plan_forms.readings_of(plan, cleaned["text"])
    lines = [f"将增加 {len(found)} 项草稿:"]
    for number, one in enumerate(found, 1):
        facts = ItemFacts(one.text, one.code, one.value, one.draft.due_on, one.draft.owner)
        read = ";".join((*in_words(one), smart_finding(facts) or "齐全", *one.remarks))
        lines.append(f"{number}. {one.text[:60]}({read})")
    return lines


def _items_tab(plan: Plan, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    from niangjia.statistics.queries import targets  # loads Ibis

    items = targets.items_of(plan)
    return {
        "plan": plan,
        "items": items,
        "initiative": initiative_finding(plan.title, plan.initiative, plan.status),
        "flawed": sum(1 for item in items if not item.progress.is_smart),
        "flawed_parts": sum(1 for item in items for part in item.parts if not part.is_smart),
        "weight": sum(item.target.weight for item in items),
        "is_draft": plan.status == PlanState.DRAFT and actor.may(EDIT, plan.union.path),
    }


def _progress_tab(plan: Plan, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    from niangjia.statistics.queries import targets  # loads Ibis

    return {"plan": plan, "board": targets.board(plan)}


def _score_tab(plan: Plan, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    from niangjia.kernel import clock, policy
    from niangjia.statistics.queries import targets  # loads Ibis
    from niangjia.statistics.rules.targets import SCORE_POLICY

    terms = policy.get(SCORE_POLICY.code, plan.union.path, clock.today())
    return {"plan": plan, "board": targets.board(plan), "terms": terms}


@register
class PlanDesk(Desk):
    """计划."""

    slug = "plans"
    model = Plan
    title = "计划与考核"
    noun = "计划"
    menu = ("统计", 50)
    area = "targets"
    related = ("union",)
    columns = (
        Link("title"),
        Text("kind"),
        Text("union"),
        Day("starts_on"),
        Day("ends_on"),
        Text("owner"),
        Status("status", tones={"issued": "ok"}),
        Computed("事项", lambda plan: plan.item_count, unit="项"),
        Computed("不可考核", lambda plan: plan.flawed_count, unit="项"),
    )
    card = ("title", "union", "status", "不可考核")
    filters = (
        Choice("status"),
        Choice("kind"),
        Choice("initiative"),
        UnionSubtree("union"),
        DateRange("ends_on"),
        Preset("flawed", "有不可考核的事项", queries.flawed_plans),
        Preset("over", "已到期,待定分", queries.to_close),
    )
    search = staticmethod(queries.search_plans)
    search_hint = "计划名称开头"
    list_intro = "事项要有指标、目标值、完成时限和责任人,才能从记录里算出进展。"
    empty_hint = "还没有计划。可以新增后逐项填写,或把文件正文粘贴进去拆成事项。"
    form = plan_forms.PlanForm
    create_permission = EDIT
    workflow = PLAN
    verbs: ClassVar[Any] = {
        "issue": services.issue,
        "recall": services.recall,
        "close": services.close,
        "withdraw": services.withdraw,
    }
    acts = (
        Act("add_item", "增加事项", EDIT, _add_item, form=plan_forms.ItemForm, hidden_when=_no_draft),
        Act("paste", "从文本拆分", EDIT, _paste, form=plan_forms.PasteForm, hidden_when=_no_draft,
            preview=_pasted_lines),
        Act("import", "导入事项表", EDIT, _import, form=plan_forms.SheetForm, hidden_when=_no_draft),
        Act("refresh", "重新统计进展", EDIT, services.refresh, hidden_when=_not_issued,
            help="工作台上的逾期和风险提醒按最近一次统计;每夜自动统计一次。"),
    )  # fmt: skip
    tabs: ClassVar[Any] = (
        Tab("items", "事项", "statistics/plans/items.html", _items_tab),
        Tab("progress", "进展", "statistics/plans/progress.html", _progress_tab),
        Tab("score", "得分", "statistics/plans/score.html", _score_tab),
        Facts(
            Group("计划", "title", "kind", "initiative", "union", "document"),
            Group("期间与负责人", "starts_on", "ends_on", "owner", "owner_post"),
            Group("统计", "counted_at", "ranks_children"),
        ),
        Timeline(),
    )

    def is_editable(self, obj: Plan) -> bool:
        """A draft alone: an issued plan is taken back first (收回修改)."""
        return obj.status == PlanState.DRAFT

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Counts of items."""
        queries.attach_counts(rows)

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The actor's own union and this year."""
        first, last = plan_forms.first_period()
        own = {"union": union_of("", actor, EDIT), "starts_on": first, "ends_on": last}
        return {**own, **super().initial(actor, data)}


def _to_close(actor: Actor) -> QuerySet[Plan]:
    own = [grant.union_id for grant in actor.grants]
    return queries.to_close(Plan.objects.visible_to(actor, EDIT)).filter(union_id__in=own)


todo(
    Todo(
        "statistics.close_plan",
        "计划到期待定分",
        EDIT,
        _to_close,
        url="/plans/?preset=over",
        due="ends_on",
        label="title",
        item_url="/plans/{ref}/",
        derive=lambda dues: {due.pk: "计划的最后一天,由计划的期间确定。" for due in dues},
    )
)
