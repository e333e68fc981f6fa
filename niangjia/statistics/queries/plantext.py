"""Which indicators of the catalogue an item of a pasted plan speaks of, and what it asks (计划文本)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from niangjia.kernel import clock
from niangjia.kernel.indicators import Indicator, Kind
from niangjia.statistics.models import Plan
from niangjia.statistics.queries.catalogue import lines
from niangjia.statistics.queries.targets import known, value_of
from niangjia.statistics.rules.board import same_time_last_year
from niangjia.statistics.rules.plans import Direction, plain
from niangjia.statistics.rules.plantext import DraftItem
from niangjia.statistics.rules.planwords import Manner, Sought

_SAME_UNITS = {frozenset(("家", "个"))}
_FRACTIONS = ("%", "元")
_YEAR_DAYS = 366
_GROWTH = (Manner.NET, Manner.PERCENT, Manner.POINTS)
_POINT_AT = ("达到", "达", "突破", "实现", "不少于", "不低于", "不超过", "力争", "确保", "全年", "共",
             "全市", "全县", "全区", "全省")  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One target read from a pasted item. ``remarks`` say in Chinese what was reckoned or left out."""

    draft: DraftItem
    text: str
    indicator: Indicator | None = None
    unit: str = ""
    value: Decimal | None = None
    baseline: Decimal | None = None
    direction: Direction = Direction.AT_LEAST
    remarks: tuple[str, ...] = ()
    points: Decimal = Decimal(0)

    @property
    def code(self) -> str:
        """Code of the indicator, or nothing."""
        return self.indicator.code if self.indicator else ""


def readings(draft: DraftItem, plan: Plan) -> list[Reading]:
    """The targets of an item: each number with an indicator of its own; at least one reading.

    The first carries the item's whole text and its points, others their clause. Numbers that
    became no target are named in the remarks of the first.
    """
    first, *others = _targets(draft, plan)
    remarks = list(first.remarks)
    if draft.points and others:
        remarks.append(f"{plain(draft.points)}分都记在这一项,下面由它分出的各项没有分值,请核对")
    if draft.unshared:
        remarks.append(f"标题“{draft.unshared}”的分值没有分到各项,请逐项填写")
    return [replace(first, points=draft.points, remarks=tuple(remarks)), *others]


def _targets(draft: DraftItem, plan: Plan) -> list[Reading]:
    if not draft.soughts:
        return [Reading(draft, draft.text)]
    soughts = [sought for sought in draft.soughts if not _is_past(sought, plan)]
    if not soughts:
        why = f"“{draft.soughts[0].said.strip()}”说的是以前年度,没有列为目标"
        return [Reading(draft, draft.text, remarks=(why,))]
    found = [(sought, _reading(sought, draft, plan)) for sought in draft.soughts]
    first = _first([pair for pair in found if pair[0] in soughts])
    kept, left, codes = [], [], {first.code}
    for sought, one in found:
        if one is first:
            continue
        said = f"“{sought.said.strip()}”"
        if _is_past(sought, plan):
            left.append(f"{said}说的是以前年度,没有列为目标")
        elif sought.manner is Manner.EACH:
            left.append(f"{said}是每个、每次的数,没有列为目标")
        elif one.indicator is None or one.value is None:
            left.append(f"{said}没有对应的指标,没有列为目标")
        elif one.code in codes:
            left.append(f"{said}与上面是同一指标,没有列为目标")
        else:
            codes.add(one.code)
            kept.append(one)
    return [replace(first, text=draft.text, remarks=(*first.remarks, *left)), *kept]


def _first(found: list[tuple[Sought, Reading]]) -> Reading:
    """The first target; where the item also says outright how many of the same, that one."""
    ready = [(sought, one) for sought, one in found if one.indicator and one.value is not None]
    for _, one in ready[:1]:
        outright = (o for s, o in ready if o.code == one.code and s.manner not in _GROWTH)
        return next(outright, one)
    whole = [one for sought, one in found if sought.manner is not Manner.EACH]
    return next((one for one in whole if one.indicator), (whole or [found[0][1]])[0])


def indicator_of(sought: Sought, text: str) -> Indicator | None:
    """What a number counts: as the figure check read it, else the longest name in its clause.

    A clause that only says how many (达到30家) speaks of what was named before it. An indicator
    of another unit is none.
    """
    read = known(sought.indicator) if sought.indicator else None
    if read is not None and _fits(read, sought):
        return read
    named = _named(sought.said, sought) or _named(sought.clause, sought)
    if named is None and (not sought.lead or sought.said.strip().startswith(_POINT_AT)):
        named = _named(text[: len(sought.lead)] or text, sought)
    return named


def _is_past(sought: Sought, plan: Plan) -> bool:
    """A number of a year before the plan (2025年新建2家), not one to grow from."""
    if sought.manner in _GROWTH:
        return False
    years = [int(year) for year in re.findall(r"(20\d\d)年", sought.said)]
    if years:
        return max(years) < plan.starts_on.year
    return bool(re.search(r"(?<![比较])(?:去年|上年(?!度末)|上一年)", sought.said))


def _reading(sought: Sought, draft: DraftItem, plan: Plan) -> Reading:
    made = _made(sought, draft, plan)
    remarks = list(made.remarks)
    if sought.span and made.value is not None:
        remarks.append(f"文中是“{sought.span}”,取的是{plain(made.value)},请核对")
    if sought.is_shared and made.indicator:
        remarks.append(f"“{sought.said.strip()}”不止一项,只列了“{made.indicator.name}”,其余请另加")
    if made.value == 0 and made.direction is Direction.AT_LEAST:
        made = replace(made, value=None)
        remarks.append(f"“{sought.said.strip()}”:不少于0不是目标,请填写应达到的数")
    return replace(made, remarks=tuple(remarks))


def _made(sought: Sought, draft: DraftItem, plan: Plan) -> Reading:
    one = indicator_of(sought, draft.text) if sought.manner is not Manner.EACH else None
    made = Reading(
        draft,
        sought.clause or draft.text,
        one,
        str(one.unit) if one else sought.unit,
        abs(sought.value),
        direction=Direction.AT_MOST if sought.is_limit else Direction.AT_LEAST,
    )
    if sought.manner in _GROWTH:
        return _grown(made, sought, plan)
    if sought.manner is Manner.NEW and one and one.kind in (Kind.STOCK, Kind.CUMULATIVE):
        flow = _flow_of(one)
        if flow is None:
            said = f"文中说的是新增,“{one.name}”是{one.kind}的数,不能当作新增的目标,请选指标"
            return replace(made, indicator=None, remarks=(said,))
        return replace(made, indicator=flow)
    return made


def _fits(one: Indicator, sought: Sought) -> bool:
    """Whether the number may be one of the indicator: per cent of growth is of anything counted."""
    unit = str(one.unit)
    match sought.manner:
        case Manner.PERCENT:
            return unit != "%"
        case Manner.POINTS:
            return unit == "%"
        case _:
            return unit == sought.unit or frozenset((unit, sought.unit)) in _SAME_UNITS


def _named(words: str, sought: Sought) -> Indicator | None:
    named = [
        (len(name), line.indicator.code)
        for line in lines()
        for name in (line.indicator.name, *line.indicator.aliases)
        if name in words and _fits(line.indicator, sought)
    ]
    code = max(named, default=(0, ""))[1]
    return known(code) if code else None


def _flow_of(stock: Indicator) -> Indicator | None:
    """What counts the new ones of a stock: 基层工会 → 新建基层工会."""
    names = (stock.name, *stock.aliases)
    for line in lines():
        one = line.indicator
        if one.kind is not Kind.FLOW or one.unit != stock.unit:
            continue
        if any(n.startswith("新") and n.endswith(names) for n in (one.name, *one.aliases)):
            return one
    return None


def _grown(made: Reading, sought: Sought, plan: Plan) -> Reading:
    """A number of growth is reckoned on what there was; without that it is no target."""
    said = f"“{sought.said.strip()}”"
    one = made.indicator
    nothing = replace(made, value=None, unit=str(one.unit) if one else "")
    if one is None:
        why = f"{said}是增减幅度,没有认出指标,算不出目标值,无法考核。请选指标并填写应达到的数"
        return replace(nothing, remarks=(why,))
    before, when = _before(one, plan)
    if before is None:
        why = f"{said}要和以前比,{when},算不出目标值,无法考核"
        return replace(nothing, remarks=(why,))
    change = before * sought.value / 100 if sought.manner is Manner.PERCENT else sought.value
    value = _rounded(before + change, made.unit, up=sought.value > 0)
    if value == 0 and sought.value > 0:
        why = f"{said}从{when}的0{made.unit}算起还是0,算不出目标值。请填写应达到的数"
        return replace(nothing, remarks=(why,))
    if value < 0 or (made.unit == "%" and value > 100):
        why = f"{said}从{when}的{plain(before)}{made.unit}算起是{plain(value)}{made.unit},不可能"
        return replace(nothing, remarks=(why,))
    how = f"按{when}的{plain(before)}{made.unit}计算,{said}即{plain(value)}{made.unit}"
    direction = Direction.AT_MOST if sought.value < 0 else made.direction
    return replace(made, value=value, baseline=before, direction=direction, remarks=(how,))


def _before(one: Indicator, plan: Plan) -> tuple[Decimal | None, str]:
    """The value to grow from, and of when (the eve of the plan, or its period a year earlier).

    Without a value: why there is none.
    """
    if one.kind in (Kind.STOCK, Kind.CUMULATIVE):
        end = plan.starts_on - timedelta(days=1)
        start, when = end.replace(month=1, day=1), f"{end}"
    elif (plan.ends_on - plan.starts_on).days >= _YEAR_DAYS:
        return None, "而计划期超过一年,和哪一年比不明"
    else:
        start, end = same_time_last_year(plan.starts_on, plan.ends_on)
        when = f"上年同期({start} 至 {end})"
    if end >= clock.today():
        return None, f"而{when}还没有过完"
    value = value_of(one.code, plan.union, start, end)
    return value, when if value is not None else f"而{when}没有“{one.name}”的数"


def _rounded(value: Decimal, unit: str, *, up: bool) -> Decimal:
    """Whole units; not less than what was asked. Money and per cent keep two places."""
    places = Decimal("0.01") if unit in _FRACTIONS else Decimal(1)
    return value.quantize(places, ROUND_CEILING if up else ROUND_FLOOR)


def in_words(reading: Reading) -> Iterator[str]:
    """What was read, for the confirmation: indicator, value, due day, owner."""
    if reading.indicator is not None:
        yield f"指标:{reading.indicator.name}"
    if reading.value is not None:
        sign = "不超过" if reading.direction == Direction.AT_MOST else "不少于"
        yield f"目标{sign}{plain(reading.value)}{reading.unit}"
    if reading.points:
        yield f"分值:{plain(reading.points)}分"
    if reading.draft.due_on is not None:
        yield f"时限:{reading.draft.due_on}"
    owner, post = reading.draft.owner, reading.draft.owner_post
    if owner:
        yield f"责任人:{owner}({post})" if post else f"责任人:{owner}"
    elif post:
        yield f"责任部门:{post}"
