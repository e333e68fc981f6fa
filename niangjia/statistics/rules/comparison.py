"""The difference to last year (同比拆解), split so that the parts sum exactly to it. Pure.

A figure moves because units came or went, because the same units changed, or because what is
counted was defined anew; a leader must not read one as another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from niangjia.kernel.choices import TextCode


class Part(TextCode):
    """差额的来源."""

    NEW = "new", "新增单位"
    SAME = "same", "同一批单位"
    GONE = "gone", "减少单位"
    DEFINITION = "definition", "口径变更"


WORDS: Mapping[Part, str] = {
    Part.NEW: "上年同期末之后新建或划入的单位",
    Part.SAME: "两个时点都在的单位,自身的增减",
    Part.GONE: "上年同期末之后注销或划出的单位(含期间进出的)",
    Part.DEFINITION: "上年同期按旧口径比按新口径多(少)算的",
}


@dataclass(frozen=True)
class Standing:
    """Whether a unit belonged to the node at the end of last year's period and of this one."""

    was_in: bool
    is_in: bool


def part_of(unit: Standing) -> Part:
    """To which part the whole change of a unit belongs. Every unit belongs to exactly one."""
    if unit.is_in:
        return Part.SAME if unit.was_in else Part.NEW
    return Part.GONE


@dataclass(frozen=True)
class Line:
    """One part: values then and now; ``units`` is how many units it has (0 for a definition).

    Of a changed definition: what the definition of then counted more (or less) than today's.
    """

    part: Part
    before: Decimal
    now: Decimal
    units: int = 0

    @property
    def change(self) -> Decimal:
        """What this part adds to the difference."""
        return self.now - self.before

    @property
    def words(self) -> str:
        """What the part means."""
        return WORDS[self.part]


@dataclass(frozen=True)
class Split:
    """The difference and its parts, which sum to ``before``, to ``now`` and to the difference.

    ``before`` is last year's value by the definition in force then, as it was published.
    """

    before: Decimal
    now: Decimal
    lines: tuple[Line, ...]

    @property
    def change(self) -> Decimal:
        """The difference."""
        return self.now - self.before

    @property
    def restated(self) -> Decimal:
        """Last year's value by today's definition."""
        changed = (line.before for line in self.lines if line.part is Part.DEFINITION)
        return self.before - sum(changed, Decimal(0))


def split(
    before: Mapping[Part, Decimal],
    now: Mapping[Part, Decimal],
    units: Mapping[Part, int],
    *,
    before_as_defined_then: Decimal | None = None,
) -> Split:
    """Values per part of units, both by today's definition, and last year's by its own definition.

    Without ``before_as_defined_then`` the definition has not changed.
    """
    zero = Decimal(0)
    lines = [
        Line(part, before.get(part, zero), now.get(part, zero), units.get(part, 0))
        for part in (Part.NEW, Part.SAME, Part.GONE)
    ]
    before_total = sum((line.before for line in lines), zero)
    now_total = sum((line.now for line in lines), zero)
    then = before_total if before_as_defined_then is None else before_as_defined_then
    if before_as_defined_then is not None:
        lines.append(Line(Part.DEFINITION, then - before_total, zero))
    return Split(then, now_total, tuple(lines))


def gather(values: Iterable[tuple[Standing, Decimal]]) -> dict[Part, Decimal]:
    """Sum of values per part."""
    found: dict[Part, Decimal] = {}
    for unit, value in values:
        part = part_of(unit)
        found[part] = found.get(part, Decimal(0)) + value
    return found
