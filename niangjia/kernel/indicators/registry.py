"""The catalogue of indicators (指标目录): areas declare here from their ``indicators.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from django.apps import apps
from ibis import Deferred

from niangjia.kernel.indicators.definition import (
    Awaiting,
    BadDefinition,
    Change,
    Counter,
    Dimension,
    Fact,
    Indicator,
    Kind,
    Rate,
    Sum,
    Tally,
    Tree,
    Unit,
    deferred,
)
from niangjia.kernel.indicators.slicing import CODE, codes_of_slices, cut, dimensions, label, values

OWNER = "统计"

D = TypeVar("D", bound=Indicator)

_INDICATORS: dict[str, Indicator] = {}
_EARLIER: dict[str, Indicator] = {}
_WORDS: dict[str, str] = {}  # every name and alias, and whose it is
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


@cache
def get(code: str) -> Indicator:
    """The indicator of that code: ``a.b``, an earlier version ``a.b@1``, a slice ``a.b[c=2]``.

    Raises UnknownIndicator.
    """
    load()
    read = CODE.fullmatch(code)
    found = _version(read["code"], read["version"]) if read else None
    if found is None or read is None:
        raise UnknownIndicator(_no_version(read["code"]) if read else _no_code(code))
    if read["cut"] is None:
        return found
    sliced = cut(found, *read["cut"].split("=", 1))
    if sliced is None:
        raise UnknownIndicator(_no_slice(found, *read["cut"].split("=", 1)))
    return sliced


def _no_code(code: str) -> str:
    return f"没有代码为“{code}”的指标。"


def _no_version(code: str) -> str:
    """Which versions there are instead; or that there is no such indicator at all."""
    now = _INDICATORS.get(code)
    if now is None:
        return _no_code(code)
    known = "、".join(f"第{one.version}版({one.code})" for one in versions(code))
    return f"“{now.name}”没有这一版口径。现有的是{known}。"


def _no_slice(indicator: Indicator, code: str, value: str) -> str:
    """What can be asked instead of that slice."""
    own = next((d for d in dimensions(indicator) if d.code == code), None)
    if own is not None:
        known = "、".join(f"{v}({label(own, v)})" for v in values(own))
        return f"“{indicator.name}”按{own.name}分组没有“{value}”这一组。可用的值:{known}。"
    known = "、".join(f"{d.code}({d.name})" for d in dimensions(indicator)) or "(无)"
    return f"“{indicator.name}”没有“{code}={value}”这一分组。可用的分组:{known}。"


def slices(code: str) -> tuple[Indicator, ...]:
    """All slices of an indicator, by every dimension it declares. Raises UnknownIndicator."""
    return tuple(get(slice_code) for slice_code in codes_of_slices(get(code)))


def versions(code: str) -> tuple[Indicator, ...]:
    """Every known version of a definition, the oldest first. Raises UnknownIndicator."""
    now = get(code)
    past = (_EARLIER.get(f"{code}@{number}") for number in range(1, now.version))
    return (*(indicator for indicator in past if indicator), now)


def _version(code: str, version: str | None) -> Indicator | None:
    now = _INDICATORS.get(code)
    if now is None or version is None:
        return now
    named = f"{code}@{int(version)}"
    return replace(now, code=named) if int(version) == now.version else _EARLIER.get(named)


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


def fact(
    code: str,
    *,
    columns: Mapping[str, str],
    sql: str,
    record: tuple[str, str],
    things: Mapping[str, str] | None = None,
    tally: Tally | None = None,
) -> Fact:
    """Declare a table without personal data; ``sql`` selects exactly the columns."""
    return Fact(code, dict(columns), sql, record, dict(things or {}), tally)


def facts() -> tuple[Fact, ...]:
    """Every fact that a counter, present or earlier, counts."""
    found: dict[str, Fact] = {}
    for indicator in (*catalogue(), *_EARLIER.values()):
        if isinstance(indicator, Counter):
            found[indicator.fact.code] = indicator.fact
    return tuple(found.values())


def earlier(
    now: Counter,
    version: int,
    *,
    words: str,
    where: Deferred | None,
    fact: Fact | None = None,
    opened: str = "",
) -> Counter:
    """Keep an earlier definition, so that old reports keep their numbers: ``code@version``.

    ``opened``: the day of opening then, if it was another. Raises BadDefinition unless the version is
    an older one.
    """
    opened = opened or now.opened
    return _keep(now, version, words=words, where=where, fact=fact or now.fact, opened=opened)


def earlier_rate(
    now: Rate, version: int, numerator: Indicator, denominator: Indicator, *, words: str
) -> Rate:
    """The same for a share that was divided otherwise. Raises BadDefinition."""
    return _keep(now, version, words=words, numerator=numerator, denominator=denominator)


def earlier_total(now: Sum, version: int, *parts: Counter, words: str) -> Sum:
    """The same for a sum of other parts. Raises BadDefinition."""
    return _keep(now, version, words=words, parts=parts)


def _keep(now: D, version: int, **then: object) -> D:
    if not 0 < version < now.version:
        raise BadDefinition(f"{now.code}: 第{version}版不早于现行的第{now.version}版")
    past = replace(
        now,
        code=f"{now.code}@{version}",
        version=version,
        aliases=(),
        changes=tuple(change for change in now.changes if change.version <= version),
        **then,  # type: ignore[arg-type]  # fields of the two callers' own classes
    )
    if past.code in _EARLIER:
        raise BadDefinition(f"{past.code} is declared twice")
    _EARLIER[past.code] = past
    return past


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
    amount: str = "",
    by: tuple[Dimension, ...] = (),
    aliases: tuple[str, ...] = (),
    owner: str = OWNER,
    version: int = 1,
    changes: tuple[Change, ...] = (),
) -> Counter:
    """Declare what is there on a day (期末存量): ``opened <= day < closed``."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.STOCK, fact=fact, opened=opened,
            closed=closed, where=where, distinct=distinct, amount=amount, by=by, words=words,
            basis=basis, aliases=aliases, owner=owner, version=version, changes=changes,
            decimals=2 if unit is Unit.YUAN else 0,
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
    amount: str = "",
    by: tuple[Dimension, ...] = (),
    aliases: tuple[str, ...] = (),
    owner: str = OWNER,
    version: int = 1,
    changes: tuple[Change, ...] = (),
) -> Counter:
    """Declare what happened in a period, both ends included (期内流量)."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.FLOW, fact=fact, on=on, where=where,
            distinct=distinct, amount=amount, by=by, words=words, basis=basis, aliases=aliases,
            owner=owner, version=version, changes=changes, decimals=2 if unit is Unit.YUAN else 0,
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
    distinct: str = "",
    amount: str = "",
    by: tuple[Dimension, ...] = (),
    aliases: tuple[str, ...] = (),
    owner: str = OWNER,
    version: int = 1,
    changes: tuple[Change, ...] = (),
) -> Counter:
    """Declare what has happened up to a day (累计), or in a period when one is asked for."""
    return _counter(
        Counter(
            code=code, name=name, unit=unit, kind=Kind.CUMULATIVE, fact=fact, on=on, where=where,
            distinct=distinct, amount=amount, by=by, words=words, basis=basis, aliases=aliases,
            owner=owner, version=version, changes=changes, decimals=2 if unit is Unit.YUAN else 0,
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
    owner: str = OWNER,
    version: int = 1,
    changes: tuple[Change, ...] = (),
) -> Rate:
    """Declare a share in per cent. Raises BadDefinition when the units differ."""
    if numerator.unit is not denominator.unit:
        raise BadDefinition(f"{code}: {numerator.unit} 不能除以 {denominator.unit} 得到百分比")
    if numerator.unit is Unit.PERCENT:
        raise BadDefinition(f"{code}: 比率不能再作比率的分子、分母")
    declared = Rate(
        code=code, name=name, unit=Unit.PERCENT, kind=Kind.RATE, numerator=numerator,
        denominator=denominator, words=words, basis=basis, aliases=aliases, decimals=decimals,
        owner=owner, version=version, changes=changes,
    )  # fmt: skip
    return _register(declared)


def total(
    code: str,
    name: str,
    *parts: Counter,
    words: str,
    basis: str,
    aliases: tuple[str, ...] = (),
    owner: str = OWNER,
    version: int = 1,
    changes: tuple[Change, ...] = (),
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
        basis=basis, aliases=aliases, owner=owner, version=version, changes=changes,
        decimals=parts[0].decimals,
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
    if (fault := _fault(indicator)) is not None:
        raise BadDefinition(f"{indicator.code}: {fault}")
    _INDICATORS[indicator.code] = indicator
    _WORDS.update(dict.fromkeys((indicator.name, *indicator.aliases), indicator.code))
    return indicator


def _fault(indicator: Indicator) -> str | None:
    """What contradicts the catalogue, or None."""
    if indicator.code in _INDICATORS:
        return "代码已被使用"
    for word in (indicator.name, *indicator.aliases):
        if word in _WORDS:
            return f"“{word}”已是指标 {_WORDS[word]} 的名称或别名"
    if [change.version for change in indicator.changes] != list(range(2, indicator.version + 1)):
        return f"第{indicator.version}版的口径变更没有逐版写明"
    return None
