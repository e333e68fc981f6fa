"""The table of commands: options, exit codes, and what goes to which stream."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from niangjia.site import cli
from niangjia.site.config import get_config

FIGURE = ("figure", "--union", "5117")


def parse(*arguments: str) -> argparse.Namespace:
    return cli.build_parser().parse_args(arguments)


def test_import_takes_a_file_and_a_union() -> None:
    args = parse("import", "members", "a.xlsx", "--union", "5117", "--dry-run", "--json")

    assert (args.kind, args.file, args.union) == ("members", Path("a.xlsx"), "5117")
    assert args.dry_run
    assert args.json


def test_figure_takes_a_day_or_a_period() -> None:
    at = parse("figure", "members.total", "--union", "5117", "--on", "2017-06-30")
    within = parse("figure", "x", "--union", "1", "--from", "2012-07-01", "--to", "2017-06-30")

    assert at.on.isoformat() == "2017-06-30"
    assert (within.begin.isoformat(), within.end.isoformat()) == ("2012-07-01", "2017-06-30")


def test_find_knows_its_levels() -> None:
    args = parse("find", "union", "通川", "--level", "county", "--limit", "3")

    assert (args.text, args.level, args.limit) == ("通川", "county", 3)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("find", "union", "--level", "village"), "--level 不能是“village”"),
        (("find", "union", "--limit", "0"), "“0”不是正整数"),
        (("figure", "x", "--union", "1", "--on", "30.6.2017"), "请写成 2017-06-30 的样子"),
        (("figure", "x", "--union", "1", "--from", "2025-02-30"), "没有 2025-02-30 这一天"),
        (("figure", "x", "--union"), "--union 后面要有一个值"),
        (("figure", "x", "--place", "1"), "没有这样的选项:--place 1"),
        (("import", "members", "a.xlsx"), "缺少 --union"),
        (("demo", "--scale", "huge"), "--scale 不能是“huge”"),
    ],
)
def test_a_request_that_makes_no_sense_ends_with_2(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(*arguments)

    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert "--help" in err


def test_every_command_has_a_module() -> None:
    folder = Path(cli.__file__).parent / "commands"

    missing = [c.module for c in cli.COMMANDS.values() if not (folder / f"{c.module}.py").exists()]

    assert missing == []


def test_a_command_is_loaded_by_name_and_its_code_returned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    modules = {"niangjia.site.commands.vendor": SimpleNamespace(run=lambda args: 3)}
    monkeypatch.setattr(cli, "import_module", modules.__getitem__)

    assert cli.main(["vendor"]) == 3


def test_anything_else_is_a_django_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_django", len)

    assert cli.main(["showmigrations", "--list"]) == 2


@pytest.mark.parametrize("command", [["db", "dump", "x.dump"], ["showmigrations", "--list"]])
def test_the_database_stays_up_for_who_works_with_it(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Path] = []
    monkeypatch.setattr("niangjia.site.embedded.use", used.append)
    monkeypatch.setattr("niangjia.site.start.start_database", lambda _: None)
    monkeypatch.setattr("niangjia.site.commands.db._client", lambda *_: 0)
    monkeypatch.setattr("django.core.management.execute_from_command_line", lambda _: None)

    assert cli.main(command) == 0
    assert used == [get_config().home]


def test_a_bad_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIANGJIA_PORT", "many")
    monkeypatch.setattr("niangjia.site.commands.db.get_config", get_config.__wrapped__)

    assert cli.main(["db", "status"]) == 1
    assert "NIANGJIA_PORT" in capsys.readouterr().err


@pytest.mark.django_db
def test_find_prints_nothing_but_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["find", "union", "没有这个工会", "--json"])

    assert code == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["find", "union", "--under", "999999", "--json"], "999999"),
        (["figure", "members.total", "--union", "999999", "--on", "2017-06-30"], "999999"),
        ([*FIGURE, "members.none", "--on", "2017-06-30"], "members.none"),
        ([*FIGURE, "members.total", "--on", "2017-06-30", "--from", "2017-01-01"], "只能给一种"),
        ([*FIGURE, "members.total", "--from", "2017-01-01"], "--to"),
        ([*FIGURE, "members.total", "--from", "2017-02-01", "--to", "2017-01-01"], "晚于止日"),
    ],
)
def test_what_cannot_be_answered_ends_with_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(arguments)

    streams = capsys.readouterr()
    assert code == 2
    assert streams.out == ""
    assert complaint in streams.err


@pytest.mark.django_db
def test_import_without_a_file_or_a_union_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.xlsx"
    nowhere = cli.main(["import", "members", str(sheet), "--union", "5117", "--json"])
    sheet.write_bytes(b"PK")
    no_union = cli.main(["import", "members", str(sheet), "--union", "999999", "--json"])

    streams = capsys.readouterr()
    assert (nowhere, no_union, streams.out) == (2, 2, "")
    assert "找不到文件" in streams.err
    assert "999999" in streams.err


@pytest.mark.django_db
def test_figures_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["figures", "--list", "--json"]) == 0

    codes = {row["code"] for row in json.loads(capsys.readouterr().out)}
    assert {"unions.total", "members.total", "cards.activated"} <= codes
