"""Filters of the dashboard and of plans."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import template

from niangjia.statistics.rules import plans
from niangjia.statistics.rules.targets import Standing
from niangjia.web.figures import explain_url

if TYPE_CHECKING:
    from niangjia.statistics.queries.targets import Progress

register = template.Library()
_TONES = {
    Standing.DONE: "ok",
    Standing.ON_TRACK: "wait",
    Standing.AT_RISK: "warn",
    Standing.OVERDUE: "bad",
    Standing.EXCEEDED: "bad",
}


@register.filter
def plain(value: Decimal | int | None) -> str:
    """``100.00`` → ``100``; — for none."""
    return "—" if value is None else plans.plain(Decimal(value))


@register.filter
def capped(value: Decimal) -> Decimal:
    """At most 100, for a bar."""
    return min(value, Decimal(100))


@register.filter
def tone(standing: Standing) -> str:
    """The colour of the dot; the word beside it says the same."""
    return _TONES.get(standing, "off")


@register.filter
def explained(one: Progress) -> str:
    """Address of the figure behind a target's progress."""
    start, end = one.asked or (one.target.plan.starts_on, one.target.plan.ends_on)
    return explain_url(one.target.indicator, one.target.union.code, start=start, end=end)
