"""Batches and bank files: exact bytes, always the same bytes, and giving a batch up."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import excel, journal, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy
from niangjia.ledger import queries, services
from niangjia.ledger.models import Payment, PaymentBatch
from niangjia.ledger.services import files
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def payments(tree: Tree, money: Money) -> list[Payment]:
    people = [builders.person_of(tree, number) for number in (1, 2)]
    amounts = ("1200.50", "300")
    return [
        builders.ordered(money, who, amount) for who, amount in zip(people, amounts, strict=True)
    ]


def layout(tree: Tree, **values: Any) -> None:
    policy.adopt(
        "ledger.bank_file", path=tree.county.path, from_on=date(2026, 1, 1),
        params=values, basis="工商银行渠县支行代发说明", actor=SYSTEM,
    )  # fmt: skip


def accounts(payments: list[Payment]) -> list[str]:
    return [f"622200000000{payment.person_id:07}" for payment in payments]


def test_default_file_is_piped_gb18030_with_count_and_total(
    money: Money, payments: list[Payment]
) -> None:
    batch = builders.sent(money, payments)
    first, second = accounts(payments)
    bank = "工商银行渠县支行"

    data = services.bank_file(batch, actor=SYSTEM)

    assert data.decode("gb18030") == (
        f"{batch.number}|{batch.made_on:%Y%m%d}|2|1500.50\r\n"
        f"1|{first}|张丽华|1200.50|{bank}|工会帮扶款\r\n"
        f"2|{second}|李四妹|300.00|{bank}|工会帮扶款\r\n"
    )
    assert (batch.payment_count, batch.amount) == (2, Decimal("1500.50"))
    assert batch.file_sha256 == files.digest(data)


def test_excel_file_has_titles_and_a_sum_line(
    tree: Tree, money: Money, payments: list[Payment], tmp_path: Path
) -> None:
    layout(tree, layout="Excel表格", purpose="困难职工帮扶")
    batch = builders.sent(money, payments)
    first, second = accounts(payments)

    file = tmp_path / "file.xlsx"
    file.write_bytes(services.bank_file(batch, actor=SYSTEM))

    book = excel.open_workbook(file)
    assert book.rows(book.sheets[0]) == [
        ["序号", "户名", "账号", "开户行", "金额", "用途"],
        [1.0, "张丽华", first, "工商银行渠县支行", 1200.5, "困难职工帮扶"],
        [2.0, "李四妹", second, "工商银行渠县支行", 300.0, "困难职工帮扶"],
        ["合计", 2.0, "", "", 1500.5, ""],
    ]


def test_every_value_of_a_layout_can_be_the_banks_own(
    tree: Tree, money: Money, payments: list[Payment]
) -> None:
    layout(
        tree,
        layout="逗号分隔文本",
        encoding="GB18030",
        titles="无",
        head="付款账号 付款户名 总笔数 总金额",
        columns="账号 户名 金额(分) 付款单号",
        tail="无",
        payer_account="2317 0001",
        payer_name="渠县总工会",
    )
    batch = builders.sent(money, payments)
    first, second = accounts(payments)

    data = services.bank_file(batch, actor=SYSTEM)

    assert data.decode("gb18030").splitlines() == [
        "2317 0001,渠县总工会,2,150050",
        f"{first},张丽华,120050,{payments[0].number}",
        f"{second},李四妹,30000,{payments[1].number}",
    ]
    assert services.extension_of(batch) == "csv"


def test_layout_that_cannot_work_is_not_adopted_and_stops_the_batch(
    tree: Tree, money: Money, payments: list[Payment]
) -> None:
    with pytest.raises(Blocked, match="缺少“金额”栏"):
        layout(tree, columns="账号 户名")
    sets = Policy.objects.filter(code="ledger.bank_file")
    assert not sets.exists()

    layout(tree)
    sets.update(params={"columns": "账号 户名"})  # as an older version may have left it
    with pytest.raises(Blocked, match=r"不能编批:.*缺少“金额”栏"):
        builders.batched(money, payments)

    assert Payment.objects.filter(status="ordered", batch=None).count() == len(payments)


@pytest.mark.parametrize("kind", ["竖线分隔文本", "Excel表格", "逗号分隔文本"])
def test_file_written_again_after_a_crash_is_the_same(
    tree: Tree, money: Money, payments: list[Payment], kind: str
) -> None:
    layout(tree, layout=kind)
    batch = builders.sent(money, payments)
    once = services.bank_file(batch, actor=SYSTEM)

    policy.adopt(
        "ledger.bank_file", path=tree.county.path, from_on=date(2026, 6, 1),
        params={"purpose": "另一种"}, basis="新说明", actor=SYSTEM,
    )  # fmt: skip
    again = services.bank_file(PaymentBatch.objects.get(), actor=SYSTEM)

    assert once == again
    batch.refresh_from_db()
    assert batch.status == "sent"
    assert set(Payment.objects.values_list("status", flat=True)) == {"sent"}


def test_file_that_would_differ_is_not_given_out(money: Money, payments: list[Payment]) -> None:
    batch = builders.sent(money, payments)
    Payment.objects.filter(pk=payments[0].pk).update(bank_name="另一家银行")

    with pytest.raises(Blocked, match="与送银行时不一致"):
        services.bank_file(batch, actor=SYSTEM)


def test_no_file_before_it_is_made_and_none_when_void(
    money: Money, payments: list[Payment]
) -> None:
    batch = builders.batched(money, payments)

    with pytest.raises(Blocked, match="还没有生成银行文件"):
        services.bank_file(batch, actor=SYSTEM)
    services.void(batch, reason="编错", actor=SYSTEM)
    with pytest.raises(Blocked, match="或已作废"):
        services.bank_file(batch, actor=SYSTEM)


def test_separator_in_a_name_does_not_break_the_line(tree: Tree, money: Money) -> None:
    person = builders.person_of(tree)
    person.name = "阿依|古丽\n"
    reservation = services.reserve(
        money.fund, money.programme, Decimal(5), subject=person,
        payee=builders.payee_of(person), use="living", year=builders.YEAR, key="k", actor=SYSTEM,
    )  # fmt: skip

    batch = builders.sent(money, [services.order(reservation, actor=SYSTEM)])

    lines = services.bank_file(batch, actor=SYSTEM).decode("gb18030").splitlines()
    assert len(lines) == 2
    assert lines[1].split("|")[2] == "阿依 古丽"


def test_void_before_sending_frees_the_payments(money: Money, payments: list[Payment]) -> None:
    batch = builders.batched(money, payments)

    services.void(batch, reason="漏编一人", actor=SYSTEM)

    freed = Payment.objects.filter(status="ordered", batch=None, line_number=None)
    assert freed.count() == len(payments)
    again = builders.batched(money, list(queries.payable(money.union)))
    assert again.payment_count == 2


def test_void_after_sending_makes_them_fail_and_needs_somebody_else(
    tree: Tree, money: Money, payments: list[Payment]
) -> None:
    clerk, leader = builders.finance(tree), builders.leader(tree)
    batch = services.send(builders.batched(money, payments), actor=clerk.actor)

    with pytest.raises(Blocked, match="由您生成"):
        services.void(batch, reason="银行未受理", actor=clerk.actor)
    services.void(batch, reason="银行未受理", actor=leader.actor)

    assert set(Payment.objects.values_list("status", "batch")) == {("failed", batch.pk)}
    assert queries.available(money.fund) == Decimal("8499.50")
    with pytest.raises(Blocked, match="已经作废"):
        builders.answered(batch)


def test_batch_takes_each_payment_once_and_of_one_union(
    tree: Tree, money: Money, payments: list[Payment]
) -> None:
    other = builders.fund_of(tree.city)
    services.set_budget(other, money.programme, Decimal(500), year=builders.YEAR, actor=SYSTEM)
    elsewhere = builders.ordered(
        Money(other, money.programme, tree.city), builders.person_of(tree, 3)
    )

    with pytest.raises(Blocked, match="一个批次只能有一个付款工会"):
        builders.batched(money, [*payments, elsewhere])
    builders.batched(money, payments)
    with pytest.raises(Blocked, match="当前状态是“已编批”"):
        builders.batched(money, payments)
    with pytest.raises(Blocked, match="没有可以编批的付款"):
        builders.batched(money, [])

    assert PaymentBatch.objects.count() == 1


def test_nobody_but_finance_there_makes_sends_or_answers(
    tree: Tree, cast: Cast, money: Money, payments: list[Payment]
) -> None:
    waiting = builders.ordered(money, builders.person_of(tree, 3))
    batch = builders.batched(money, payments)
    outsiders = (*cast, builders.leader(tree), builders.finance(tree, tree.neighbour))

    for player in outsiders:
        for attempt in (
            lambda who: services.make_batch(money.union, [waiting], actor=who),
            lambda who: services.send(batch, actor=who),
            lambda who: services.bank_file(batch, actor=who),
            lambda who: services.import_reply(batch, io.BytesIO(b"x"), actor=who),
        ):
            with pytest.raises(NotVisible):
                attempt(player.actor)

    batch.refresh_from_db()
    assert (batch.status, PaymentBatch.objects.count()) == ("made", 1)


def test_each_download_is_in_the_journal(tree: Tree, money: Money, payments: list[Payment]) -> None:
    clerk = builders.finance(tree)
    batch = builders.sent(money, payments)

    services.bank_file(batch, actor=clerk.actor)

    look = journal.entries_of(batch).filter(is_read=True).get()
    assert (look.actor_id, look.summary) == (clerk.user.pk, "下载银行文件(含2个收款账号)")
