"""Plans, items and newly founded unions for the tests of targets and of the dashboard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.kernel.actor import SYSTEM
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules.plans import PlanKind
from niangjia.statistics.services import plans, targets
from niangjia.statistics.services.plans import PlanValues
from niangjia.statistics.services.targets import ItemValues
from niangjia.unions.models import Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType
from niangjia.unions.services import create_union

START, END = date(2026, 1, 1), date(2026, 12, 31)
D = Decimal


def make_plan(union: Union, **values: Any) -> Plan:
    """A programme of the year."""
    given = {
        "title": "2026年度工作计划",
        "kind": PlanKind.PROGRAMME,
        "starts_on": START,
        "ends_on": END,
        "owner": "赵明",
        **values,
    }
    return plans.create_plan(union, PlanValues(**given), actor=SYSTEM)


def item(text: str = "新建基层工会4家", **values: Any) -> ItemValues:
    """A measurable item."""
    given: dict[str, Any] = {
        "text": text,
        "indicator": "unions.founded",
        "value": D(4),
        "due_on": END,
        "owner": "李明",
        **values,
    }
    return ItemValues(**given)


def make_items(plan: Plan, *items: ItemValues) -> list[Target]:
    """The rows of added items, in order."""
    targets.add_items(plan, items, actor=SYSTEM)
    return list(plan.targets.order_by("number"))


def found_unions(parent: Union, count: int, on: date) -> None:
    """So many grass-roots unions under a township."""
    for number in range(count):
        create_union(
            code=f"{parent.code}-9{on:%m%d}{number}",
            name=f"新建{parent.code}第{on:%m%d}{number}工会委员会",
            region=parent.region,
            parent=parent,
            level=UnionLevel.UNIT,
            union_type=UnionType.GRASSROOTS,
            org_type=OrgType.INDEPENDENT,
            org_form=OrgForm.COMMITTEE,
            founded_on=on,
            actor=SYSTEM,
        )
