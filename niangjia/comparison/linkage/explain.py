"""A link's weights in words: “姓名相同 +8.1,出生日期差一天 −1.2”. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from niangjia.comparison.linkage.linking import Part, Thresholds
from niangjia.comparison.linkage.model import FIELDS, parameters

_LABELS = {field.code: field.label for field in FIELDS}
_LEVELS = {(field.code, level.code): level.label for field in FIELDS for level in field.levels}
_WIDEST = 25.0


class Shown(NamedTuple):
    """One line of the table: field, what was found, weight with its sign, length of its bar (0–10)."""

    field: str
    level: str
    weight: str
    bar: int
    is_for: bool


def as_data(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """How the parts are kept with a match: codes and weights, no value of anybody."""
    return [{"field": p.field, "level": p.level, "weight": p.weight} for p in parts]


def shown(parts: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """The lines of the table, strongest evidence first."""
    rows = sorted(parts, key=lambda part: -abs(part["weight"]))
    return [
        Shown(
            _LABELS[part["field"]],
            _LEVELS[part["field"], part["level"]],
            signed(part["weight"]),
            max(1, round(min(abs(part["weight"]), _WIDEST) / _WIDEST * 10)),
            part["weight"] >= 0,
        )
        for part in rows
    ]


def base(total: float, parts: Iterable[Mapping[str, Any]]) -> str:
    """What the score starts from: the more people there are, the likelier a coincidence."""
    return signed(total - sum(part["weight"] for part in parts))


def sentence(parts: Iterable[Mapping[str, Any]]) -> str:
    """The same in one line."""
    return ",".join(f"{one.field}{one.level} {one.weight}" for one in shown(parts))


def signed(weight: float) -> str:
    """``+8.1``, ``−1.2``."""
    return f"{'+' if weight >= 0 else '−'}{abs(weight):.1f}"


def limits() -> dict[str, float]:
    """The thresholds in force, for the page."""
    kept = Thresholds.shipped()
    return {"accept": kept.accept, "review": kept.review, "margin": kept.margin}


def measured() -> str:
    """Where the accepting threshold comes from: its lowest precision and recall by damage."""
    accept = Thresholds.shipped().accept
    rows = [row for row in parameters()["measured"] if row["accept"] == accept]
    said = []
    for damaged in sorted({row["damaged"] for row in rows}):
        same = [row for row in rows if row["damaged"] == damaged]
        right, found = (min(row[name] for row in same) for name in ("precision", "recall"))
        said.append(f"{damaged:.0%}的号码有错时,认定的{_floor(right)}正确,找出{_floor(found)}的人")
    return f"{accept:.0f}分这条线按模拟数据测得:" + ";".join(said) + "。"


def _floor(share: float) -> str:
    """Never rounded up: 0.99998 is not 100 %."""
    return f"{math.floor(share * 10_000) / 100:.2f}%"
