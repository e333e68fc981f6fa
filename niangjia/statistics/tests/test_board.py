"""The leader's dashboard: who sees it, what it costs, its numbers, and the split of a difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, player
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.statistics.desk.overdue import overdue
from niangjia.statistics.queries import board, comparison
from niangjia.statistics.rules import board as rules
from niangjia.statistics.rules.board import Span
from niangjia.statistics.rules.comparison import Part
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import plans
from niangjia.statistics.services.closings import close as close_period
from niangjia.statistics.tests.plan_parts import found_unions, item, make_items, make_plan
from niangjia.unions.models import Union
from niangjia.unions.services import close, move

PARTS = ("tiles", "sparks", "trend", "children", "overdue", "split")
START, END = date(2026, 1, 1), date(2026, 7, 1)
D = Decimal


@pytest.fixture(autouse=True)
def today() -> Any:
    """1 July 2026."""
    with time_machine.travel("2026-07-01 04:00+00:00", tick=False):
        yield


# --- Pages -----------------------------------------------------------------------------------


def _addresses(code: str) -> list[str]:
    return [f"/board/{code}/", *(f"/board/{code}/{part}/" for part in PARTS)]


@pytest.mark.parametrize("who", ["county_zhao", "city_wang", "province_li"])
def test_own_and_higher_cadres_see_a_node(tree: Tree, cast: Cast, who: str) -> None:
    for address in _addresses(tree.county.code):
        answer = getattr(cast, who).client.get(address)
        assert answer.status_code == 200, address
        assert "渠县总工会" in answer.content.decode(), address


@pytest.mark.parametrize("who", ["neighbour_qian", "chair_sun", "worker_chen", "stranger"])
def test_others_do_not(tree: Tree, cast: Cast, who: str) -> None:
    for address in _addresses(tree.county.code):
        answer = getattr(cast, who).client.get(address)
        assert answer.status_code in (403, 404), address
        assert "渠县总工会" not in answer.content.decode(), address


def test_nobody_signed_in_is_sent_to_sign_in(tree: Tree) -> None:
    for address in ["/board/", *_addresses(tree.county.code)]:
        assert Client().get(address).status_code == 302, address


def test_without_a_code_it_is_ones_own_union(tree: Tree, cast: Cast) -> None:
    for who, name in (("chair_sun", "渠江纺织厂"), ("county_zhao", "渠县总工会")):
        page = getattr(cast, who).client.get("/board/").content.decode()
        assert f"<h1>{name}" in page
    assert cast.worker_chen.client.get("/board/").status_code == 403
    assert cast.county_zhao.client.get("/board/no-such-union/").status_code == 404


def test_the_frame_costs_little(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    client.get("/jobs/")  # renews the session, once a minute

    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/board/")

    assert len(queries) <= 6, [q["sql"][:100] for q in queries]
    assert len(answer.content) <= 50_000


def test_a_wrong_period_is_explained(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client

    for query in ("?from=2026-07-01&to=2026-01-01", "?from=nonsense"):
        answer = client.get(f"/board/{query}")
        assert answer.status_code == 422
        assert "日期" in answer.content.decode()


def test_tiles_lead_to_explanation_and_records(tree: Tree, cast: Cast) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))

    page = cast.county_zhao.client.get("/board/511725/tiles/", headers={"HX-Request": "true"})
    text = page.content.decode()

    assert text.count('class="tile"') == 10
    assert "/figures/unions.total/?union=511725&amp;on=2026-07-01" in text
    assert "/figures/unions.founded/records/?union=511725&amp;from=2026-01-01" in text
    assert "同比增加 2 家" in text
    assert "↑" in text


@pytest.mark.parametrize(
    ("founded_on", "words"),
    [
        (date(2026, 1, 14), "上年同期还没有它"),
        (date(2025, 7, 2), "上年同期还没有它"),
        (date(2025, 7, 1), ""),
        (None, ""),
    ],
)
def test_a_union_too_young_to_compare_is_told(founded_on: date | None, words: str) -> None:
    said = rules.too_young(founded_on, START, END)

    assert words in said
    assert bool(said) == bool(words)


def test_the_board_of_a_time_before_the_union_says_so(tree: Tree, cast: Cast) -> None:
    client, address = cast.county_zhao.client, f"/board/{tree.county.code}/"

    before = client.get(f"{address}?from=1990-01-01&to=1990-12-31").content.decode()

    assert "2010-01-01 才成立,1990-01-01 至 1990-12-31 没有数" in before
    assert "才成立" not in client.get(address).content.decode()


def test_children_are_ordered_as_asked(tree: Tree, cast: Cast) -> None:
    found_unions(tree.neighbour_township, 3, date(2026, 3, 1))
    client = cast.city_wang.client
    address = "/board/5117/children/?figure=unions.total"

    down = client.get(address).context["rows"]
    up = client.get(f"{address}&order=asc").context["rows"]

    assert [row.name for row, _ in down] == ["大竹县总工会", "渠县总工会"]
    assert [row.name for row, _ in up] == ["渠县总工会", "大竹县总工会"]


def test_an_unknown_figure_shows_the_first(tree: Tree, cast: Cast) -> None:
    answer = cast.city_wang.client.get("/board/5117/children/?figure=x&page=99999999&order=x")

    assert answer.status_code == 200
    assert answer.context["by"] == rules.FIRST


def test_a_leader_sees_her_own_board(tree: Tree, cast: Cast) -> None:
    leader = player("xian-lingdao", "县领导", tree.county, Role.LEADER)

    assert "<h1>渠县总工会" in leader.client.get("/board/").content.decode()


def test_overdue_work_is_seen_by_those_who_only_look(tree: Tree, cast: Cast) -> None:
    plan = make_plan(tree.county)
    make_items(plan, item("逾期的", due_on=date(2026, 5, 31)))
    plans.issue(plan, actor=SYSTEM)
    looking = player("xian-caiwu", "县财务", tree.county, Role.FINANCE)

    def late(union: Union, who: Player) -> list[tuple[str, int, str]]:
        piles = overdue(union, who.actor, date(2026, 7, 1))
        return [(pile.title, pile.overdue, pile.url) for pile in piles if pile.overdue]

    expected = ("目标 · 逾期未完成", 1, "/targets/?preset=overdue&under=511725")
    assert late(tree.county, looking) == [expected]
    assert late(tree.township, looking) == []
    assert late(tree.county, cast.neighbour_qian) == []


# --- Numbers ---------------------------------------------------------------------------------


def test_tiles_compare_with_the_same_time_last_year(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    found_unions(tree.township, 1, date(2025, 7, 1))
    found_unions(tree.township, 1, date(2025, 7, 2))  # after the same day last year

    shown = {one.tile.code: one for one in board.tiles(tree.county, START, END).tiles}

    founded = shown["unions.founded"]
    assert (founded.figure.value, founded.before.value) == (2, 1)
    assert founded.change is not None
    assert (founded.change.arrow, founded.change.amount) == ("↑", "1 家")
    assert (shown["unions.total"].figure.value, shown["unions.total"].before.value) == (7, 4)


def test_a_tile_says_that_last_year_is_counted_anew(tree: Tree, cast: Cast) -> None:
    """Activated cards and households have been counted otherwise since November 2026."""

    def marked(start: date, end: date) -> list[str]:
        found = board.tiles(tree.county, start, end).tiles
        return [one.tile.code for one in found if one.is_restated]

    assert marked(START, END) == ["cards.activated", "aid.households"]
    assert marked(date(2098, 1, 1), date(2098, 12, 31)) == []
    page = cast.county_zhao.client.get(f"/board/{tree.county.code}/tiles/").content.decode()
    assert page.count("上年同期 0(按现口径)</div>") == 2


def test_the_trend_has_each_point_once(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))

    months = board.trend(tree.county, Span.MONTHS, END)
    years = board.trend(tree.county, Span.YEARS, END)

    assert [rules.short_label(p) for p in months.periods][:2] == ["2025-07", "2025-08"]
    assert months.values["unions.founded"] == (D(0),) * 8 + (D(2),) + (D(0),) * 4
    assert months.values["unions.total"][-5:] == (D(5),) * 5
    assert years.values["unions.founded"] == (D(0), D(0), D(0), D(0), D(2))


def test_a_month_that_has_begun_is_not_drawn_as_a_fall(tree: Tree, cast: Cast) -> None:
    found_unions(tree.township, 2, date(2026, 6, 1))
    client = cast.county_zhao.client
    address = f"/board/{tree.county.code}/"
    until = "from=2026-01-01&to=2026-07-01&figure=unions.founded"

    sparks = client.get(f"{address}sparks/?{until}").content.decode()
    trend = client.get(f"{address}trend/?{until}").content.decode()
    whole = client.get(f"{address}trend/?from=2026-01-01&to=2026-06-30&figure=unions.founded")

    assert "&quot;unions.founded&quot;: [0, 0, 0, 0, 0, 2, null]" in sparks
    assert "&quot;unions.total&quot;: [3, 3, 3, 3, 3, 5, 5]" in sparks
    assert "最后一点只到 2026-07-01,还没有满一个月" in trend
    assert "最后一点" not in whole.content.decode()


def test_a_closed_month_keeps_its_point(tree: Tree, cast: Cast) -> None:
    may = containing(PeriodKind.MONTH, date(2026, 5, 1))
    close_period(tree.county, may, actor=cast.county_zhao.actor)
    found_unions(tree.township, 2, date(2026, 5, 10))  # entered afterwards

    founded = board.trend(tree.county, Span.MONTHS, END, codes=("unions.founded",))

    assert founded.closed == (False,) * 10 + (True, False, False)
    assert founded.values["unions.founded"][10] == 0


def test_same_time_last_year() -> None:
    assert rules.same_time_last_year(date(2024, 1, 1), date(2024, 2, 29)) == (
        date(2023, 1, 1),
        date(2023, 2, 28),
    )
    assert rules.same_time_last_year(date(2025, 1, 1), date(2025, 2, 28))[1] == date(2024, 2, 29)
    assert rules.same_time_last_year(START, END) == (date(2025, 1, 1), date(2025, 7, 1))


@pytest.mark.parametrize(
    ("now", "before", "unit", "good", "expected"),
    [
        (D(110), D(100), "人", 1, ("↑", "增加", "10 人", "10.0%", "ok")),
        (D(90), D(100), "人", 1, ("↓", "减少", "10 人", "10.0%", "bad")),
        (D(90), D(100), "人", -1, ("↓", "减少", "10 人", "10.0%", "ok")),
        (D(90), D(100), "人", 0, ("↓", "减少", "10 人", "10.0%", "plain")),
        (D("96.5"), D(95), "%", 1, ("↑", "增加", "1.5个百分点", "", "ok")),
        (D(5), D(0), "家", 1, ("↑", "增加", "5 家", "", "ok")),
        (D(5), D(5), "家", 1, ("→", "持平", "", "", "plain")),
    ],
)
def test_change_is_said_in_words(
    now: Decimal, before: Decimal, unit: str, good: int, expected: tuple[str, ...]
) -> None:
    said = rules.change(now, before, unit=unit, good=good)

    assert said is not None
    assert (said.arrow, said.word, said.amount, said.percent, said.tone) == expected


def test_the_way_of_a_trend_is_said_in_words() -> None:
    points = [("2025-11", None), ("2025-12", D(62_493)), ("2026-11", D(62_503))]

    assert rules.moved(points, "人") == (
        "2025-12 的 62,493 到 2026-11 的 62,503,增加 10 人(不足0.1%)。"
    )
    assert rules.moved(points[1:2] * 2, "人").endswith("没有变化。")
    assert rules.moved(points[:2], "人") == ""


def test_names_on_an_axis_are_short_but_tell_apart() -> None:
    names = ["渠县渠江纺织厂工会委员会", "渠县总工会", "渠县甲镇总工会", "渠县甲镇联合工会委员会"]

    assert rules.short_names(names, "渠县总工会") == [
        "渠江纺织厂", "渠县", "渠县甲镇总工会", "渠县甲镇联合工会委员会",
    ]  # fmt: skip


def test_no_change_is_said_of_nothing() -> None:
    assert rules.change(None, D(1), unit="%", good=1) is None


# --- The difference to last year -------------------------------------------------------------


def _lines(code: str, union: Union) -> dict[Part, tuple[int, Decimal, Decimal]]:
    found = comparison.compare(code, union, START, END).split
    assert sum(line.change for line in found.lines) == found.change
    return {line.part: (line.units, line.before, line.now) for line in found.lines}


def test_new_closed_and_moved_units_stand_apart(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    close(tree.other_union, on=date(2026, 5, 1), reason="企业注销", actor=SYSTEM)
    move(
        tree.neighbour_union,
        to=tree.township,
        on=date(2026, 6, 1),
        reason="企业迁址",
        actor=SYSTEM,
    )

    assert _lines("unions.total", tree.county) == {
        Part.NEW: (3, D(0), D(3)),
        Part.SAME: (2, D(2), D(2)),
        Part.GONE: (1, D(1), D(0)),
    }
    assert _lines("unions.total", tree.neighbour) == {
        Part.NEW: (0, D(0), D(0)),
        Part.SAME: (0, D(0), D(0)),
        Part.GONE: (1, D(1), D(0)),
    }


def test_the_whole_is_what_the_tile_says(tree: Tree) -> None:
    found_unions(tree.township, 2, date(2026, 3, 1))
    found_unions(tree.township, 1, date(2025, 3, 2))
    tiles = {one.tile.code: one for one in board.tiles(tree.city, START, END).tiles}

    for code in ("unions.total", "unions.founded", "members.total", "members.migrant"):
        found = comparison.compare(code, tree.city, START, END).split
        assert found.now == tiles[code].figure.value, code
        assert found.before == tiles[code].before.value, code


def test_a_rate_is_not_split(tree: Tree) -> None:
    with pytest.raises(Blocked, match="比率不能相加"):
        comparison.compare("members.verified_rate", tree.city, START, END)


def test_a_changed_definition_is_a_part_of_its_own(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until May 2026 federations were counted too, say."""
    from dataclasses import replace

    from niangjia.kernel.indicators import Change, Counter, get

    today = get("unions.total")
    assert isinstance(today, Counter)
    older = replace(today, where=None, version=1)
    newer = replace(
        today, version=2, changes=(Change(2, date(2026, 5, 1), "统计处", "不含各级总工会"),)
    )
    monkeypatch.setattr(comparison, "get", lambda code: older if code.endswith("@1") else newer)

    found = comparison.compare("unions.total", tree.county, START, END)

    lines = {line.part: line.change for line in found.split.lines}
    assert found.version_then == 1
    assert (found.split.before, found.split.now) == (D(5), D(3))  # with 渠县 and 临巴镇
    assert lines == {Part.NEW: 0, Part.SAME: 0, Part.GONE: 0, Part.DEFINITION: D(-2)}
