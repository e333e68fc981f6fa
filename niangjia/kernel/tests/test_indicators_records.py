"""Drill-through: the records of a figure are as many as it says, and exactly those it counted."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import (
    Asked,
    Counter,
    Rate,
    Records,
    TreeOf,
    catalogue,
    evaluate,
    get,
    records,
    slices,
)
from niangjia.kernel.tests import federation
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import day

pytestmark = pytest.mark.django_db
PERIOD: dict[str, Any] = {"on": day(45), "start": day(20), "end": day(45)}


def _all(found: Records, size: int = 20) -> list[int]:
    keys: list[int] = []
    while page := found.page(keys[-1] if keys else None, size):
        assert len(page) <= size
        keys += page
    return keys


@pytest.mark.parametrize("tree", ["dated", "today"])
def test_records_of_every_indicator_and_slice_are_the_figure(world: World, tree: TreeOf) -> None:
    live = [i for i in catalogue() if federation.is_known(i)]
    chance = random.Random(1)
    codes = [i.code for i in live if isinstance(i, Counter)]
    codes += chance.sample([s.code for c in codes for s in slices(c)], 8)
    nodes = [world.made.root, world.made.unions[2]["id"]]
    asked = Asked(**PERIOD)

    for code in codes:
        counter = get(code)
        assert isinstance(counter, Counter)
        chosen = federation.chosen(counter, world.facts[counter.fact.code], asked, code)
        for node in nodes:
            found = records(code, node, tree=tree, **PERIOD)
            here = {
                row[counter.record[1]]
                for row, on in chosen
                if node in world.made.path(row["union_id"], on, tree)
            }
            keys = _all(found)

            assert found.count() == evaluate([code], node, tree=tree, **PERIOD)[code].value
            assert len(keys) == len(set(keys))
            assert set(keys) == here
            assert counter.amount or len(keys) == found.count()


def test_records_are_trimmed_to_what_is_visible_and_the_rest_is_counted(world: World) -> None:
    found = records("members.total", world.made.root, **PERIOD)
    keys = _all(found)
    model = apps.get_model(found.model)
    visible = model._default_manager.filter(pk__in=keys[::2])

    shown = found.page(None, 1000, visible)

    assert set(shown) == set(keys[::2])
    assert found.hidden(visible) == len(keys) - len(shown)
    assert found.hidden(model._default_manager.all()) == 0
    assert found.hidden(model._default_manager.none()) == len(keys)
    assert found.page(None, 10, model._default_manager.none()) == []


def test_a_rate_opens_to_its_numerator_and_denominator(world: World) -> None:
    rate = get("members.verified_rate")
    assert isinstance(rate, Rate)

    found = records(rate.code, world.made.root, **PERIOD)

    assert [part.indicator for part in found.parts] == [rate.numerator, rate.denominator]
    top, bottom = (part.count() for part in found.parts)
    figure = evaluate([rate.code], world.made.root, **PERIOD)[rate.code]
    assert figure.value == round(Decimal(top) * 100 / Decimal(bottom), 2)
    with pytest.raises(Blocked, match="分子"):
        found.count()
    with pytest.raises(Blocked, match="分子"):
        found.page(None, 10)


def test_a_sum_of_one_fact_lists_the_records_of_its_parts(world: World) -> None:
    found = records("trial.both_amount", world.made.root, **PERIOD)

    assert (
        found.count()
        == evaluate(["trial.both_amount"], world.made.root, **PERIOD)["trial.both_amount"].value
    )
    assert set(_all(found)) == {key for part in found.parts for key in _all(part)}


def test_records_of_what_has_no_oracle_are_as_many_as_the_figure(world: World) -> None:
    rest = [i for i in catalogue() if isinstance(i, Counter) and not federation.is_known(i)]
    figures = evaluate([i.code for i in rest], world.made.root, **PERIOD)

    for indicator in rest:
        found = records(indicator.code, world.made.root, **PERIOD)
        assert found.count() == figures[indicator.code].value
        assert indicator.amount or len(_all(found)) == found.count()
