"""Progress of targets from live figures (目标进展), scores of unions, and what a plan still lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet

from niangjia.kernel import clock, policy
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import (
    Awaiting,
    Figure,
    Indicator,
    Kind,
    State,
    UnknownIndicator,
    by_children,
    evaluate,
    get,
    nothing,
)
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.queries.reported import current
from niangjia.statistics.rules import plans as plan_rules
from niangjia.statistics.rules import targets as rules
from niangjia.statistics.rules.plans import PlanState
from niangjia.statistics.rules.targets import Goal, Score, Standing, Terms
from niangjia.unions.models import Union

_TOGETHER = 3  # so many children of one union are asked in one pass


@dataclass(frozen=True)
class Progress:
    """A target today. ``lacks`` names what it misses (PLAN-SMART); only a missing owner lets it
    be counted all the same.

    ``is_typed``: the value was typed in (填报), its records are not kept here yet. ``points`` of
    its weight; None while there is no value. ``asked`` is the period the value is of.
    """

    target: Target
    lacks: tuple[str, ...]
    name: str = ""
    unit: str = ""
    value: Decimal | None = None
    is_typed: bool = False
    completion: Decimal | None = None
    elapsed: Decimal = Decimal(0)
    standing: Standing = Standing.UNKNOWN
    points: Decimal | None = None
    is_late: bool = False
    asked: tuple[date, date] | None = None

    @property
    def is_smart(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks

    @property
    def is_countable(self) -> bool:
        """Whether progress is counted."""
        return plan_rules.is_countable(self.lacks)


@dataclass(frozen=True)
class _Ask:
    code: str
    union_id: int
    parent_id: int | None
    start: date
    end: date


Values = Mapping[_Ask, tuple[Decimal | None, bool]]


def progress(targets: Iterable[Target], today: date | None = None) -> dict[int, Progress]:
    """By key of the target; they need ``plan`` and ``union`` loaded.

    One pass per fact for each period and union, for children of one union together.
    """
    today = today or clock.today()
    rows = list(targets)
    indicators = {row.indicator: known(row.indicator) for row in rows if row.indicator}
    ready = [
        row
        for row in rows
        if plan_rules.is_countable(row.facts_missing) and indicators[row.indicator]
    ]
    values = _values({ask for row in ready for ask in _asks(row, today)}, indicators)
    terms = _terms({row.plan for row in ready}, today)
    found = {row.pk: _unmeasured(row, indicators.get(row.indicator)) for row in rows}
    for row in ready:
        indicator = indicators[row.indicator]
        assert indicator is not None
        found[row.pk] = _measured(row, indicator, values, today, terms[row.plan.pk])
    return found


def known(code: str) -> Indicator | None:
    """The indicator, None for a code that is not (any more) in the catalogue."""
    try:
        return get(code)
    except UnknownIndicator:
        return None


def value_of(code: str, union: Union, start: date, end: date) -> Decimal | None:
    """The value of a period, typed where records are not kept here yet; None where there is none."""
    ask = _Ask(code, union.pk, union.parent_id, start, end)
    try:
        return _values((ask,), {code: known(code)})[ask][0]
    except Blocked:  # the union stood nowhere then
        return None


def goal_of(target: Target, indicator: Indicator) -> Goal:
    """The target as the rules see it; only for one that lacks nothing."""
    assert target.value is not None
    assert target.due_on is not None
    return Goal(
        target.direction,
        target.value,
        target.baseline,
        target.plan.starts_on,
        target.due_on,
        indicator.kind in (Kind.FLOW, Kind.CUMULATIVE),
    )


def _asks(target: Target, today: date) -> list[_Ask]:
    """Up to today; and up to the due day when that is past, to tell whether it was reached late."""
    plan, due = target.plan, target.due_on
    last = min(today, plan.ends_on)
    if due is None or last < plan.starts_on:
        return []
    ends = {last, min(due, last)}
    parent = target.union.parent_id
    return [
        _Ask(target.indicator, target.union_id, parent, plan.starts_on, end)
        for end in sorted(ends, reverse=True)
    ]


def _values(asks: Iterable[_Ask], indicators: Mapping[str, Indicator | None]) -> Values:
    found: dict[_Ask, tuple[Decimal | None, bool]] = {}
    live: dict[tuple[date, date], list[_Ask]] = defaultdict(list)
    for ask in asks:
        indicator = indicators[ask.code]
        if indicator is not None and indicator.state is State.AWAITING:
            found[ask] = (_typed(ask, indicator), True)
        else:
            live[ask.start, ask.end].append(ask)
    for (start, end), together in live.items():
        found |= _counted(together, start, end)
    return found


def _counted(
    asks: Sequence[_Ask], start: date, end: date
) -> dict[_Ask, tuple[Decimal | None, bool]]:
    codes = sorted({ask.code for ask in asks})
    siblings: dict[int | None, set[int]] = defaultdict(set)
    for ask in asks:
        siblings[ask.parent_id].add(ask.union_id)
    figures: dict[int, dict[str, Figure]] = {}
    for parent, unions in siblings.items():
        if parent is not None and len(unions) >= _TOGETHER:
            empty = nothing(codes, on=end, start=start, end=end)
            together = by_children(codes, parent, on=None, start=start, end=end)
            figures |= {union: together.get(union, empty) for union in unions}
        else:
            figures |= {union: evaluate(codes, union, start=start, end=end) for union in unions}
    return {ask: (_decimal(figures[ask.union_id][ask.code].value), False) for ask in asks}


def _typed(ask: _Ask, indicator: Indicator) -> Decimal | None:
    """A flow: what was typed for parts of the period; else the latest value in it."""
    rows = current().filter(
        union_id=ask.union_id, code=ask.code, starts_on__gte=ask.start, ends_on__lte=ask.end
    )
    if isinstance(indicator, Awaiting) and indicator.kind is Kind.FLOW:
        typed = rows.values_list("starts_on", "ends_on", "value")
        return rules.typed_total((a, b, value) for a, b, value in typed if value is not None)
    return rows.order_by("-ends_on").values_list("value", flat=True).first()


def _terms(plans: Iterable[Plan], today: date) -> dict[int, Terms]:
    code = rules.SCORE_POLICY.code
    return {plan.pk: Terms.of(policy.get(code, plan.union.path, today)) for plan in plans}


def _unmeasured(target: Target, indicator: Indicator | None) -> Progress:
    lacks = target.facts_missing
    if target.indicator and indicator is None:
        lacks = (f"指标(“{target.indicator}”已不在目录)", *lacks)
    name = indicator.name if indicator else ""
    return Progress(target, lacks, name, str(indicator.unit) if indicator else target.unit)


def _measured(
    target: Target, indicator: Indicator, values: Values, today: date, terms: Terms
) -> Progress:
    goal = goal_of(target, indicator)
    asks = _asks(target, today)
    value, is_typed = values[asks[0]] if asks else (None, indicator.state is State.AWAITING)
    done = None if value is None else rules.completion(goal, value)
    in_time = values[asks[-1]][0] if asks else None
    met = value is not None and rules.is_met(goal, value)
    is_late = (
        met and today > goal.due_on and not (in_time is not None and rules.is_met(goal, in_time))
    )
    return Progress(
        target,
        target.facts_missing,
        indicator.name,
        str(indicator.unit),
        value,
        is_typed,
        done,
        rules.elapsed(goal, today),
        rules.standing(goal, value, today, terms),
        None if done is None else rules.points(done, target.weight, terms, is_late=is_late),
        is_late,
        (asks[0].start, asks[0].end) if asks else None,
    )


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


# --- Of a plan -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """An item of a plan with its parts and how they stand against the whole."""

    progress: Progress
    parts: tuple[Progress, ...] = ()
    division: plan_rules.Division | None = None

    @property
    def target(self) -> Target:
        """The item."""
        return self.progress.target


@dataclass(frozen=True)
class Unit:
    """A union's points in a plan. ``place`` is set only where the leader asked for ranks."""

    union: object
    score: Score
    targets: tuple[Progress, ...]
    place: int | None = None


@dataclass(frozen=True)
class Board:
    """A plan with everything counted."""

    items: tuple[Item, ...]
    own: Score
    units: tuple[Unit, ...] = field(default=())

    @property
    def flawed(self) -> int:
        """How many items cannot be measured."""
        return sum(1 for item in self.items if not item.progress.is_smart)


def rows_of(plan: Plan) -> QuerySet[Target]:
    """Items and parts, in order, with what progress needs."""
    rows = plan.targets.select_related("plan__union", "union")
    return rows.order_by("number", F("whole").asc(nulls_first=True), "union__code", "pk")


def items_of(plan: Plan) -> list[Item]:
    """Items with their parts, nothing counted: for the list of items."""
    rows = list(rows_of(plan))
    indicators = {row.indicator: known(row.indicator) for row in rows if row.indicator}
    plain = {row.pk: _unmeasured(row, indicators.get(row.indicator)) for row in rows}
    return list(_items(rows, plain, indicators))


def board(plan: Plan, today: date | None = None) -> Board:
    """Progress of every item and part, points of the plan's union and of the unions below."""
    rows = list(rows_of(plan))
    found = progress(rows, today)
    if plan.status == PlanState.CLOSED:
        found = {key: _final(one) for key, one in found.items()}
    indicators = {row.indicator: known(row.indicator) for row in rows if row.indicator}
    items = tuple(_items(rows, found, indicators))
    own = rules.add_up(_scored(item.progress for item in items))
    return Board(items, own, tuple(_units(plan, items)))


def _items(
    rows: Sequence[Target],
    found: Mapping[int, Progress],
    indicators: Mapping[str, Indicator | None],
) -> Iterable[Item]:
    parts: dict[int, list[Progress]] = defaultdict(list)
    for row in rows:
        if row.whole_id is not None:
            parts[row.whole_id].append(found[row.pk])
    for row in rows:
        if row.whole_id is not None:
            continue
        own, indicator = parts[row.pk], indicators.get(row.indicator)
        division = None
        if own and row.value is not None:
            amounts = [p.target.value or Decimal(0) for p in own]
            is_share = indicator is not None and indicator.kind is Kind.RATE
            division = plan_rules.divide(row.value, amounts, is_share=is_share)
        yield Item(found[row.pk], tuple(own), division)


def _scored(found: Iterable[Progress]) -> list[tuple[Decimal, Decimal]]:
    return [
        (one.points or Decimal(0), one.target.weight)
        for one in found
        if one.is_countable and one.target.weight
    ]


def _units(plan: Plan, items: Sequence[Item]) -> list[Unit]:
    by_union: dict[int, list[Progress]] = defaultdict(list)
    for item in items:
        for one in item.parts or (item.progress,):
            if one.target.union_id != plan.union_id:
                by_union[one.target.union_id].append(one)
    units = [
        Unit(found[0].target.union, rules.add_up(_scored(found)), tuple(found))
        for found in by_union.values()
    ]
    if not plan.ranks_children:
        return units
    units.sort(key=lambda unit: -(unit.score.percent or Decimal(-1)))
    return [Unit(unit.union, unit.score, unit.targets, _place(unit, units)) for unit in units]


def _place(unit: Unit, units: Sequence[Unit]) -> int | None:
    own = unit.score.percent
    if own is None:
        return None
    return 1 + sum(1 for other in units if (other.score.percent or Decimal(-1)) > own)


def _final(one: Progress) -> Progress:
    """What was kept when the plan was closed, instead of today's."""
    kept = one.target
    if kept.final_value is None and kept.final_points is None:
        return one
    return Progress(
        kept, one.lacks, one.name, one.unit, kept.final_value, one.is_typed, kept.completion,
        Decimal(100), Standing(kept.standing or Standing.UNKNOWN), kept.final_points, False, one.asked,
    )  # fmt: skip
