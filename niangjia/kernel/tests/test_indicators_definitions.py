"""Declarations that contradict themselves; codes of slices and versions; the lock of definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ibis import _

from niangjia.kernel.indicators import (
    BadDefinition,
    Change,
    Counter,
    Dimension,
    Elsewhere,
    Fact,
    Kind,
    Unit,
    UnknownIndicator,
    catalogue,
    earlier,
    fact,
    fingerprint,
    flow,
    get,
    locks,
    rate,
    registry,
    slices,
    stock,
    total,
    versions,
)
from niangjia.kernel.indicators.evaluate import value_of

SAID: dict[str, Any] = {"words": "某", "basis": "某"}
OTHER = Fact("fact_other", {"id": "int64", "union_id": "int64"}, "", ("x.x", "id"), {"id": "x.x"})
ELSEWHERE = Elsewhere(OTHER, "id")
LOCK = Path(__file__).parents[2] / "statistics" / "definitions.json"


@pytest.fixture
def rows() -> Iterator[Fact]:
    """A fact; what a test declares on it is taken back."""
    registry.load()
    held: list[dict[str, Any]] = [registry._INDICATORS, registry._EARLIER, registry._WORDS]
    before = [dict(now) for now in held]
    yield fact(
        "fact_some",
        columns={
            "record_id": "int64", "union_id": "int64", "person_id": "int64", "start_on": "date",
            "end_on": "date", "fen": "int64", "colour": "int16",
        },
        sql="SELECT 1",
        record=("some.row", "record_id"),
        things={"person_id": "some.person"},
    )  # fmt: skip
    for now, old in zip(held, before, strict=True):
        now.clear()
        now.update(old)
    registry.get.cache_clear()


def _counter(fact: Fact, **values: object) -> Counter:
    defaults: dict[str, Any] = {
        "code": "some.thing", "name": "某数", "unit": Unit.PIECE, "kind": Kind.FLOW, "fact": fact,
        "on": "start_on",
    }  # fmt: skip
    return Counter(**defaults | SAID | values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": Kind.STOCK}, "存量"),
        ({"kind": Kind.STOCK, "on": "", "opened": "start_on"}, "存量"),
        ({"opened": "start_on"}, "流量"),
        ({"on": ""}, "流量"),
        ({"kind": Kind.RATE}, "不是计数"),
        ({"unit": Unit.YUAN}, "元"),
        ({"unit": Unit.PERCENT}, "百分比"),
        ({"amount": "fen", "distinct": "person_id", "unit": Unit.YUAN}, "只能取一种"),
        ({"distinct": "colour"}, "colour"),
        ({"on": "nowhere"}, "nowhere"),
        ({"by": (Dimension("a", "某", "nowhere", {1: "某"}),)}, "nowhere"),
        ({"by": (Dimension("a", "某", "colour", {}), Dimension("a", "某", "fen", {}))}, "重复"),
        ({"by": (Dimension("a", "某", "nowhere", {}, elsewhere=ELSEWHERE),)}, "nowhere"),
        ({"by": (Dimension("a", "某", "id", {}, elsewhere=ELSEWHERE),)}, "on"),
    ],
)
def test_counters_that_contradict_themselves_are_refused(
    rows: Fact, values: dict[str, object], said: str
) -> None:
    with pytest.raises(BadDefinition, match=said):
        _counter(rows, **values)


def test_a_fact_has_the_columns_it_names() -> None:
    with pytest.raises(BadDefinition, match="union_id"):
        Fact("fact_x", {"id": "int64"}, "", ("x.x", "id"))
    with pytest.raises(BadDefinition, match="stood_from"):
        Fact("x", {"id": "int64", "union_id": "int64", "stood_from": "date"}, "", ("x.x", "id"), {})
    with pytest.raises(BadDefinition, match="nobody"):
        Fact("fact_x", {"union_id": "int64"}, "", ("x.x", "union_id"), {"nobody": "x.y"})


def test_two_indicators_share_neither_code_nor_name_nor_alias(rows: Fact) -> None:
    own: dict[str, Any] = {"unit": Unit.PIECE, "fact": rows, "on": "start_on"} | SAID
    flow("some.first", "红旗", aliases=("红旗数",), **own)

    for code, name, aliases in (
        ("some.first", "蓝旗", ()),
        ("some.second", "红旗", ()),
        ("some.second", "红旗数", ()),
        ("some.second", "蓝旗", ("红旗",)),
        ("some.second", "蓝旗", ("会员",)),
    ):
        with pytest.raises(BadDefinition, match=r"红旗|会员|代码"):
            flow(code, name, aliases=aliases, **own)


def test_unlike_units_money_and_distinct_things_are_not_mixed(rows: Fact) -> None:
    base: dict[str, Any] = {"fact": rows, "on": "start_on"} | SAID
    pieces = flow("some.pieces", "若干件", unit=Unit.PIECE, **base)
    money = flow("some.money_amount", "若干元", unit=Unit.YUAN, amount="fen", **base)
    people = flow("some.people", "若干人", unit=Unit.PERSON, distinct="person_id", **base)
    more = flow("some.more", "更多人", unit=Unit.PERSON, **base)
    standing = stock(
        "some.standing", "在场", unit=Unit.PERSON, fact=rows, opened="start_on", closed="end_on",
        **SAID,
    )  # fmt: skip

    for parts in ((pieces, money), (people, more), (more, standing)):
        with pytest.raises(BadDefinition, match="相加"):
            total("some.sum", "合计", *parts, **SAID)
    with pytest.raises(BadDefinition, match="百分比"):
        rate("some.rate", "比率", pieces, money, **SAID)
    share = rate("some.share", "占比", people, more, **SAID)
    with pytest.raises(BadDefinition, match="比率"):
        rate("some.again", "再占比", share, share, **SAID)


def test_slices_are_indicators_of_their_own() -> None:
    women = get("members.total[gender=2]")
    assert isinstance(women, Counter)
    assert (women.name, women.unit, women.by) == ("工会会员(女)", Unit.PERSON, ())
    assert get("members.total[gender=2]") is women
    assert get("members.verified_rate[gender=2]").name == "实名认证率(女)"
    of_gender = [s.name for s in slices("members.total") if "gender" in s.code]
    assert of_gender == ["工会会员(男)", "工会会员(女)", "工会会员(未登记)"]
    assert slices("members.total[gender=2]") == ()
    migrants = get("members.total[tag=migrant]")
    assert isinstance(migrants, Counter)
    assert (migrants.name, migrants.fact.code, migrants.distinct) == (
        "工会会员(农民工)", "fact_tagged_membership", "person_id",
    )  # fmt: skip
    assert [s.name for s in slices("members.joined") if "tag" in s.code] == [
        "新发展会员(农民工)", "新发展会员(新就业形态)", "新发展会员(八大群体)",
    ]  # fmt: skip

    for code in (
        "members.total[gender=7]", "members.total[shoe=2]", "members.total[gender]",
        "members.total[gender=2][entry=join]", "members.total@7", "nothing", "members.total]",
    ):  # fmt: skip
        with pytest.raises(UnknownIndicator, match="没有"):
            get(code)


def test_earlier_definitions_are_kept(rows: Fact) -> None:
    change = Change(2, date(2026, 1, 1), "统计处", "不再包括红的")
    base: dict[str, Any] = {"unit": Unit.PIECE, "fact": rows, "on": "start_on"} | SAID
    with pytest.raises(BadDefinition, match="逐版"):
        flow("some.flags", "旗子", version=2, **base)
    now = flow("some.flags", "旗子", version=2, changes=(change,), where=_.colour != 1, **base)

    past = earlier(now, 1, words="全部", where=None)

    assert get("some.flags@1") is past
    assert get("some.flags@2").code == "some.flags@2"
    assert fingerprint(get("some.flags@2")) == fingerprint(now) != fingerprint(past)
    assert versions("some.flags") == (past, now)
    with pytest.raises(BadDefinition, match="不早于"):
        earlier(now, 2, words="", where=None)


def test_an_earlier_stock_may_have_opened_on_another_day(rows: Fact) -> None:
    change = Change(2, date(2026, 1, 1), "统计处", "按开始日")
    now = stock(
        "some.stakes", "标桩", unit=Unit.PIECE, fact=rows, opened="start_on", closed="end_on",
        version=2, changes=(change,), **SAID,
    )  # fmt: skip

    past = earlier(now, 1, words="按结束日", where=None, opened="end_on")

    assert (now.opened, past.opened) == ("start_on", "end_on")


def test_a_fingerprint_is_of_what_decides_the_number(rows: Fact) -> None:
    one = _counter(rows, where=_.colour == 1)

    assert fingerprint(one) == fingerprint(replace(one, name="别名", words="别的说法", code="b.c"))
    for other in (
        replace(one, where=_.colour == 2),
        replace(one, on="end_on"),
        replace(one, distinct="person_id"),
        replace(one, fact=replace(rows, sql="SELECT 2")),
    ):
        assert fingerprint(one) != fingerprint(other)


def test_definitions_are_as_locked() -> None:
    """A changed definition needs a new version; then `niangjia figures --lock` accepts it."""
    changed = [code for code in locks.differences(LOCK) if not code.startswith("trial.")]

    assert changed == []


def test_a_change_shows_until_it_is_accepted(tmp_path: Path, rows: Fact) -> None:
    file = tmp_path / "definitions.json"
    locks.accept(file)
    assert locks.differences(file) == []

    flow("some.flags", "旗子", unit=Unit.PIECE, fact=rows, on="start_on", **SAID)

    assert locks.differences(file) == ["some.flags@1"]
    assert locks.accept(file) == ["some.flags@1"]
    assert locks.differences(file) == []


def test_locked_again_under_its_version_it_counts_the_same(tmp_path: Path, rows: Fact) -> None:
    file = tmp_path / "definitions.json"
    one = flow("some.pennants", "锦旗", unit=Unit.PIECE, fact=rows, on="start_on", **SAID)
    locks.accept(file)
    before = locks.read(file)["some.pennants"]["1"]
    faster = replace(one, fact=replace(rows, sql=f"{rows.sql} OFFSET 0"))

    registry._INDICATORS[one.code] = faster
    registry.get.cache_clear()
    assert locks.differences(file) == ["some.pennants@1"]
    locks.accept(file)

    locked = locks.read(file)
    assert locked["some.pennants"]["1"] == [fingerprint(faster), *before]
    assert locks.is_again(locked, "some.pennants", 1, before[0], fingerprint(faster))
    assert not locks.is_again(locked, "some.pennants", 1, before[0], "another")
    assert not locks.is_again(locked, "some.pennants", 2, before[0], fingerprint(faster))


def test_the_catalogue_has_one_meaning_per_word() -> None:
    words = [word for i in catalogue() for word in (i.name, *i.aliases)]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("above", "below", "share"),
    [
        (99_996, 100_000, "99.99"), (100_000, 100_000, "100.00"), (100_004, 100_000, "100.01"),
        (1, 100_000, "0.01"), (0, 100_000, "0.00"), (96_825, 100_000, "96.83"), (2, 3, "66.67"),
    ],
)  # fmt: skip
def test_only_the_whole_is_a_hundred_per_cent(above: int, below: int, share: str) -> None:
    verified = get("members.verified_rate")

    numbers = {("members.verified", 0): above, ("members.total", 0): below}

    assert value_of(verified, numbers) == Decimal(share)
