"""Days that stand in while a statement is compiled: its text is the one compiled for the days."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import Deferred, _

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.compile import Grain, Statement, expression, statement
from niangjia.kernel.indicators.definition import Counter, Fact, Kind, Unit
from niangjia.kernel.indicators.folding import _folded, folded
from niangjia.kernel.indicators.moments import Wanted
from niangjia.kernel.indicators.standing_in import standing_in

FIRST = date(2023, 1, 1)
FACT = Fact(
    "fact_thing",
    columns={"id": "int64", "union_id": "int64", "from_on": "date", "until_on": "date"},
    sql="SELECT 1",
    record=("a.thing", "id"),
)


def _counter(kind: Kind, where: Deferred | None = None) -> Counter:
    stock = kind is Kind.STOCK
    return Counter(
        code=f"t.{kind.name}", name="数", unit=Unit.PIECE, kind=kind, words="", basis="", fact=FACT,
        opened="from_on" if stock else "", closed="until_on" if stock else "",
        on="" if stock else "until_on", where=where,
    )  # fmt: skip


COUNTERS = [_counter(kind) for kind in (Kind.STOCK, Kind.FLOW, Kind.CUMULATIVE)]
AT = st.integers(0, 4).map(lambda days: FIRST + timedelta(days))  # often equal or neighbours
ASKS = st.tuples(AT, AT, AT, st.booleans()).map(
    lambda a: Asked(a[0] if a[3] else None, min(a[1:3]), max(a[1:3]))
)


@given(first=ASKS, second=ASKS)
@settings(max_examples=5)
def test_the_text_is_that_of_the_asked_days(first: Asked, second: Asked) -> None:
    wanted = tuple(Wanted(counter, asked) for asked in (first, second) for counter in COUNTERS)
    stock = wanted[0]  # no day of it is a moment's alone

    for dialect in ("postgres", "duckdb", "pyspark"):
        (direct,), (placed,) = _folded(wanted, Grain.PLACES, False), folded(wanted)
        whole = Statement(expression([stock], Grain.WHOLE), (FACT,))

        assert placed.sql(dialect) == direct.sql(dialect)
        assert _nameless(statement([stock], Grain.WHOLE).sql(dialect)) == _nameless(
            whole.sql(dialect)
        )


def test_the_last_day_there_is_can_be_asked() -> None:
    text = statement([Wanted(COUNTERS[0], Asked(on=date.max))], Grain.WHOLE).sql("postgres")

    assert "MAKE_DATE(9999, 12, 31)" in text


@pytest.mark.parametrize(("where", "stands_in"), [(_.id > 9, True), (_.from_on > FIRST, False)])
def test_nothing_stands_in_where_a_definition_names_a_day(where: Deferred, stands_in: bool) -> None:
    wanted = (Wanted(_counter(Kind.FLOW, where), Asked(start=FIRST, end=FIRST)),)

    alike, stands_for = standing_in(wanted)

    assert (alike != wanted) is stands_in
    assert bool(stands_for) is stands_in


def _nameless(text: str) -> str:
    """Without the days in names of moments."""
    return re.sub(r"_\d{8}", "", text)
