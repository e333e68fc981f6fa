"""`niangjia figure` with engines and trees, and what cannot be answered."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import by_children, evaluate, nothing
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import day
from niangjia.site import cli

pytestmark = pytest.mark.django_db


def _asked(world: World, *more: str) -> list[str]:
    return [
        "figure",
        "members.total",
        "--union",
        f"51-{world.made.root}",
        "--on",
        str(day(45)),
        *more,
    ]


def test_the_engine_and_the_age_of_its_data_are_told(
    world: World,
    tmp_path: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.NIANGJIA_FILES = str(tmp_path)

    assert cli.main(_asked(world, "--json")) == 0
    live = json.loads(capsys.readouterr().out)
    assert cli.main(_asked(world, "--json", "--engine", "duckdb")) == 0
    first = capsys.readouterr()
    assert cli.main(_asked(world, "--json", "--engine", "duckdb", "--tree", "today")) == 0
    again = capsys.readouterr()

    taken = json.loads(first.out)
    assert (live["engine"], "as_of" in live) == ("postgres", False)
    assert live["value"] == taken["value"] == json.loads(again.out)["value"] > 0
    assert (taken["engine"], taken["state"]) == ("duckdb", "实时统计")
    assert datetime.fromisoformat(taken["as_of"]).utcoffset() is not None
    assert "快照" in first.err
    assert "快照" not in again.err
    assert len(list((tmp_path / "snapshots").iterdir())) == 1


def test_the_list_tells_state_owner_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["figure", "--list", "--json"]) == 0
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)}
    assert cli.main(["figures", "--list"]) == 0
    text = capsys.readouterr().out

    assert (rows["members.total"]["state"], rows["members.total"]["version"]) == ("实时统计", 1)
    assert {row["state"] for row in rows.values()} == {"实时统计", "待接入"}
    assert all(row["owner"] for row in rows.values())
    assert "组织部" in text


def test_a_figure_that_is_awaited_says_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["figure", "trial.waited", "--union", f"51-{world.made.root}"]

    assert cli.main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] is None
    assert cli.main(asked) == 0
    assert "待接入" in capsys.readouterr().out


@pytest.mark.parametrize("engine", ["postgres", "spreadsheet"])
def test_a_union_that_stood_nowhere_has_no_figures(world: World, engine: str) -> None:
    """Neither has an engine that is not there."""
    with pytest.raises(Blocked, match=r"没有隶属关系|没有名为"):
        evaluate(["members.total"], 987_654_321, on=day(45), engine=engine)


def test_a_union_without_records_has_zeros_and_no_shares(world: World) -> None:
    far: dict[str, Any] = {"start": day(-3000), "end": day(-2900)}

    figures = evaluate(["members.total", "members.verified_rate"], world.made.root, **far)

    assert [f.value for f in figures.values()] == [0, None]
    assert figures.keys() == nothing(figures, **far).keys()
    assert by_children(["members.total"], world.made.root, **far) == {}


def test_periods_that_are_none_are_refused(world: World) -> None:
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"start": day(3), "end": day(2)}, "晚于"),
        ({"start": day(3)}, "结束日期"),
        ({"on": day(3)}, "期间|开始日期"),
        ({}, "日期"),
    )
    for asked, said in refused:
        with pytest.raises(Blocked, match=said):
            evaluate(["members.joined"], world.made.root, **asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("members.total[gender=3]",), "可用的值:1(男)、2(女)、none(未登记)"),
        (("members.total[height=3]",), "可用的分组:gender(性别)"),
        (("members.joined", "--on", "2015-02-01"), "请用 --from 和 --to 给出期间"),
        (("members.total", "--on", "9999-12-31"), "9999-12-31 还没有到"),
        (("members.joined", "--from", "9999-01-01", "--to", "9999-12-31"), "9999-01-01 还没有到"),
    ],
)
def test_a_refusal_says_what_can_be_asked(
    world: World, asked: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["figure", *asked, "--union", f"51-{world.made.root}"]) == 2
    assert said in capsys.readouterr().err


def test_a_period_that_has_not_ended_says_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    union = f"51-{world.made.root}"
    asked = ["figure", "members.joined", "--union", union, "--from", "2015-01-01", "--json"]

    assert cli.main([*asked, "--to", str(clock.today())]) == 0
    today = capsys.readouterr()
    assert cli.main([*asked, "--to", "9999-12-31"]) == 0
    later = capsys.readouterr()

    assert today.err == ""
    assert "还没有结束,以下是到今天为止的数" in later.err
    assert json.loads(later.out)["value"] == json.loads(today.out)["value"]
