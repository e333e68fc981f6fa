"""The catalogue of indicators (指标目录) as people search and filter it: all areas, all states."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps

from niangjia.kernel import pinyin
from niangjia.kernel.indicators import Awaiting, Indicator, State, catalogue

_ALSO = {  # codes that begin otherwise than the app that declares them
    "cards": "members",
    "terms": "unions",
    "officers": "unions",
    "workers": "employers",
    "emergency": "campaigns",
    "rural": "campaigns",
}


@dataclass(frozen=True)
class Line:
    """One indicator in the list; ``area`` is the Chinese name of what keeps its records."""

    indicator: Indicator
    area: str
    sought: str

    @property
    def is_awaiting(self) -> bool:
        """Its records are not kept yet."""
        return self.indicator.state is State.AWAITING


@dataclass(frozen=True)
class Facet:
    """One thing the list can be narrowed by, with the values there are."""

    code: str
    label: str
    values: tuple[str, ...]


@functools.cache
def lines() -> tuple[Line, ...]:
    """Every indicator, live ones first, in the order of declaration."""
    found = [Line(i, area_of(i), _sought(i)) for i in catalogue()]
    return tuple(sorted(found, key=lambda line: line.is_awaiting))


def area_of(indicator: Indicator) -> str:
    """The area that keeps, or will keep, the records."""
    if isinstance(indicator, Awaiting):
        return indicator.area
    prefix = indicator.code.split(".", 1)[0]
    label = _ALSO.get(prefix, prefix)
    app = apps.app_configs.get(label)
    return str(app.verbose_name) if app else "其他"


def facets() -> tuple[Facet, ...]:
    """What the list can be narrowed by."""
    return tuple(
        Facet(code, label, tuple(dict.fromkeys(_value(line, code) for line in lines())))
        for code, label in (
            ("state", "状态"),
            ("area", "业务领域"),
            ("unit", "单位"),
            ("kind", "口径"),
            ("owner", "责任部门"),
        )
    )


def find(text: str, chosen: Mapping[str, str]) -> list[Line]:
    """Lines with every word of the text in name, alias, initials or code, and the chosen values."""
    words = text.lower().split()
    return [
        line
        for line in lines()
        if all(word in line.sought for word in words)
        and all(_value(line, code) == value for code, value in chosen.items())
    ]


def awaiting_of(areas: Iterable[str]) -> list[Awaiting]:
    """Indicators that may be typed, of those trade fields; of all when none is named."""
    wanted = set(areas)
    return [i for i in catalogue() if isinstance(i, Awaiting) and (not wanted or i.area in wanted)]


def awaiting_areas() -> list[str]:
    """Trade fields with indicators that may be typed, in the order of declaration."""
    return list(dict.fromkeys(i.area for i in awaiting_of(())))


def row_of(line: Line) -> Sequence[str]:
    """The line for a sheet."""
    i = line.indicator
    aliases = "、".join(i.aliases)
    return (i.code, i.name, i.unit.value, i.kind.value, i.state.value, line.area, i.owner,
            aliases, i.words, i.basis, str(i.version))  # fmt: skip


HEADS = ("指标代码", "指标名称", "单位", "口径", "状态", "业务领域", "责任部门", "别名", "统计口径说明",
         "依据", "版本")  # fmt: skip


def _value(line: Line, facet: str) -> str:
    if facet == "area":
        return line.area
    return str(getattr(line.indicator, facet))


def _sought(indicator: Indicator) -> str:
    names = (indicator.name, *indicator.aliases)
    return " ".join((indicator.code, *names, *map(_initials, names))).lower()


def _initials(name: str) -> str:
    return pinyin.of_text(name).initials
