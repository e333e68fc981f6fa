"""Closing a period (期间封存): what is frozen, when it may be, and how the seal is made. Pure.

A closed value is kept as a whole number, or as text for money and shares; what is nothing (a
count of zero, a share of nothing) is left out of a row and read back from the definitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from niangjia.statistics.rules.periods import Period, previous

Value = int | Decimal | None
Kept = int | str
FRACTIONAL = ("元", "%")
"""Units whose values have places after the point."""


@dataclass(frozen=True)
class Definition:
    """What an indicator meant when the period was closed. ``empty`` is what a node without any has."""

    name: str
    unit: str
    version: int
    fingerprint: str
    empty: Kept | None

    def as_json(self) -> dict[str, Kept | None]:
        """For the column of the closing."""
        return dict(vars(self))


def keep(value: Value, empty: Kept | None) -> Kept | None:
    """The value as a row keeps it; None when it is left out, being the empty one."""
    if value is None or value == read(None, empty):
        return None
    return str(value) if isinstance(value, Decimal) else value


def read(kept: Kept | None, empty: Kept | None) -> Value:
    """The value out of a row."""
    found = empty if kept is None else kept
    return Decimal(found) if isinstance(found, str) else found


def why_not(period: Period, today: date) -> str | None:
    """Why a period cannot be closed, or None."""
    if period.is_over(today):
        return None
    return f"{period.label}到{period.end}才结束,结束以后才能封存。请选择已经结束的期间。"


def warnings(period: Period, closed: Iterable[Period], today: date, usual_days: int) -> list[str]:
    """What somebody should know before she closes a period; ``closed`` are those of its kind."""
    found = []
    earlier = [other for other in closed if other.end < period.start]
    before = previous(period)
    if earlier and before not in earlier:
        found.append(f"注意:上一期({before.label})还没有封存,趋势会缺一段。")
    days = (today - period.end).days
    if days <= usual_days:
        found.append(
            f"注意:期间结束才{days}天,可能还有没录入的记录。封存以后补录的,要作为修订登记。"
        )
    return found


def seal(heading: Mapping[str, Any], rows: Iterable[tuple[int, Mapping[str, Kept]]]) -> str:
    """SHA-256 over what is frozen: the heading, then one line per node in order of its id."""
    digest = sha256()
    for line in _lines(heading, rows):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _lines(
    heading: Mapping[str, Any], rows: Iterable[tuple[int, Mapping[str, Kept]]]
) -> Iterator[str]:
    """Canonical JSON: sorted keys, no blanks."""
    yield _canonical(heading)
    for union_id, values in rows:
        yield _canonical([union_id, values])


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
