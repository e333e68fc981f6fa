"""Verbs of plan items (事项、目标): write, divide among the unions below, name who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules import plans as rules
from niangjia.statistics.rules.plans import Direction, PlanState
from niangjia.statistics.services.plans import locked, refuse_unless_draft
from niangjia.unions.models import Union

MOST_ITEMS = 300
_MEASURE = {"indicator", "direction", "value"}


@dataclass(frozen=True)
class ItemValues:
    """One item; only ``text`` must be given. ``union`` None: the plan's own."""

    text: str
    indicator: str = ""
    union: Union | None = None
    direction: str = Direction.AT_LEAST
    value: Decimal | None = None
    baseline: Decimal | None = None
    weight: Decimal = Decimal(0)
    owner: str = ""
    owner_post: str = ""
    due_on: date | None = None
    unit: str = ""


@verb
def add_items(plan: Plan, items: Sequence[ItemValues], *, actor: Actor) -> Plan:
    """Append items to a draft, in order; one journal entry. Raises Blocked, NotVisible."""
    plan = locked(plan, actor)
    refuse_unless_draft(plan)
    if not items:
        raise Blocked("没有要增加的事项。")
    highest = plan.targets.aggregate(top=Max("number"))["top"] or 0
    if plan.targets.filter(whole=None).count() + len(items) > MOST_ITEMS:
        raise Blocked(f"一个计划最多{MOST_ITEMS}项。请合并或另立计划。")
    rows = [
        Target(plan=plan, number=number, **_row(plan, item))
        for number, item in enumerate(items, highest + 1)
    ]
    Target.objects.bulk_create(rows)
    journal.record(
        "statistics.plan.add_items",
        plan,
        actor=actor,
        summary=f"“{plan.title}”增加{len(rows)}项:{'、'.join(row.text[:20] for row in rows[:5])}",
    )
    return plan


@verb
def edit_item(target: Target, item: ItemValues, *, actor: Actor) -> Target:
    """Change an item of a draft; its parts follow its indicator and due day. Raises Blocked, NotVisible."""
    plan = locked(target.plan, actor)
    refuse_unless_draft(plan)
    target = lock(Target, target.pk)
    values = _row(plan, item)
    if target.whole_id is not None and values["union"] != target.union:
        raise Blocked(
            "这是分解出来的一份,承担工会不能改。请在上一级事项里重新分解。", field="union"
        )
    changed = journal.changes_of(target, values)
    if not changed:
        return target
    if _MEASURE & changed.keys():
        target.reached_on = None  # of what it was; the next count says anew
    target.save(update_fields=[*changed, "reached_on", "updated_at"])
    follow = {name: values[name] for name in ("indicator", "unit", "direction") if name in changed}
    if follow:
        target.parts.update(**follow)
    journal.record(
        "statistics.target.edit",
        target,
        actor=actor,
        summary=f"修改事项“{target.text[:50]}”",
        changes=changed,
    )
    return target


@verb
def remove_item(target: Target, *, reason: str, actor: Actor) -> Plan:
    """Take an item out of a draft, with its parts (删除事项). Raises Blocked, NotVisible."""
    plan = locked(target.plan, actor)
    refuse_unless_draft(plan)
    target = lock(Target, target.pk)
    if not reason.strip():
        raise Blocked("请写明原因。", field="reason")
    target.parts.all().delete()
    target.delete()
    journal.record(
        "statistics.plan.remove_item",
        plan,
        actor=actor,
        summary=f"“{plan.title}”去掉事项“{target.text[:100]}”",
        reason=reason,
    )
    return plan


@verb
def divide(target: Target, amounts: Mapping[int, Decimal | None], *, actor: Actor) -> Target:
    """Hand parts of a target down to children of its union (分解): amount by key of the union.

    None or nothing for a child takes its part away. Owners of parts that stay are kept.
    Raises Blocked, NotVisible.
    """
    plan = locked(target.plan, actor)
    refuse_unless_draft(plan)
    target = lock(Target, target.pk)
    if target.whole_id is not None:
        raise Blocked("这已经是分解出来的一份,由承担的工会自己定计划再往下分。")
    if not target.indicator or target.value is None:
        raise Blocked("请先填指标和目标值,再分解。")
    wanted = {key: amount for key, amount in amounts.items() if amount}
    children = {u.pk: u for u in Union.objects.filter(pk__in=wanted, parent_id=target.union_id)}
    if wanted.keys() - children.keys():
        raise Blocked("只能分解给直属的下级工会。请刷新页面后重选。")
    for key, amount in wanted.items():
        refused = rules.value_refusal(target.unit, amount, target.direction)
        if refused:
            raise Blocked(f"{children[key].name}:{refused}", field=f"child_{key}")
    _replace_parts(target, wanted)
    journal.record(
        "statistics.target.divide",
        target,
        actor=actor,
        summary=f"“{target.text[:50]}”分解给{len(wanted)}个下级",
        changes={"parts": (None, "、".join(
            f"{children[key].name}{rules.plain(amount)}" for key, amount in wanted.items()
        )[:2000])},
    )  # fmt: skip
    return target


@verb
def assign(target: Target, *, owner: str, owner_post: str = "", actor: Actor) -> Target:
    """Name who answers for a target: by the plan's union or the one that has to reach it.

    Raises Blocked, NotVisible.
    """
    target = lock(Target, target.pk)
    if not actor.may("targets.assign", target.union.path):
        raise NotVisible
    if target.plan.status not in (PlanState.DRAFT, PlanState.ISSUED):
        raise Blocked(f"计划{PlanState(target.plan.status).label},责任人不能再改。")
    if not owner.strip():
        raise Blocked("请写明责任人的姓名。", field="owner")
    changed = journal.changes_of(target, {"owner": owner.strip(), "owner_post": owner_post.strip()})
    if changed:
        target.save(update_fields=[*changed, "updated_at"])
        journal.record(
            "statistics.target.assign",
            target,
            actor=actor,
            summary=f"“{target.text[:50]}”由{owner}负责",
            changes=changed,
        )
    return target


def _replace_parts(target: Target, wanted: Mapping[int, Decimal]) -> None:
    kept = {part.union_id: part for part in target.parts.select_for_update()}
    target.parts.exclude(union_id__in=wanted).delete()
    for key, amount in wanted.items():
        common = {
            "text": target.text,
            "indicator": target.indicator,
            "unit": target.unit,
            "direction": target.direction,
            "value": amount,
            "weight": target.weight,
            "due_on": target.due_on,
            "number": target.number,
        }
        if key in kept:
            Target.objects.filter(pk=kept[key].pk).update(**common)
        else:
            Target.objects.create(plan=target.plan, whole=target, union_id=key, **common)


def _row(plan: Plan, item: ItemValues) -> dict[str, object]:
    """Checked values of the row. Raises Blocked."""
    union = item.union or plan.union
    if not union.path.startswith(plan.union.path):
        raise Blocked(f"承担工会应是“{plan.union.name}”或它的下级。", field="union")
    if not item.text.strip():
        raise Blocked("请填写事项。", field="text")
    refused = rules.period_refusal(plan.starts_on, plan.ends_on, item.due_on)
    if refused:
        raise Blocked(refused, field="due_on")
    unit = unit_of(item.indicator) if item.indicator else item.unit
    refused = rules.value_refusal(unit if item.indicator else "", item.value, item.direction)
    if refused:
        raise Blocked(refused, field="value")
    values = asdict(item) if item.union is None else {**vars(item)}
    return {**values, "union": union, "unit": unit, "text": item.text.strip()}


def unit_of(code: str) -> str:
    """The unit of an indicator. Raises Blocked when the catalogue does not know it."""
    from niangjia.kernel.indicators import UnknownIndicator, get  # loads Ibis

    try:
        return str(get(code).unit)
    except UnknownIndicator:
        raise Blocked(
            f"指标目录里没有“{code}”。请从列表中选择,或先留空。", field="indicator"
        ) from None
