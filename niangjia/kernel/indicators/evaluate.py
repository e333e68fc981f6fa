"""Figures (数字): indicators evaluated for a union, its children, all nodes, or several times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.asked import Asked, check
from niangjia.kernel.indicators.compile import Grain
from niangjia.kernel.indicators.counting import (
    Numbers,
    Values,
    Where,
    count,
    counters,
    stood,
)
from niangjia.kernel.indicators.definition import (
    Awaiting,
    Counter,
    Indicator,
    Rate,
    State,
    Sum,
    Unit,
)
from niangjia.kernel.indicators.engines import Engine, TreeOf, the_engine

_YUAN = Decimal(100)  # fen in one


@dataclass(frozen=True)
class Figure:
    """A number with what makes it readable; ``value`` is None for a share of nothing and while
    the records of an indicator are awaited."""

    indicator: Indicator
    value: int | Decimal | None
    on: date | None
    start: date | None
    end: date | None


def evaluate(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
    engine: str | Engine | None = None,
) -> dict[str, Figure]:
    """Figures of one union with everything under it.

    Stocks are of ``on`` (else of ``end``), flows of ``start`` to ``end``, both included; a
    cumulative number is up to ``on``, or of the period when that alone is given.
    Raises UnknownIndicator, and Blocked when a needed date is missing or the union stood nowhere.
    """
    asked = Asked(on, start, end)
    wanted = _wanted(codes, (asked,))
    where = Where(the_engine(engine), tree, union_id, Grain.WHOLE)
    values = count(counters(wanted), (asked,), where).of(union_id)
    if not any(values.values()):
        _require_place(wanted, where, asked)
    return _figures(wanted, values, asked)


def by_children(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
    engine: str | Engine | None = None,
) -> dict[int, dict[str, Figure]]:
    """The same per direct child, in one pass per fact; key ``union_id`` is the node's own rows.

    Children without any record are absent. Which unions were children is what the tree of each
    record's day says.
    """
    asked = Asked(on, start, end)
    wanted = _wanted(codes, (asked,))
    where = Where(the_engine(engine), tree, union_id, Grain.CHILDREN)
    return _by_group(count(counters(wanted), (asked,), where), wanted, asked)


def with_children(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
    engine: str | Engine | None = None,
) -> tuple[dict[str, Figure], dict[int, dict[str, Figure]]]:
    """The node's figures and its children's together: rows are read once.

    Numbers of rows are the sum of the children's; distinct ones are counted again for the node.
    """
    asked = Asked(on, start, end)
    wanted = _wanted(codes, (asked,))
    needed, carrier = counters(wanted), the_engine(engine)
    parts = count(needed, (asked,), Where(carrier, tree, union_id, Grain.CHILDREN))
    whole = {
        (c.code, 0): sum(parts.of(group).get((c.code, 0), 0) for group in parts.groups())
        for c in needed
    }
    distinct = [c for c in needed if c.distinct]
    again = count(distinct, (asked,), Where(carrier, tree, union_id, Grain.WHOLE))
    whole |= again.of(union_id)
    return _figures(wanted, whole, asked), _by_group(parts, wanted, asked)


def all_nodes(
    codes: Iterable[str],
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
    engine: str | Engine | None = None,
) -> Nodes:
    """Figures of every node of the tree, in one pass per fact; each figure is made when read."""
    asked = Asked(on, start, end)
    wanted = _wanted(codes, (asked,))
    where = Where(the_engine(engine), tree, None, Grain.PLACES)
    numbers = count(counters(wanted), (asked,), where)
    return Nodes(numbers, wanted, asked)


def series(
    codes: Iterable[str],
    union_id: int,
    asks: Sequence[Asked],
    *,
    tree: TreeOf = "dated",
    engine: str | Engine | None = None,
) -> list[dict[str, Figure]]:
    """Figures of one union at several times, in one pass per fact; in the order asked.

    Raises UnknownIndicator, and Blocked when a needed date is missing.
    """
    wanted = _wanted(codes, asks)
    where = Where(the_engine(engine), tree, union_id, Grain.WHOLE)
    values = count(counters(wanted), asks, where).of(union_id) if asks else {}
    return [_figures(wanted, values, asked, n) for n, asked in enumerate(asks)]


def nothing(
    codes: Iterable[str],
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
) -> dict[str, Figure]:
    """The figures of a union without any record, as by_children would give them."""
    asked = Asked(on, start, end)
    return _figures(_wanted(codes, (asked,)), {}, asked)


class Nodes(Mapping[int, dict[str, Figure]]):
    """Figures by node; a province has millions of them, so each is made when it is read."""

    def __init__(self, numbers: Numbers, wanted: list[Indicator], asked: Asked) -> None:
        self._nodes = dict.fromkeys(numbers.groups())
        self._numbers = numbers
        self._wanted = [(indicator, _when(indicator, asked)) for indicator in wanted]

    def __getitem__(self, node: int) -> dict[str, Figure]:
        if node not in self._nodes:
            raise KeyError(node)
        values = self._numbers.of(node)
        return {i.code: Figure(i, value_of(i, values), *when) for i, when in self._wanted}

    def __iter__(self) -> Iterator[int]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def values_of(self, node: int) -> dict[str, int | Decimal | None]:
        """The bare values by code, for whoever keeps a whole tree of them; none out of the tree."""
        if node not in self._nodes:
            return {}
        values = self._numbers.of(node)
        return {i.code: value_of(i, values) for i, _ in self._wanted}


def _wanted(codes: Iterable[str], asks: Sequence[Asked]) -> list[Indicator]:
    """Raises UnknownIndicator, and Blocked when a needed date is missing."""
    wanted = [registry.get(code) for code in codes]
    for asked in asks:
        check(asked, counters(wanted))
    return wanted


def _require_place(wanted: Sequence[Indicator], where: Where, asked: Asked) -> None:
    """Raises Blocked when the node stood nowhere: nothing counted is then no answer."""
    node = where.node
    if node is None or not counters(wanted) or stood(where, node, asked):
        return
    when = f"{asked.start} 至 {asked.end}" if asked.on is None and asked.start else f"{asked.day}"
    raise Blocked(
        f"该工会在 {when} 没有隶属关系记录,无法统计。请换一个日期,或按现在的隶属关系统计。",
        field="on",
    )


def _by_group(
    numbers: Numbers, wanted: Sequence[Indicator], asked: Asked
) -> dict[int, dict[str, Figure]]:
    found = {group: numbers.of(group) for group in numbers.groups()}
    return {
        group: _figures(wanted, values, asked)
        for group, values in found.items()
        if any(values.values())
    }


def _figures(
    wanted: Iterable[Indicator], values: Values, asked: Asked, number: int = 0
) -> dict[str, Figure]:
    return {
        indicator.code: Figure(
            indicator, value_of(indicator, values, number), *_when(indicator, asked)
        )
        for indicator in wanted
    }


def value_of(indicator: Indicator, values: Values, number: int = 0) -> int | Decimal | None:
    """The value out of numbers by code and time; None for a share of nothing."""
    if indicator.state is State.AWAITING:
        return None
    match indicator:
        case Rate(numerator=top, denominator=bottom, decimals=decimals):
            above, below = value_of(top, values, number), value_of(bottom, values, number)
            if not below or above is None:
                return None
            return _share(Decimal(above), Decimal(below), decimals)
        case Sum(parts=parts):
            return sum(value_of(part, values, number) or 0 for part in parts)
        case Counter(unit=unit):
            counted = values.get((indicator.code, number), 0)
            return Decimal(counted) / _YUAN if unit is Unit.YUAN else counted
    return None


def _share(above: Decimal, below: Decimal, decimals: int) -> Decimal:
    """In per cent. Only what is all of it is 100, and only what is nothing is 0."""
    step = Decimal(1).scaleb(-decimals)
    share = (above * 100 / below).quantize(step, ROUND_HALF_UP)
    if share == 100 and above != below:
        return share - step if above < below else share + step
    if share == 0 and above:
        return step.copy_sign(above)
    return share


def _when(indicator: Indicator, asked: Asked) -> tuple[date | None, date | None, date | None]:
    """The day, or the period, that the figure is of."""
    if isinstance(indicator, Awaiting):
        of_period = asked.is_of_period(indicator.kind)
    else:
        of_period = all(asked.is_of_period(c.kind) for c in counters((indicator,)))
    return (None, asked.start, asked.end) if of_period else (asked.day, None, None)
