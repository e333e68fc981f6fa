"""Plans (计划): their life cycle, what makes an item measurable, and how targets are divided. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.kernel.actor import Actor
from niangjia.kernel.choices import TextCode
from niangjia.kernel.workflow import Step, Workflow

FULL_WEIGHT = Decimal(100)
_OWNER = "责任人"


class PlanKind(TextCode):
    """计划类别. An appraisal gives points to its items, which make 100 together."""

    PROGRAMME = "programme", "工作计划"
    APPRAISAL = "appraisal", "目标考核"


class Initiative(TextCode):
    """所属专项. What a plan carries out, where reports name it with figures of its own."""

    SIX_HUNDREDS = "six_hundreds", "六百计划"
    REFORM = "reform", "产业工人队伍建设改革"


_CALLED = (
    ("六百", Initiative.SIX_HUNDREDS),
    ("产业工人队伍建设改革", Initiative.REFORM),
    ("产改", Initiative.REFORM),
)


class PlanState(TextCode):
    """计划状态."""

    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已下达"
    CLOSED = "closed", "已结束"
    WITHDRAWN = "withdrawn", "已撤销"


class Direction(TextCode):
    """目标方向."""

    AT_LEAST = "ge", "不少于"
    AT_MOST = "le", "不超过"


@dataclass(frozen=True)
class ItemFacts:
    """What the rules look at in one item. ``is_part``: divided off another item of the plan."""

    text: str
    indicator: str
    value: Decimal | None
    due_on: date | None
    owner: str
    weight: Decimal = Decimal(0)
    is_part: bool = False


def missing(item: ItemFacts) -> tuple[str, ...]:
    """What a plan item lacks to be measurable (PLAN-SMART), in Chinese; empty when complete."""
    lacks = (
        ("指标", not item.indicator),
        ("目标值", item.value is None),
        ("完成时限", item.due_on is None),
        (_OWNER, not item.owner.strip()),
    )
    return tuple(name for name, is_missing in lacks if is_missing)


def is_countable(lacks: Iterable[str]) -> bool:
    """Whether progress can be counted although the owner is still to be named."""
    return set(lacks) <= {_OWNER}


def smart_finding(item: ItemFacts) -> str | None:
    """The finding in words, None for a complete item."""
    lacks = missing(item)
    if not lacks:
        return None
    return f"缺{'、'.join(lacks)}{'' if is_countable(lacks) else ',无法考核'}"


def issue_refusal(kind: str, items: Sequence[ItemFacts]) -> str | None:
    """Why a plan cannot be issued yet. Text without points may stay incomplete; it stays flagged."""
    if not items:
        return "还没有事项。请先逐项填写,或从文本拆分。"
    if all(missing(item) for item in items):
        return "没有一项是可考核的。请至少给一项填齐指标、目标值、完成时限和责任人。"
    own = [item for item in items if not item.is_part]  # parts get their owners below
    flawed = next((item for item in own if item.weight and missing(item)), None)
    if flawed is not None:
        lacks = "、".join(missing(flawed))
        return f"“{flawed.text[:20]}”有分值但缺{lacks}。请补齐,或去掉分值作为文字要求。"
    total = sum((item.weight for item in own), Decimal(0))
    if kind == PlanKind.APPRAISAL and total != FULL_WEIGHT:
        return f"目标考核的分值合计应为100分,现在是{plain(total)}分。请调整各项分值。"
    return None


def _issuable(plan: Any, actor: Actor) -> str | None:
    return issue_refusal(plan.kind, plan.item_facts)


PLAN = Workflow.of(
    "statistics.plan",
    "计划",
    PlanState.choices(),
    Step(
        "issue",
        "下达",
        (PlanState.DRAFT,),
        PlanState.ISSUED,
        "targets.edit",
        guards=(_issuable,),
    ),
    Step(
        "recall",
        "收回修改",
        (PlanState.ISSUED,),
        PlanState.DRAFT,
        "targets.edit",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "close",
        "结束并定分",
        (PlanState.ISSUED,),
        PlanState.CLOSED,
        "targets.edit",
        is_primary=False,  # no to-do all year long; a plan past its end is one (desk/plans.py)
    ),
    Step(
        "withdraw",
        "撤销",
        (PlanState.DRAFT, PlanState.ISSUED),
        PlanState.WITHDRAWN,
        "targets.edit",
        needs_reason=True,
        is_primary=False,
    ),
)


def initiative_finding(title: str, initiative: str, status: str) -> str | None:
    """A plan called 六百计划 that is not told to be one is not counted in its figures."""
    if status in (PlanState.CLOSED, PlanState.WITHDRAWN):
        return None
    called = next((one for word, one in _CALLED if word in title), None)
    if called is None or called == initiative:
        return None
    now = f"选的是“{Initiative(initiative).label}”" if initiative else "没有选"
    how = "点“编辑”" if status == PlanState.DRAFT else "先“收回修改”,再点“编辑”"
    return (
        f"从名称看是“{called.label}”,而“所属专项”{now},完成情况不会计入“{called.label}”的指标。"
        f"是的话请{how}选上。"
    )


def editing_refusal(status: str) -> str | None:
    """Items change only while the plan is a draft; an issued one is taken back first."""
    if status == PlanState.DRAFT:
        return None
    return f"计划{PlanState(status).label},事项不能再改。需要调整时请先“收回修改”并写明原因。"


LONGEST_PLAN = 20
"""Years: five-year and ten-year plans there are; more is a slip of the year."""


def span_refusal(start: date, end: date) -> str | None:
    """1026 typed for 2026, and the like."""
    if end.year - start.year > LONGEST_PLAN:
        return f"计划期从 {start} 到 {end},超过 {LONGEST_PLAN} 年。请核对年份。"
    return None


def period_refusal(start: date, end: date, due_on: date | None) -> str | None:
    """A due day lies in the plan's period."""
    if due_on is not None and not start <= due_on <= end:
        return f"完成时限应在计划期内({start} 至 {end}),现在是 {due_on}。"
    return None


def value_refusal(unit: str, value: Decimal | None, direction: str) -> str | None:
    """What cannot be a target of that unit."""
    if value is None:
        return None
    if value < 0:
        return "目标值不能小于零。"
    if unit == "%" and value > FULL_WEIGHT:
        return f"该指标是百分比,目标值应在 0 到 100 之间,现在是 {plain(value)}。"
    if unit and unit not in ("%", "元") and value != value.to_integral_value():
        return f"该指标的单位是“{unit}”,目标值应为整数,现在是 {plain(value)}。"
    if value == 0 and direction == Direction.AT_LEAST:
        return "“不少于0”不是目标。请填写大于零的数,或把方向改为“不超过”。"
    return None


@dataclass(frozen=True)
class Division:
    """How much of a target was handed down (分解)."""

    whole: Decimal
    parts: Decimal
    is_share: bool

    @property
    def words(self) -> str:
        """已分解 95 / 100,还差 5; shares are compared, not added."""
        if self.is_share:
            return "比率不相加,各下级分别达标"
        left = self.whole - self.parts
        said = f"已分解 {plain(self.parts)} / {plain(self.whole)}"
        if left > 0:
            return f"{said},还差 {plain(left)}"
        return f"{said},超出 {plain(-left)}" if left < 0 else f"{said},正好"


def divide(whole: Decimal, amounts: Iterable[Decimal], *, is_share: bool) -> Division:
    """Set the parts against the whole."""
    return Division(whole, sum(amounts, Decimal(0)), is_share)


def suggest(whole: Decimal, sizes: Sequence[int]) -> list[Decimal]:
    """Whole parts in proportion to the sizes that sum to the whole (largest remainder first)."""
    if not sizes:
        return []
    total = sum(sizes)
    weights = list(sizes) if total else [1] * len(sizes)
    total = total or len(sizes)
    exact = [whole * weight / total for weight in weights]
    parts = [value // 1 for value in exact]
    left = int(whole // 1 - sum(parts))
    by_remainder = sorted(range(len(sizes)), key=lambda i: (parts[i] - exact[i], i))
    for place in by_remainder[:left]:
        parts[place] += 1
    return [Decimal(part) for part in parts]


def plain(value: Decimal) -> str:
    """``100.00`` → ``100``, ``12.50`` → ``12.5``, thousands apart."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
