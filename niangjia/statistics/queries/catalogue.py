"""The catalogue of indicators (指标目录) as people search and filter it: all areas, all states."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

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
    "plans": "statistics",
}


TYPED = "填报"
NEAR, ALIKE = 3, 0.6


@dataclass(frozen=True)
class Line:
    """One indicator in the list; ``area`` is the Chinese name of what keeps its records.

    ``is_typed``: its records are not kept yet, and the union that asks has typed values of it.
    """

    indicator: Indicator
    area: str
    sought: str
    is_typed: bool = False

    @property
    def state(self) -> str:
        """实时统计, 填报 or 待接入."""
        return TYPED if self.is_typed else self.indicator.state.value

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
    found = [
        Facet(code, label, tuple(dict.fromkeys(_value(line, code) for line in lines())))
        for code, label in (
            ("area", "业务领域"),
            ("unit", "单位"),
            ("kind", "口径"),
            ("owner", "责任部门"),
        )
    ]
    return (Facet("state", "状态", (State.LIVE.value, TYPED, State.AWAITING.value)), *found)


def find(text: str, chosen: Mapping[str, str], typed: Collection[str] = frozenset()) -> list[Line]:
    """Lines with every word of the text in name, alias, initials or code, and the chosen values.

    ``typed``: codes of which the asking union has typed values.
    """
    words = text.lower().split()
    told = (
        replace(line, is_typed=line.is_awaiting and line.indicator.code in typed)
        for line in lines()
    )
    return [
        line
        for line in told
        if all(word in line.sought for word in words)
        and all(_value(line, code) == value for code, value in chosen.items())
    ]


def is_known(code: str) -> bool:
    """Whether there is such an indicator, though perhaps not that slice or version of it."""
    base = _base(code)
    return any(indicator.code == base for indicator in catalogue())


def near(text: str) -> list[Indicator]:
    """What somebody may have meant by a code that nothing has: called so, or looking like it."""
    meant = _base(text)
    if not meant or is_known(text):
        return []
    words = {w: i for i in catalogue() for w in (i.code, i.name, *i.aliases)}
    if meant in words:
        return [words[meant]]
    found = [words[w] for w in get_close_matches(meant, words, NEAR, ALIKE)]
    found += [i for w, i in words.items() if len(meant) > 1 and meant in w]
    return list({i.code: i for i in found}.values())[:NEAR]


def _base(code: str) -> str:
    return code.partition("[")[0].partition("@")[0].strip()


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
    return (i.code, i.name, i.unit.value, i.kind.value, line.state, line.area, i.owner,
            aliases, i.words, i.basis, str(i.version))  # fmt: skip


HEADS = ("指标代码", "指标名称", "单位", "口径", "状态", "业务领域", "责任部门", "别名", "统计口径说明",
         "依据", "版本")  # fmt: skip


def _value(line: Line, facet: str) -> str:
    if facet in ("area", "state"):
        return str(getattr(line, facet))
    return str(getattr(line.indicator, facet))


def _sought(indicator: Indicator) -> str:
    names = (indicator.name, *indicator.aliases)
    return " ".join((indicator.code, *names, *map(_initials, names))).lower()


def _initials(name: str) -> str:
    return pinyin.of_text(name).initials
