"""Days of the books are sealed, and whoever changes them afterwards is found, triggers or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from time_machine import travel

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import services
from niangjia.ledger.models import DailySeal, Entry, EntryLine, Fund
from niangjia.ledger.rules import sealing
from niangjia.ledger.rules.sealing import Written
from niangjia.ledger.tests import builders

WRITTEN = Written(
    1, datetime(2026, 3, 5, 2, tzinfo=UTC), date(2026, 3, 5), 7, "receive", Decimal("10.50"),
    "收到捐赠", None, None, None, 3, "县财", (("102", Decimal("10.5")), ("408", Decimal("-10.50"))),
)  # fmt: skip


def at(day: int, hour: int = 10) -> datetime:
    """An instant of March 2026, by the clock of China."""
    return datetime(2026, 3, day, hour - 8, tzinfo=UTC)


@pytest.fixture
def fund(tree: Tree) -> Fund:
    """The county's fund; 10,000 on the 2nd, 100 and 50 on the 3rd, 7 on the 5th; sealed on the 6th."""
    with travel(at(2), tick=False):
        fund = builders.fund_of(tree.county)
    for day, amounts in ((3, ("100", "50")), (5, ("7",))):
        with travel(at(day), tick=False):
            for amount in amounts:
                services.receive(fund, Decimal(amount), actor=SYSTEM)
    with travel(at(6), tick=False):
        assert services.seal_days() == 3
    return fund


def test_days_that_are_over_are_sealed_once_in_a_chain(tree: Tree, fund: Fund) -> None:
    with travel(at(6, 11), tick=False):
        services.receive(fund, Decimal(1), actor=SYSTEM)
        builders.fund_of(tree.neighbour, amount="5")
        assert services.seal_days() == 0  # today is not over

    with travel(at(9), tick=False):
        assert services.seal_days() == 2
        assert services.seal_days() == 0
        assert services.verify() == []

    rows = list(DailySeal.objects.filter(union=tree.county).order_by("on"))
    assert [(row.on.day, row.entry_count, row.amount) for row in rows] == [
        (2, 1, Decimal(10000)), (3, 2, Decimal(150)), (5, 1, Decimal(7)), (6, 1, Decimal(1)),
    ]  # fmt: skip
    assert [row.previous for row in rows] == ["", *(row.digest for row in rows[:-1])]
    assert DailySeal.objects.get(union=tree.neighbour).previous == ""


def _change_summary() -> None:
    Entry.objects.filter(amount=50).update(summary="别的")


def _change_amount() -> None:
    EntryLine.objects.filter(entry__amount=50).update(amount=Decimal(60))
    Entry.objects.filter(amount=50).update(amount=60)


def _move_lines() -> None:
    EntryLine.objects.filter(entry__amount=7, account="402").update(account="408")


def _remove() -> None:
    gone = Entry.objects.filter(amount=7)
    EntryLine.objects.filter(entry__in=gone).delete()
    gone.delete()


def _slip_in() -> None:
    Entry.objects.filter(amount=7).update(at=at(4))


def _reseal() -> None:
    DailySeal.objects.filter(on=date(2026, 3, 3)).update(digest="0" * 64)


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (_change_summary, {3: "张数和金额未变,但凭证内容与封账时不一致。"}),
        (_change_amount, {3: "封账时金额合计150.00元,现在是160.00元。"}),
        (_move_lines, {5: "张数和金额未变,但凭证内容与封账时不一致。"}),
        (_remove, {5: "封账时有1张凭证,现在有0张。"}),
        (
            _slip_in,
            {
                4: "有1张凭证没有封账,可能是事后插入的。",
                5: "封账时有1张凭证,现在有0张。",
            },
        ),
        (
            _reseal,
            {
                3: "张数和金额未变,但凭证内容与封账时不一致。",
                5: "与前一日的校验值接不上,封账记录被改动、删除或插入过。",
            },
        ),
    ],
)
def test_what_is_changed_past_the_triggers_is_found(
    tree: Tree, fund: Fund, tamper: Callable[[], None], told: dict[int, str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires
        tamper()
        cursor.execute("SET LOCAL session_replication_role = origin")

    with travel(at(7), tick=False):
        found = services.verify()

    assert {broken.on.day: broken.message for broken in found} == told
    assert {broken.union for broken in found} == {tree.county.name}


def test_digest_is_sm3_of_day_before_and_entries() -> None:
    one = sealing.seal(5, WRITTEN.on, [WRITTEN], sealing.FIRST)

    assert one.digest == "c8b774cac389855f968e2cb6ac87b5cbf743fb97e6cb60fbffc8f39c81b3c6ad"
    assert (one.entry_count, one.amount) == (1, Decimal("10.50"))
    assert sealing.differences(5, one, [WRITTEN], sealing.FIRST) is None
    assert sealing.digest(6, WRITTEN.on, [WRITTEN], sealing.FIRST) != one.digest
    assert sealing.digest(5, WRITTEN.on, [WRITTEN], one.digest) != one.digest
