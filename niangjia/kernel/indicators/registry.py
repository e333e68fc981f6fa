"""The catalogue of indicators (指标目录): areas declare here from their ``indicators.py``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from django.apps import apps
from ibis import Deferred

from niangjia.kernel.indicators.definition import (
    Awaiting,
    BadDefinition,
    Counter,
    Fact,
    Indicator,
    Kind,
    Rate,
    Sum,
    Tree,
    Unit,
    deferred,
)

D = TypeVar("D", bound=Indicator)

_INDICATORS: dict[str, Indicator] = {}
_TREES: list[Tree] = []


class UnknownIndicator(Exception):  # noqa: N818 - reads as what it is
    """No indicator has that code. The message is Chinese."""


def load() -> None:
    """Import ``indicators`` of every installed area; cheap when it was done before."""
    for app in apps.get_app_configs():
        name = f"{app.name}.indicators"
        if app.name.startswith("niangjia.") and not app.name.endswith("kernel") and find_spec(name):
            import_module(name)


def catalogue() -> tuple[Indicator, ...]:
    """All indicators in the order of declaration."""
    load()
    return tuple(_INDICATORS.values())


def get(code: str) -> Indicator:
    """The indicator of that code. Raises UnknownIndicator."""
    load()
    if code not in _INDICATORS:
        raise UnknownIndicator(
            f"没有代码为“{code}”的指标。请用 niangjia figures --list 查看全部指标代码。"
        )
    return _INDICATORS[code]


def the_tree() -> Tree:
    """The declared tree. Raises BadDefinition when no area declared one."""
    load()
    if not _TREES:
        raise BadDefinition("no area declared the tree")
    return _TREES[0]


def tree(*, dated: str, today: str) -> Tree:
    """Declare where unions stand; once, by the area that owns the tree."""
    if _TREES:
        raise BadDefinition("the tree is declared twice")
    _TREES.append(Tree(dated, today))
    return _TREES[0]


def fact(code: str, *, columns: Mapping[str, str], sql: str) -> Fact:
    """Declare a table without personal data; ``sql`` selects exactly the columns."""
    return Fact(code, dict(columns), sql)


def stock(
    code: str,
    name: str,
    *,
    unit: Unit,
    fact: Fact,
    opened: str,
    closed: str,
    words: str,
    basis: str,
    where: Deferred | None = None,
    distinct: str = "",
    aliases: tuple[str, ...] = (),
) -> Counter:
    """Declare what is there on a day (期末存量): ``opened <= day < closed``."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.STOCK, fact=fact, opened=opened,
            closed=closed, where=where, distinct=distinct, words=words, basis=basis,
            aliases=aliases,
        )
    )  # fmt: skip


def flow(
    code: str,
    name: str,
    *,
    unit: Unit,
    fact: Fact,
    on: str,
    words: str,
    basis: str,
    where: Deferred | None = None,
    distinct: str = "",
    aliases: tuple[str, ...] = (),
) -> Counter:
    """Declare what happened in a period, both ends included (期内流量)."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.FLOW, fact=fact, on=on, where=where,
            distinct=distinct, words=words, basis=basis, aliases=aliases,
        )
    )  # fmt: skip


def cumulative(
    code: str,
    name: str,
    *,
    unit: Unit,
    fact: Fact,
    on: str,
    words: str,
    basis: str,
    where: Deferred | None = None,
    aliases: tuple[str, ...] = (),
) -> Counter:
    """Declare what has happened up to a day (累计), or in a period when one is asked for."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.CUMULATIVE, fact=fact, on=on, where=where,
            words=words, basis=basis, aliases=aliases,
        )
    )  # fmt: skip


def rate(
    code: str,
    name: str,
    numerator: Indicator,
    denominator: Indicator,
    *,
    words: str,
    basis: str,
    aliases: tuple[str, ...] = (),
    decimals: int = 2,
) -> Rate:
    """Declare a share in per cent. Raises BadDefinition when the units differ."""
    if numerator.unit is not denominator.unit:
        raise BadDefinition(f"{code}: {numerator.unit} 不能除以 {denominator.unit} 得到百分比")
    declared = Rate(
        code=code, name=name, unit=Unit.PERCENT, kind=Kind.RATE, numerator=numerator,
        denominator=denominator, words=words, basis=basis, aliases=aliases, decimals=decimals,
    )  # fmt: skip
    return _register(declared)


def total(
    code: str,
    name: str,
    *parts: Counter,
    words: str,
    basis: str,
    aliases: tuple[str, ...] = (),
) -> Sum:
    """Declare a sum. Raises BadDefinition for unlike units, kinds, or counts of distinct things."""
    units = {part.unit for part in parts}
    if len(units) != 1:
        raise BadDefinition(f"{code}: 不同单位不能相加: {'、'.join(sorted(units))}")
    if len({part.kind for part in parts}) != 1:
        raise BadDefinition(f"{code}: 存量与流量不能相加")
    if any(part.distinct for part in parts):
        raise BadDefinition(f"{code}: 去重计数不能相加,同一人会被算两次")
    declared = Sum(
        code=code, name=name, unit=units.pop(), kind=Kind.SUM, parts=parts, words=words,
        basis=basis, aliases=aliases,
    )  # fmt: skip
    return _register(declared)


def awaiting(
    code: str,
    name: str,
    *,
    unit: Unit,
    kind: Kind,
    area: str,
    words: str,
    basis: str,
    owner: str,
    aliases: tuple[str, ...] = (),
    decimals: int = 0,
) -> Awaiting:
    """Declare a figure whose records do not exist yet; lower unions may type it in."""
    return _register(
        Awaiting(
            code=code, name=name, unit=unit, kind=kind, area=area, words=words, basis=basis,
            owner=owner, aliases=aliases, decimals=decimals,
        )
    )  # fmt: skip


def _counter(counter: Counter) -> Counter:
    if counter.where is not None:
        deferred(counter.where)
    return _register(counter)


def _register(indicator: D) -> D:
    if indicator.code in _INDICATORS:
        raise BadDefinition(f"{indicator.code} is declared twice")
    _INDICATORS[indicator.code] = indicator
    return indicator
