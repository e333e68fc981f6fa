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

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Indicator, TreeOf

PERMISSION = "figures.view"


@dataclass(frozen=True)
class Asking:
    """A union with the days asked: ``on`` alone, or ``start`` to ``end``, both included."""

    union: Union
    on: date | None
    start: date | None
    end: date | None
    tree: TreeOf = "dated"

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
    def query(self) -> str:
        """The same question as an address."""
        named = {"on": self.on, "from": self.start, "to": self.end}
        values = {"union": self.union.code} | {k: str(v) for k, v in named.items() if v}
        return urlencode(values | ({"tree": self.tree} if self.tree != "dated" else {}))

    def at(self, start: date, end: date) -> Asking:
        """The same union in another period."""
        return replace(self, on=None, start=start, end=end)


def read(values: Mapping[str, str], indicator: Indicator, actor: Actor) -> Asking:
    """The question of an address. Raises NotVisible for a union out of sight, Blocked for days.

    Without days a stock is today's and a flow this year's so far; without union it is the first
    one the actor looks after.
    """
    union = union_of(values.get("union", ""), actor)
    tree: TreeOf = "today" if values.get("tree") == "today" else "dated"
    on, start, end = (_day(values.get(name, "")) for name in ("on", "from", "to"))
    today = clock.today()
    if start is None and (on is not None or end is not None):
        on, end = on or end, None
    if on is None and start is None and not is_of_period(indicator):
        on = today
    if is_of_period(indicator) and start is None:
        end = on or today
        on, start = None, end.replace(month=1, day=1)
    if start is not None:
        on, end = None, end or today
        if start > end:
            raise Blocked(f"开始日期 {start} 晚于结束日期 {end}。请核对后重新选择。")
    return Asking(union, on, start, end, tree)


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
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Blocked("日期不对,请写成 2017-06-30 的样子。") from None
