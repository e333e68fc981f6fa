"""A node that everything stands under: counted without the tree, equal to counting with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.indicators import TreeOf, evaluate, get, snapshot
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
from niangjia.kernel.indicators.engines.postgres import PostgresEngine
from niangjia.kernel.indicators.entire import tally_of
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import DAYS, day
from niangjia.kernel.tests.tallied import Placing, tallied_codes

TREES: tuple[TreeOf, ...] = ("dated", "today")

pytestmark = pytest.mark.django_db


FROM_TALLY = (
    "members.total",
    "members.total[entry=join]",
    "members.joined",
    "members.left",
    "members.left[reason=none]",
    "members.women",
    "members.verified",
    "members.verified@1",
    "members.verified[gender=2]",
    "members.migrant",
    "members.group8[gender=1]",
    "members.total[tag=new_form]",
    "cards.issued",
    "cards.activated[status=activated]",
)
OTHERS = ("members.group8[group=courier]", "members.joined_migrant", "trial.both_amount")


def test_a_tally_answers_what_looks_at_its_days_and_keys_alone(trial: None) -> None:
    others = (*OTHERS, "members.joined[tag=migrant]", "unions.total")

    assert all(tally_of(counter) for counter in counters(get(code) for code in FROM_TALLY))
    assert not any(tally_of(counter) for counter in counters(get(code) for code in others))


@pytest.mark.parametrize("world", [3], indirect=True)
@pytest.mark.parametrize("carrier", ["postgres", "duckdb"])
@given(days=st.lists(st.integers(-30, DAYS + 30), min_size=2, max_size=2).map(sorted))
@settings(max_examples=5)
def test_figures_of_everything_are_those_of_the_tree(
    world: World, carrier: str, days: list[int]
) -> None:
    when: dict[str, Any] = {"start": day(days[0]), "end": day(days[1])}
    engine = PostgresEngine() if carrier == "postgres" else DuckDBEngine(world.folder)

    codes = (*tallied_codes(), *OTHERS)
    quick = evaluate(codes, world.made.root, engine=engine, **when)
    placed = evaluate(codes, world.made.root, engine=Placing(), **when)

    assert {c: f.value for c, f in quick.items()} == {c: f.value for c, f in placed.items()}


@pytest.mark.parametrize("world", [3], indirect=True)
def test_only_the_root_of_a_whole_tree_holds_everything(world: World) -> None:
    root, below = world.made.root, world.made.unions[1]["id"]

    for engine in (PostgresEngine(), DuckDBEngine(world.folder)):
        assert [engine.holds_all(tree, root) for tree in TREES] == [True, True]
        assert [engine.holds_all(tree, below) for tree in TREES] == [False, False]


@pytest.mark.parametrize("world", [3], indirect=True)
@pytest.mark.parametrize(
    ("change", "of_dated", "of_today"),
    [
        pytest.param(
            "UPDATE unions_treepath SET path = replace(path, '/{root}/', '/')"
            " WHERE union_id = {moved} AND lower_inf(valid)", False, True, id="elsewhere before",
        ),
        pytest.param(
            "UPDATE unions_union SET path = replace(path, '/{root}/', '/') WHERE id = {moved}",
            True, False, id="elsewhere now",
        ),
        pytest.param(
            "DELETE FROM unions_treepath WHERE union_id = {moved} AND lower_inf(valid)",
            False, True, id="nowhere before",
        ),
        pytest.param(
            "DELETE FROM unions_treepath WHERE union_id = {moved} AND upper_inf(valid)",
            False, True, id="nowhere after",
        ),
    ],
)  # fmt: skip
def test_a_union_that_stood_outside_is_noticed(
    world: World, tmp_path: Path, change: str, of_dated: bool, of_today: bool
) -> None:
    moved = next(u for u, places in world.made.places.items() if len(places) > 1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no guards
        cursor.execute(change.format(root=world.made.root, moved=moved))
    _write_places(tmp_path)

    for engine in (PostgresEngine(), DuckDBEngine(tmp_path)):
        held = [engine.holds_all(tree, world.made.root) for tree in TREES]

        assert held == [of_dated, of_today], engine.name


def _write_places(folder: Path) -> None:
    """The tree as it is in this transaction, as files of a snapshot."""
    for name in (snapshot.PLACE_FILE, snapshot.ANCESTOR_FILE):
        sql, columns = snapshot.sources()[name]
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        schema = ibis.schema(dict(columns)).to_pyarrow()
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{name}.parquet")
