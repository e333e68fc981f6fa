"""The difference to last year: the parts sum to it, whatever happened to the units."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from niangjia.statistics.rules.comparison import Part, Standing, gather, part_of, split

Day = int
LAST_YEAR, NOW = 10, 20


@st.composite
def federations(draw: st.DrawFn) -> list[tuple[int, int, int, int, int]]:
    """Units as (moved in, moved out, founded, closed, records each day while in) on a time line."""
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, 25), st.integers(0, 30), st.integers(0, 25), st.integers(0, 30),
                st.integers(0, 1000),
            ),
            max_size=40,
        )
    )  # fmt: skip


def _is_in(unit: tuple[int, int, int, int, int], day: Day) -> bool:
    moved_in, moved_out, founded, closed, _ = unit
    return moved_in <= day < moved_out and founded <= day < closed


def _stock(unit: tuple[int, int, int, int, int], day: Day) -> Decimal:
    return Decimal(unit[4] + day) if _is_in(unit, day) else Decimal(0)


def _flow(unit: tuple[int, int, int, int, int], day: Day) -> Decimal:
    return Decimal(sum(unit[4] % 7 for each in range(day - 9, day + 1) if _is_in(unit, each)))


@given(federations(), st.booleans(), st.none() | st.integers(0, 5000))
def test_parts_sum_to_the_difference(
    units: list[tuple[int, int, int, int, int]], is_flow: bool, then: int | None
) -> None:
    value = _flow if is_flow else _stock
    stood = [Standing(_is_in(u, LAST_YEAR), _is_in(u, NOW)) for u in units]
    before = gather(zip(stood, (value(u, LAST_YEAR) for u in units), strict=True))
    now = gather(zip(stood, (value(u, NOW) for u in units), strict=True))
    published = None if then is None else Decimal(then)

    found = split(before, now, {}, before_as_defined_then=published)

    total_before = sum((value(u, LAST_YEAR) for u in units), Decimal(0))
    total_now = sum((value(u, NOW) for u in units), Decimal(0))
    assert found.now == total_now
    assert found.before == (total_before if published is None else published)
    assert sum((line.before for line in found.lines), Decimal(0)) == found.before
    assert sum((line.now for line in found.lines), Decimal(0)) == found.now
    assert found.restated == total_before
    assert sum((line.change for line in found.lines), Decimal(0)) == found.now - found.before


@given(federations())
def test_a_stock_that_came_was_nothing_before(
    units: list[tuple[int, int, int, int, int]],
) -> None:
    for unit in units:
        part = part_of(Standing(_is_in(unit, LAST_YEAR), _is_in(unit, NOW)))
        if part is Part.NEW:
            assert _stock(unit, LAST_YEAR) == 0
        if part is Part.GONE:
            assert _stock(unit, NOW) == 0


def test_a_changed_definition_stands_apart() -> None:
    found = split(
        {Part.SAME: Decimal(90)}, {Part.SAME: Decimal(100)}, {}, before_as_defined_then=Decimal(80)
    )

    assert [(line.part, line.change) for line in found.lines if line.change] == [
        (Part.SAME, Decimal(10)),
        (Part.DEFINITION, Decimal(10)),
    ]
    assert found.change == 20
