"""What a page of figures was asked for: which union, when, by which tree; read from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.unions.models import Union
from niangjia.unions.queries import why_absent
from niangjia.web.figures import tree_of

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Indicator, TreeOf

PERMISSION = "figures.view"
_NO_DAY = "“{name}”是期内流量,没有某一天的数;以下是当年 1 月 1 日到这一天的数。"


@dataclass(frozen=True)
class Asking:
    """A union with the days asked: ``on`` alone, or ``start`` to ``end``, both included."""

    union: Union
    on: date | None
    start: date | None
    end: date | None
    tree: TreeOf = "dated"
    note: str = ""
    """What is answered instead of what was asked, when that is not the same."""

    @property
    def first(self) -> date | None:
        """What stands in the field 期间."""
        return self.start

    @property
    def last(self) -> date | None:
        """What stands in the field 截至."""
        return self.on or self.end

    @property
    def words(self) -> str:
        """The days in words. Drafts of a running year link here, so days to come are answered."""
        days = f"截至 {self.on}" if self.on else f"{self.start} 至 {self.end}"
        if self.last is None or self.last <= clock.today():
            return days
        return f"{days}(还没有{'到' if self.on else '结束'},统计到今天)"

    @property
    def is_past(self) -> bool:
        """Whether it ended before today, so that records may say otherwise by now."""
        return self.last is not None and self.last < clock.today()

    def require_stood(self) -> None:
        """Raises Blocked when the union stood on none of the days; asked where nothing counts."""
        last = self.last
        assert last is not None
        if refusal := why_absent(self.union, self.start or last, last):
            raise Blocked(refusal, field="on")

    @property
    def query(self) -> str:
        """The same question as an address."""
        named = {"on": self.on, "from": self.start, "to": self.end}
        values = {"union": self.union.code} | {k: str(v) for k, v in named.items() if v}
        return urlencode(values | ({"tree": self.tree} if self.tree != "dated" else {}))

    def at(self, start: date, end: date) -> Asking:
        """The same union in another period."""
        return replace(self, on=None, start=start, end=end, note="")


def read(values: Mapping[str, str], indicator: Indicator, actor: Actor) -> Asking:
    """The question of an address. Raises NotVisible for a union out of sight, Blocked for days.

    Without days a stock is today's and a flow this year's so far; without union it is the first
    one the actor looks after. A stock asked for a period is of its last day; a flow asked for a
    day is of the year up to that day, and ``note`` says so.
    """
    union = union_of(values.get("union", ""), actor)
    tree = tree_of(values.get("tree", ""))
    on, start, end = (_day(values.get(name, "")) for name in ("on", "from", "to"))
    today = clock.today()
    if start is not None:
        on, end = None, end or today
        if start > end:
            raise Blocked(f"开始日期 {start} 晚于结束日期 {end}。请核对后重新选择。")
    last = on or end or today
    if is_of_period(indicator):
        note = "" if on is None else _NO_DAY.format(name=indicator.name)
        return Asking(union, None, start or last.replace(month=1, day=1), last, tree, note)
    if start is None or is_of_day(indicator):
        return Asking(union, last, None, None, tree)
    return Asking(union, None, start, last, tree)


def union_of(code: str, actor: Actor, permission: str = PERMISSION) -> Union:
    """The union of that code (the actor's own without one). Raises NotVisible."""
    visible: QuerySet[Union] = Union.objects.visible_to(actor, permission)
    if code:
        found = visible.filter(code=code.replace("\0", "")).first()
    else:
        roots = sorted(actor.roots(permission), key=len)
        found = visible.filter(path=roots[0]).first() if roots else None
    if found is None:
        raise NotVisible
    return found


def is_of_period(indicator: Indicator) -> bool:
    """Whether it cannot be asked for one day alone: a flow, or made of flows."""
    from niangjia.kernel.indicators import Kind, Rate, Sum  # loads Ibis

    match indicator:
        case Rate(numerator=top, denominator=bottom):
            return is_of_period(top) or is_of_period(bottom)
        case Sum(parts=parts):
            return any(map(is_of_period, parts))
    return indicator.kind is Kind.FLOW


def is_of_day(indicator: Indicator) -> bool:
    """Whether it is always of one day, the last one of a period: a stock, or made of stocks."""
    from niangjia.kernel.indicators import Awaiting, Kind, Rate, Sum  # loads Ibis

    match indicator:
        case Rate(numerator=top, denominator=bottom):
            return is_of_day(top) and is_of_day(bottom)
        case Sum(parts=parts):
            return all(map(is_of_day, parts))
        case Awaiting(kind=Kind.RATE):
            return True
    return indicator.kind is Kind.STOCK


def presets(today: date) -> list[tuple[str, date, date]]:
    """Usual periods: this year, last year, the union statistical year, five years."""
    year = today.year if today.month >= 10 else today.year - 1
    ago = today.replace(year=today.year - 5, day=min(today.day, 28))
    return [
        ("本年", date(today.year, 1, 1), today),
        ("上年", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        ("统计年度", date(year - 1, 10, 1), date(year, 9, 30)),
        ("近五年", ago + timedelta(days=1), today),
    ]


def _day(text: str) -> date | None:
    return clock.day_of(text) if text else None
