"""For when a figure is asked (统计时间): a day or a period, and why it cannot be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators.definition import Counter, Kind


@dataclass(frozen=True)
class Asked:
    """A day for stocks, a period (both ends included) for flows."""

    on: date | None = None
    start: date | None = None
    end: date | None = None

    @property
    def day(self) -> date | None:
        """The day of stocks: the asked one, or the end of the period."""
        return self.on or self.end

    def is_of_period(self, kind: Kind) -> bool:
        """Flows are; a cumulative number is when a period is asked for and no day."""
        return kind is Kind.FLOW or (
            kind is Kind.CUMULATIVE and self.on is None and self.start is not None
        )


def check(asked: Asked, counters: Iterable[Counter]) -> Asked:
    """The same, when all counters can be answered for it. Raises Blocked."""
    if asked.start and asked.end and asked.start > asked.end:
        raise Blocked(
            f"开始日期 {asked.start} 晚于结束日期 {asked.end}。请核对后重新选择。", field="start"
        )
    for counter in counters:
        if counter.kind is Kind.FLOW and (asked.start is None or asked.end is None):
            raise Blocked(
                f"“{counter.name}”是期内流量,需要开始日期和结束日期,一天的日期不够。", field="start"
            )
        if asked.day is None:
            raise Blocked(f"“{counter.name}”需要一个日期。", field="on")
        if asked.is_of_period(counter.kind) and asked.end is None:
            raise Blocked(f"“{counter.name}”的期间没有结束日期。", field="end")
    return asked
