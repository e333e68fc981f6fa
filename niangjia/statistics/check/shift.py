"""Lost decimal points (小数点移位): which shifts of which figures satisfy every check. Pure.

Only ever a suggestion. Operands are tried at ×10⁰ … ×10⁻⁴; the combinations that satisfy all
checks are ranked by how few figures move, then as the caller ranks them, then by how few places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

MOST_PLACES = 4
Check = Callable[[Mapping[str, Decimal]], bool]


@dataclass(frozen=True)
class Shift:
    """New values for the operands that move."""

    values: dict[str, Decimal]
    places: dict[str, int]

    @property
    def cost(self) -> tuple[int, int]:
        """Figures moved, places moved in all."""
        return len(self.places), sum(self.places.values())


def shifts(
    operands: Mapping[str, Decimal],
    checks: Sequence[Check],
    *,
    rank: Callable[[Shift], tuple[Decimal, ...]] = lambda shift: (),
    most: int = 3,
) -> list[Shift]:
    """The cheapest ``most`` combinations of shifts under which all checks hold."""
    names = list(operands)
    fitting: list[Shift] = []
    for places in product(range(MOST_PLACES + 1), repeat=len(names)):
        if not any(places):
            continue
        values = {
            name: operands[name].scaleb(-place) for name, place in zip(names, places, strict=True)
        }
        if all(check(values) for check in checks):
            moved = {name: place for name, place in zip(names, places, strict=True) if place}
            fitting.append(Shift(values, moved))
    return sorted(fitting, key=lambda s: (s.cost[0], rank(s), s.cost[1]))[:most]
