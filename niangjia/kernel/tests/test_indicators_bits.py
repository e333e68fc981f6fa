"""What a row counts for, looked up by column: the same as asking every filter of every row."""

from __future__ import annotations

from datetime import date
from itertools import product
from operator import and_, or_
from typing import Any

import duckdb
import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibis import Deferred, _

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.bits import SIZE, bits, names
from niangjia.kernel.indicators.compile import is_counted
from niangjia.kernel.indicators.definition import Counter, Fact, Kind, Unit
from niangjia.kernel.indicators.moments import Wanted, happened, moment
from niangjia.kernel.indicators.rollup import Rollup

DAYS = [None, date(2019, 12, 31), date(2020, 1, 1), date(2020, 6, 30), date(2020, 7, 1)]
FACT = Fact(
    "fact_thing",
    columns={
        "id": "int64", "union_id": "int64", "from_on": "date", "until_on": "date",
        "level": "int16", "word": "string", "is_big": "boolean", "size": "int64",
    },
    sql="SELECT 1",
    record=("a.thing", "id"),
)  # fmt: skip
LEAVES: list[Deferred] = [
    _.level == 2, _.level != 2, _.level >= 2, _.level < 1, _.level.between(1, 2), _.level.isnull(),
    _.level.notnull(), _.level.isin([0, 3]), _.level.notin([1, 2]), _.word == "a", _.word != "b",
    _.word.isin(["a", "c"]), _.word.isnull(), _.word > "a", _.is_big, ~_.is_big, _.size >= 100,
    _.level == _.size, (_.level + 1) > 2,
]  # fmt: skip


def _conditions() -> st.SearchStrategy[Deferred]:
    def grown(inner: st.SearchStrategy[Deferred]) -> st.SearchStrategy[Deferred]:
        pairs = st.tuples(st.sampled_from([and_, or_]), inner, inner)
        return st.one_of(pairs.map(lambda p: p[0](p[1], p[2])), inner.map(lambda c: ~c))

    return st.recursive(st.sampled_from(LEAVES), grown, max_leaves=5)


def _counter(number: int, where: Deferred | None, kind: Kind) -> Counter:
    dates: dict[str, Any] = (
        {"opened": "from_on", "closed": "until_on"} if kind is Kind.STOCK else {"on": "until_on"}
    )
    return Counter(
        code=f"t.n{number}", name=f"n{number}", unit=Unit.PIECE, kind=kind, words="", basis="",
        fact=FACT, where=where, **dates,
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> duckdb.DuckDBPyConnection:
    """Every combination of values, nulls among them."""
    values = product(
        DAYS, DAYS, [None, -1, 0, 1, 2, 3, 4], [None, "", "a", "b", "c"], [None, True, False],
        [None, 2, 99, 100],
    )  # fmt: skip
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE fact_thing (id BIGINT, union_id BIGINT, from_on DATE, until_on DATE,"
        " level SMALLINT, word VARCHAR, is_big BOOLEAN, size BIGINT)"
    )
    listed = list(values)
    columns = [list(column) for column in zip(*listed, strict=True)]
    connection.execute(
        "INSERT INTO fact_thing SELECT i, 1, * EXCLUDE i FROM (SELECT unnest(range(?)) AS i,"
        " unnest(?::DATE[]), unnest(?::DATE[]), unnest(?::SMALLINT[]), unnest(?::VARCHAR[]),"
        " unnest(?::BOOLEAN[]), unnest(?::BIGINT[]))",
        [len(listed), *columns],
    )
    return connection


def _counted(connection: duckdb.DuckDBPyConnection, rows: Any) -> list[int]:
    (found,) = connection.execute(str(ibis.to_sql(rows, dialect="duckdb"))).fetchall()
    return [int(number or 0) for number in found]


@given(conditions=st.lists(st.one_of(st.none(), _conditions()), min_size=1, max_size=8))
def test_bits_say_what_filters_say(
    rows: duckdb.DuckDBPyConnection, conditions: list[Deferred | None]
) -> None:
    asked = Asked(None, date(2020, 1, 1), date(2020, 6, 30))
    kinds = [Kind.STOCK, Kind.FLOW, Kind.CUMULATIVE]
    wanted = tuple(
        Wanted(_counter(number, where, kinds[number % 3]), asked)
        for number, where in enumerate(conditions)
    )
    table = ibis.table(dict(FACT.columns), name=FACT.code)

    marked = table.mutate(**bits(table, wanted))
    by_bits = _counted(
        rows,
        marked.aggregate(
            **{f"n{i}": (marked["b0"] & (1 << i) != 0).sum() for i in range(len(wanted))}
        ),
    )

    flags = table.mutate(**{moment(w): happened(table, w) for w in wanted})
    by_filters = {f"n{i}": is_counted(flags, w).sum() for i, w in enumerate(wanted)}
    assert by_bits == _counted(rows, flags.aggregate(**by_filters))


def test_more_numbers_than_a_whole_number_has_bits_take_several() -> None:
    wanted = [
        Wanted(_counter(n, _.level == n, Kind.STOCK), Asked(date(2020, 1, 1), None, None))
        for n in range(SIZE + 1)
    ]

    found = bits(ibis.table(dict(FACT.columns), name=FACT.code), tuple(wanted))

    assert list(found) == names(wanted) == ["b0", "b1"]


def test_places_are_added_up_to_nodes_that_moved_apart() -> None:
    """Node 2 stood under 1 and later under 3, with place 20 of its own and 21 of a child before."""
    pairs = [(10, 1), (20, 2), (20, 1), (21, 4), (21, 2), (21, 1), (22, 2), (22, 3), (30, 3)]
    rollup = Rollup([place for place, _node in pairs], [node for _place, node in pairs])
    answer = {
        "group_id": [10, 20, 21, 22, 30, 30, 3], "is_node": [0, 0, 0, 0, 0, 0, 1],
        "b0": [1, 1, 3, 1, 2, 3, 3], "times": [1, 2, 4, 8, 16, 32, 64],
        "sum_size": [10, 20, 40, 80, 160, 320, 640],
    }  # fmt: skip

    found = rollup.up([answer], ["times", "sum_size"])

    nodes = [int(node) for node in found["group_id"]]
    assert dict(zip(nodes, map(int, found["n0"]), strict=True)) == {1: 7, 2: 14, 3: 104, 4: 4}
    assert dict(zip(nodes, map(int, found["n1"]), strict=True)) == {1: 40, 2: 40, 3: 1120, 4: 40}


def test_a_sum_beyond_what_floats_hold_is_exact() -> None:
    rollup = Rollup([1, 2], [9, 9])
    answer = {"group_id": [1, 2], "is_node": [0, 0], "b0": [1, 1], "times": [2**60, 1]}

    assert [int(n) for n in rollup.up([answer], ["times"])["n0"]] == [2**60 + 1]


def test_many_keys_are_told_apart_alike_by_hashing_and_by_sorting() -> None:
    keys = [((n * 2_654_435_761) % 977) << (n % 3 * 20) for n in range(300_000)]
    rollup = Rollup([1, 2, 3], [9, 9, 9])
    answer = {
        "group_id": [1 + n % 3 for n in range(len(keys))], "is_node": [0] * len(keys), "b0": keys,
        "times": [1] * len(keys),
    }  # fmt: skip

    found = rollup.up([answer], ["times"] * 60)

    expected = [sum(key >> bit & 1 for key in keys) for bit in range(60)]
    assert [int(found[f"n{bit}"][0]) for bit in range(60)] == expected
