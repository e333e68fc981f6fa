"""`niangjia ledger verify` and `seal`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from time_machine import travel

from niangjia.accounts.testing import Tree
from niangjia.ledger.models import Entry
from niangjia.ledger.tests import builders
from niangjia.site.cli import build_parser
from niangjia.site.commands import ledger


@pytest.mark.django_db
def test_the_command_says_whether_the_books_are_whole(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(action: str) -> tuple[int, str]:
        code = ledger.run(build_parser().parse_args(["ledger", action]))
        return code, capsys.readouterr().out

    assert run("verify") == (0, "还没有封过账。\n")
    with travel(datetime(2026, 3, 3, tzinfo=UTC), tick=False):
        builders.fund_of(tree.county)
    assert run("seal") == (
        0, "新封账1条。\n1个工会1天的账都与封账时一致,封到2026-03-03。\n",
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.update(summary="别的")

    message = "张数和金额未变,但凭证内容与封账时不一致。"
    assert run("verify") == (1, f"{tree.county.name} 2026-03-03:{message}\n")
