"""The plan of the demo federation: exact numbers, believable lives of unions."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.kernel.ids import check_credit_code, make_credit_code
from niangjia.unions.demo.building import plan, regions
from niangjia.unions.demo.plan import Plan, draw, territory
from niangjia.unions.demo.scale import SCALES, Scale

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module", params=["small", "full"])
def drawn(request: pytest.FixtureRequest) -> Plan:
    return plan(SCALES[request.param], TODAY)


def test_numbers_of_the_day_are_exact(drawn: Plan) -> None:
    scale = drawn.scale
    of_day = [
        u for u in drawn.units
        if u.founded_on <= scale.as_of and (u.closed_on is None or u.closed_on > scale.as_of)
    ]  # fmt: skip
    founded = [u for u in drawn.units if scale.since <= u.founded_on <= scale.as_of]

    assert len(of_day) == scale.unions
    assert len(founded) == scale.founded
    assert set(map(id, founded)) <= set(map(id, of_day))
    assert sum(u.size for u in drawn.units) == scale.members
    assert all((u.size > 0) == (u in of_day) for u in drawn.units[:200])


def test_as_many_stand_today(drawn: Plan) -> None:
    assert sum(u.closed_on is None for u in drawn.units) == drawn.scale.unions


def test_lives_of_unions_make_sense(drawn: Plan) -> None:
    codes = {unit.code for unit in drawn.units}
    names = {unit.union_name for unit in drawn.units}

    assert len(codes) == len(names) == len(drawn.units)
    for unit in drawn.units:
        assert unit.founded_on <= TODAY
        assert unit.code.startswith(unit.place.code)
        if unit.closed_on:
            assert unit.founded_on < unit.closed_on <= TODAY
            assert unit.successor is not None
            heir = drawn.units[unit.successor]
            assert heir.closed_on is None
            assert heir.founded_on < unit.closed_on
        if unit.moved_on:
            assert unit.founded_on < unit.moved_on
            assert unit.was_under != unit.place.code


def test_same_seed_same_plan() -> None:
    assert plan(SCALES["small"], TODAY) == plan(SCALES["small"], TODAY)
    other = Scale(**{**SCALES["small"].__dict__, "seed": 1})
    assert draw(other, territory(regions(), "5117"), TODAY) != plan(SCALES["small"], TODAY)


def test_credit_codes_of_cities_and_counties_are_valid() -> None:
    for area in ("511700", "511725"):
        assert check_credit_code(make_credit_code(area, 7), is_union=True) == []
