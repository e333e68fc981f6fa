"""Every engine, every live indicator and slice, every node, both trees: equal to plain Python."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from decimal import Decimal
from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from niangjia.kernel.indicators import (
    Asked,
    Counter,
    Engine,
    Figure,
    State,
    Sum,
    TreeOf,
    all_nodes,
    by_children,
    catalogue,
    evaluate,
    get,
    series,
    slices,
    with_children,
)
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines import the_engine
from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
from niangjia.kernel.indicators.evaluate import value_of
from niangjia.kernel.tests import federation
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import day

WITHOUT_SPARK = (
    "pyspark is not installed"
    if find_spec("pyspark") is None
    else "Java is not installed"
    if shutil.which("java") is None
    else ""
)
ENGINES = (
    "postgres",
    "duckdb",
    pytest.param("spark", marks=pytest.mark.skipif(bool(WITHOUT_SPARK), reason=WITHOUT_SPARK)),
)
ASKS = (
    Asked(on=day(45), start=day(20), end=day(45)),
    Asked(start=day(0), end=day(89)),
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, world: World) -> Engine:
    if request.param == "duckdb":
        return DuckDBEngine(world.folder)
    if request.param == "spark":
        if world.seed != 3:
            pytest.skip("one federation is enough for Spark, which takes its time")
        from niangjia.kernel.indicators.engines.spark import SparkEngine  # an extra

        return SparkEngine(world.folder, "local[2]")
    return the_engine("postgres")


def _codes() -> list[str]:
    """Indicators and slices that plain Python can count."""
    return [code for own in _whole_codes() for code in (own, *(s.code for s in slices(own)))]


def _whole_codes() -> list[str]:
    return [i.code for i in catalogue() if federation.is_known(i) and counters((i,))]


def _one_of_each_fact() -> list[str]:
    """For Spark, which spends seconds on each wide statement: a code per kind of statement."""
    kinds = {(c.fact.code, c.distinct): c.code for c in counters(get(c) for c in _whole_codes())}
    return list(kinds.values())


def _oracle(world: World, codes: list[str], asked: Asked, tree: TreeOf) -> Oracle:
    needed = counters(get(code) for code in codes)
    numbers = {c.code: _expected(world, c, asked, tree) for c in needed}
    indicators = {code: get(code) for code in codes}
    of_nodes = {
        node: {(code, 0): counted.get(node, 0) for code, counted in numbers.items()}
        for node in world.made.places
    }
    return {
        node: {code: value_of(indicator, values) for code, indicator in indicators.items()}
        for node, values in of_nodes.items()
    }


def _expected(world: World, counter: Counter, asked: Asked, tree: TreeOf) -> dict[int, int]:
    """Counted in plain Python once for all engines, which takes longer than any of them."""
    key = (counter.code, asked, tree)
    known = _EXPECTED.setdefault(world, {})
    if key not in known:
        rows = world.facts[counter.fact.code]
        known[key] = federation.expected(world.made, counter, rows, asked, tree)
    return known[key]


_EXPECTED: WeakKeyDictionary[World, dict[tuple[str, Asked, str], dict[int, int]]] = (
    WeakKeyDictionary()
)
Oracle = Mapping[int, Mapping[str, int | Decimal | None]]


def _values(figures: Mapping[str, Figure]) -> dict[str, int | Decimal | None]:
    return {code: figure.value for code, figure in figures.items()}


def _when(asked: Asked) -> dict[str, Any]:
    return {"on": asked.on, "start": asked.start, "end": asked.end}


@pytest.mark.parametrize("tree", ["dated", "today"])
def test_every_node_agrees_with_plain_python(world: World, engine: Engine, tree: TreeOf) -> None:
    on_spark = engine.name == "spark"
    codes = _one_of_each_fact() if on_spark and tree == "today" else _codes()
    asks = ASKS[:1] if on_spark else ASKS
    for asked in asks:
        oracle = _oracle(world, codes, asked, tree)

        found = all_nodes(codes, tree=tree, engine=engine, **_when(asked))

        assert set(found) == set(oracle)
        for node, values in oracle.items():
            assert _values(found[node]) == values


def test_a_node_its_children_and_several_times_agree(world: World, engine: Engine) -> None:
    codes = _whole_codes() if engine.name != "spark" else _one_of_each_fact()
    nodes = [u["id"] for u in world.made.unions]
    oracle = _oracle(world, codes, ASKS[0], "dated")

    for node in (nodes[0], nodes[2])[: 1 if engine.name == "spark" else 2]:
        whole, children = with_children(codes, node, engine=engine, **_when(ASKS[0]))
        at_times = series(codes, node, ASKS, engine=engine)

        assert _values(whole) == _values(at_times[0]) == oracle[node]
        for code in filter(_is_additive, codes):
            assert sum(c[code].value or 0 for c in children.values()) == whole[code].value
        if engine.name == "spark":
            continue  # the rest puts the same statements once more
        alone = evaluate(codes, node, engine=engine, **_when(ASKS[0]))
        again = evaluate(codes, node, engine=engine, **_when(ASKS[1]))
        assert [_values(alone), _values(again)] == [_values(t) for t in at_times]
        assert by_children(codes, node, engine=engine, **_when(ASKS[0])).keys() == children.keys()


def test_slices_add_up_to_the_whole(world: World, engine: Engine) -> None:
    for code in ("members.total", "members.left", "unions.total", "cards.issued"):
        indicator = get(code)
        assert isinstance(indicator, Counter)
        cuts = [s.code for s in slices(code)]
        figures = evaluate([code, *cuts], world.made.root, engine=engine, **_when(ASKS[0]))
        for dimension in (d for d in indicator.by if d.elsewhere is None):
            of_dimension = [c for c in cuts if f"[{dimension.code}=" in c]
            assert sum(figures[c].value or 0 for c in of_dimension) == figures[code].value


def test_money_is_in_yuan_and_the_awaited_has_no_value(world: World, engine: Engine) -> None:
    codes = ("trial.paid_amount", "trial.both_amount", "trial.waited", "trial.share")
    paid, both, waited, share = evaluate(
        codes, world.made.root, engine=engine, start=day(-30), end=day(120)
    ).values()

    fen = sum(row["fen"] for row in world.facts["fact_trial"])
    assert paid.value == Decimal(fen) / 100
    assert isinstance(both.value, Decimal)
    assert both.value > paid.value
    assert waited.value is None
    assert share.value is None
    assert get("trial.share").state is State.AWAITING


def test_engines_agree_on_what_has_no_oracle(world: World, engine: Engine) -> None:
    live = [i.code for i in catalogue() if i.state is State.LIVE and not federation.is_known(i)]

    found = evaluate(live, world.made.root, engine=engine, **_when(ASKS[0]))

    assert _values(found) == _values(evaluate(live, world.made.root, **_when(ASKS[0])))


def test_every_counter_of_a_known_fact_has_an_oracle(world: World) -> None:
    needed = [c for c in counters(catalogue()) if c.fact.code in world.facts]

    assert {c.code for c in needed} <= federation.COUNTED.keys()


def _is_additive(code: str) -> bool:
    """Whether figures of children add up to the parent's."""
    indicator = get(code)
    return isinstance(indicator, (Sum, Counter)) and not any(
        c.distinct for c in counters((indicator,))
    )
