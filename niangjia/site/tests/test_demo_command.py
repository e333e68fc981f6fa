"""`niangjia demo` never touches what is not a demo."""

from __future__ import annotations

import argparse

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.site.commands import demo
from niangjia.unions.models import Union


def _arguments(*, reset: bool = False) -> argparse.Namespace:
    return argparse.Namespace(scale="small", reset=reset)


@pytest.mark.parametrize("reset", [False, True])
def test_real_data_is_left_alone(
    tree: Tree, reset: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Union.objects.count()

    code = demo.run(_arguments(reset=reset))

    assert code == 2
    assert "不能" in capsys.readouterr().err
    assert Union.objects.count() == before


def test_second_run_changes_nothing(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    for mark in ("demo.begin", "demo.build"):
        journal.record(mark, tree.city, actor=SYSTEM, summary="演示数据")
    before = Union.objects.count()

    code = demo.run(_arguments())

    assert code == 0
    assert "已经存在" in capsys.readouterr().err
    assert Union.objects.count() == before


def test_a_broken_off_demo_says_what_to_do(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    journal.record("demo.begin", tree.city, actor=SYSTEM, summary="开始生成演示数据")

    code = demo.run(_arguments())

    assert code == 2
    assert "--reset" in capsys.readouterr().err


def test_a_demo_being_built_elsewhere_is_not_called_broken(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.record("demo.begin", tree.city, actor=SYSTEM, summary="开始生成演示数据")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('niangjia demo'))")

        code = demo.run(_arguments(reset=True))
    finally:
        other.close()

    assert code == 2
    assert "正在生成" in capsys.readouterr().err
    assert Union.objects.exists()
