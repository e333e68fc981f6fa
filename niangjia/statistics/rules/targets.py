"""Targets (目标): from a live figure to progress, standing and points. Pure.

The national rules leave scoring to each place (年度目标绩效考核办法): its numbers are a dated policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from niangjia.kernel.choices import TextCode
from niangjia.statistics.rules.plans import Direction

HUNDRED = Decimal(100)
_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class ScorePolicy:
    """The dated parameter set of scoring, as declared."""

    code: str = "statistics.target_score"
    label: str = "目标计分"
    default: Mapping[str, Any] = field(
        default_factory=lambda: MappingProxyType(
            {"cap_percent": 100, "floor_percent": 0, "late_percent": 10, "risk_points": 20}
        )
    )
    basis: str = "工会年度目标绩效考核办法(各地自定)"
    labels: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                "cap_percent": "完成率最高计到(%)",
                "floor_percent": "完成率低于此不得分(%)",
                "late_percent": "逾期完成扣该项得分(%)",
                "risk_points": "完成率落后时间进度多少算有风险(百分点)",
            }
        )
    )


SCORE_POLICY = ScorePolicy()


@dataclass(frozen=True)
class Terms:
    """The numbers of scoring in force at a union."""

    cap_percent: Decimal = HUNDRED
    floor_percent: Decimal = Decimal(0)
    late_percent: Decimal = Decimal(10)
    risk_points: Decimal = Decimal(20)

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Terms:
        """From the values of the policy."""
        return cls(**{name: Decimal(str(params[name])) for name in SCORE_POLICY.default})


class Standing(TextCode):
    """进展. What a cadre needs to know of a target today."""

    DONE = "done", "已完成"
    ON_TRACK = "on_track", "正常"
    AT_RISK = "at_risk", "有风险"
    OVERDUE = "overdue", "逾期未完成"
    EXCEEDED = "exceeded", "已超上限"
    NOT_STARTED = "not_started", "未开始"
    UNKNOWN = "unknown", "暂无数据"


@dataclass(frozen=True)
class Goal:
    """A target as the rules see it. ``is_flow``: counted from zero within the period, so that the
    baseline is last year's number to compare with and not a starting point."""

    direction: str
    value: Decimal
    baseline: Decimal | None
    start: date
    due_on: date
    is_flow: bool


def completion(goal: Goal, value: Decimal) -> Decimal:
    """Share of the way that is done, in per cent with one decimal; over 100 when exceeded.

    At least: value ÷ target, for a stock with a baseline the part of the way from there. At most:
    100 while within the limit, else limit ÷ value (or the part of the way down from the baseline).
    As with shares only the whole is 100 and only nothing is 0.
    """
    share = _down(goal, value) if goal.direction == Direction.AT_MOST else _up(goal, value)
    if share <= 0:
        return Decimal("0.0")
    rounded = max(share.quantize(_TENTH, ROUND_HALF_UP), _TENTH)
    return min(rounded, HUNDRED - _TENTH) if share < HUNDRED else rounded


def _up(goal: Goal, value: Decimal) -> Decimal:
    base = goal.baseline
    if base is not None and not goal.is_flow and base < goal.value:
        return (value - base) * HUNDRED / (goal.value - base)
    if goal.value <= 0:
        return HUNDRED
    return value * HUNDRED / goal.value


def _down(goal: Goal, value: Decimal) -> Decimal:
    base = goal.baseline
    if value <= goal.value:
        return HUNDRED
    if base is not None and not goal.is_flow and base > goal.value:
        return (base - value) * HUNDRED / (base - goal.value)
    return goal.value * HUNDRED / value


def is_met(goal: Goal, value: Decimal) -> bool:
    """Whether the value satisfies the target itself, rounding apart."""
    return value <= goal.value if goal.direction == Direction.AT_MOST else value >= goal.value


def elapsed(goal: Goal, today: date) -> Decimal:
    """Share of the time that is gone, in per cent: 0 before the first day, 100 from the due day."""
    if today < goal.start:
        return Decimal(0)
    if today >= goal.due_on:
        return HUNDRED
    days = (goal.due_on - goal.start).days + 1
    gone = Decimal((today - goal.start).days + 1) * HUNDRED / days
    return gone.quantize(_TENTH, ROUND_HALF_UP)


def standing(goal: Goal, value: Decimal | None, today: date, terms: Terms) -> Standing:
    """Where the target stands today: time gone against progress."""
    if today < goal.start:
        return Standing.NOT_STARTED
    is_over = today > goal.due_on
    if value is None:
        return Standing.OVERDUE if is_over else Standing.UNKNOWN
    met = is_met(goal, value)
    if goal.direction == Direction.AT_MOST and goal.is_flow:  # a limit: only the end tells
        if not met:
            return Standing.EXCEEDED
        return Standing.DONE if is_over else Standing.ON_TRACK
    if met:
        return Standing.DONE
    if is_over:
        return Standing.OVERDUE
    behind = elapsed(goal, today) - completion(goal, value)
    return Standing.AT_RISK if behind > terms.risk_points else Standing.ON_TRACK


def reached_on(
    standing: str, earlier: date | None, today: date, due_on: date, *, is_late: bool
) -> date | None:
    """The day a target was reached, as far as counting tells; None while it is not.

    ``earlier``: what the former count said. The day of the first count that finds it reached; the
    due day, where only a later count does although the records of that day suffice.
    """
    if standing != Standing.DONE:
        return None
    if is_late:
        return earlier if earlier is not None and earlier > due_on else today
    return min(earlier or today, due_on)


def points(done: Decimal, weight: Decimal, terms: Terms, *, is_late: bool = False) -> Decimal:
    """Points of one target: weight × completion, linear, capped; nothing below the floor.

    ``is_late``: reached, but after the due day.
    """
    if done < terms.floor_percent:
        return Decimal(0).quantize(_CENT)
    counted = min(done, terms.cap_percent)
    earned = weight * counted / HUNDRED
    if is_late:
        earned -= earned * terms.late_percent / HUNDRED
    return earned.quantize(_CENT, ROUND_HALF_UP)


def typed_total(rows: Iterable[tuple[date, date, Decimal]]) -> Decimal | None:
    """Sum of typed flows (first day, last day, value) without counting any day twice.

    Longer periods come first: a year's value is taken before those of its months.
    """
    taken: list[tuple[date, date]] = []
    total: Decimal | None = None
    for first, last, value in sorted(rows, key=lambda row: (row[0] - row[1], row[0])):
        if any(first <= end and start <= last for start, end in taken):
            continue
        taken.append((first, last))
        total = (total or Decimal(0)) + value
    return total


@dataclass(frozen=True)
class Score:
    """Points a union has earned of those it could have (``out_of``: the weights of its targets)."""

    earned: Decimal
    out_of: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Earned ÷ possible in per cent; None where nothing is scored."""
        if not self.out_of:
            return None
        return (self.earned * HUNDRED / self.out_of).quantize(_TENTH, ROUND_HALF_UP)


def add_up(parts: Iterable[tuple[Decimal, Decimal]]) -> Score:
    """Sum of (points, weight)."""
    earned, out_of = Decimal(0), Decimal(0)
    for one, weight in parts:
        earned, out_of = earned + one, out_of + weight
    return Score(earned, out_of)
