"""`niangjia figure`: unions that stood nowhere, typed values, codes there are not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.members.tests.making import member_of
from niangjia.site.cli import main
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import reporting
from niangjia.unions import services

HALF = containing(PeriodKind.HALF_YEAR, date(2017, 3, 1))
DAYS = ["--from", str(HALF.start), "--to", str(HALF.end)]


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("niangjia.site.start.ready", lambda: None)  # the test database stands


def ask(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was said beside it."""
    code = main(["figure", *args])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_union_that_was_not_there_yet_or_no_more_is_refused(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    services.close(tree.other_union, on=date(2022, 6, 17), reason="企业破产", actor=SYSTEM)
    union = ["members.total", "--union", tree.other_union.code]

    for day, said in (("2009-12-31", "2010-01-01 才成立"), ("2024-01-01", "2022-06-17 注销")):
        code, out, err = ask(capsys, *union, "--on", day, "--json")
        assert (code, out) == (2, "")
        assert said in err
    for rest in (["--on", "2022-06-16"], ["--from", "2022-01-01", "--to", "2024-12-31"]):
        code, out, _ = ask(capsys, *union, *rest, "--json")
        assert (code, json.loads(out)["value"]) == (0, 0)


def test_records_older_than_their_union_still_count(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    member = member_of(tree.union)
    type(member).objects.filter(pk=member.pk).update(joined_on=date(2005, 5, 6))

    found = {
        union.code: ask(capsys, "members.total", "--union", union.code, "--on", "2006-01-01")
        for union in (tree.union, tree.county, tree.city)
    }

    assert all(code == 0 and out.endswith("1 人\n") for code, out, _ in found.values())


def test_a_typed_value_is_told_with_who_and_when(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    reporting.report(tree.city, HALF, {"fairs.sessions": Decimal(71)}, actor=SYSTEM)
    asked = ["fairs.sessions", "--union", tree.city.code, *DAYS]

    _, words, _ = ask(capsys, *asked)
    _, plain, _ = ask(capsys, *asked, "--json")
    _, other, _ = ask(capsys, "fairs.sessions", "--union", tree.county.code, *DAYS, "--json")

    found: dict[str, Any] = json.loads(plain)
    assert f":71 场(填报:{SYSTEM.label} 于 " in words
    assert (found["value"], found["state"], found["typed_by"]) == (71, "填报", SYSTEM.label)
    assert (found["name"], found["union_name"], found["tree"]) == (
        "招聘会", tree.city.name, "dated",
    )  # fmt: skip
    assert date.fromisoformat(found["typed_at"][:10]) == date.today()
    assert (json.loads(other)["value"], json.loads(other)["state"]) == (None, "待接入")


def test_the_share_typed_is_told_of_the_union_alone_too(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    reporting.report(tree.city, HALF, {"fairs.sessions": Decimal(71)}, actor=SYSTEM)
    asked = ["statistics.typed_share", "--union", tree.city.code, "--on", str(HALF.end)]

    _, words, _ = ask(capsys, *asked)
    _, plain, _ = ask(capsys, *asked, "--json")

    found = json.loads(plain)
    assert "已填报 1 个" in words
    assert found["own_value"] > found["value"] > 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("建会率", "您要的可能是:employers.unionised_rate(建会率)"),
        ("member.total", "members.total(工会会员)"),
        ("members.total@9", "“工会会员”没有这一版口径。现有的是第1版(members.total)。\n"),
        ("xyzzy", "没有代码为“xyzzy”的指标。全部指标代码见 niangjia figures --list。\n"),
    ],
)
def test_what_was_meant_is_suggested(
    tree: Tree, code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = ask(capsys, code, "--union", tree.city.code)

    assert (found, out) == (2, "")
    assert said in err
