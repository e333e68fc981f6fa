"""The bank's reply: every way in which it can be wrong, and nothing half-saved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from niangjia.accounts.testing import Tree
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Transition
from niangjia.ledger import queries, services
from niangjia.ledger.models import BankReply, BankReplyLine, Entry, Payment, PaymentBatch
from niangjia.ledger.services import BadReply, files
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import Money, answered, reply_text


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def batch(tree: Tree, money: Money) -> PaymentBatch:
    """500, 200.20 and 1.05 yuan, at the bank."""
    amounts = ("500", "200.20", "1.05")
    payments = [
        builders.ordered(money, builders.person_of(tree, number), amount)
        for number, amount in enumerate(amounts, 1)
    ]
    return builders.sent(money, payments)


def states(batch: PaymentBatch) -> list[str]:
    return list(batch.payments.order_by("line_number").values_list("status", flat=True))


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Entry, BankReply, BankReplyLine, Transition))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_reply_is_read_in_either_encoding(money: Money, batch: PaymentBatch, encoding: str) -> None:
    reply = answered(batch, {2: ("失败", "账户已销户")}, encoding=encoding)

    assert states(batch) == ["paid", "failed", "paid"]
    assert (reply.paid_count, reply.failed_count, reply.paid_amount) == (2, 1, Decimal("501.05"))
    assert reply.encoding == encoding.removesuffix("-sig")
    assert queries.balance(money.fund) == Decimal("9498.95")
    assert queries.available(money.fund) == Decimal("9298.75")
    assert Payment.objects.get(line_number=2).bank_note == "账户已销户"


def test_wrong_reply_is_refused_as_a_whole(money: Money, batch: PaymentBatch) -> None:
    before = stored()
    right = reply_text(batch)

    for text, words in (
        (right.replace("|200.20|", "|200.02|"), "第3行:金额 200.02 元,送盘时是 200.20 元"),
        (right.rsplit("\r\n", 2)[0], "缺少序号 3 的结果(共1笔),文件可能被截断"),
    ):
        with pytest.raises(BadReply) as refused:
            answered(batch, text=text)
        assert words in "\n".join(map(str, refused.value.problems))

    assert (states(batch), stored()) == (["sent"] * 3, before)
    assert queries.balance(money.fund) == 10000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\xff\xfe1\x00|", "文件编码无法识别"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版Excel"),
        (bytes(range(256)), "文件编码无法识别"),
        (b"PK\x03\x04 not a workbook", "。"),
        (b"\r\n\r\n", "没有明细"),
        ("你好".encode("gb18030"), "首行"),
    ],
)
def test_file_that_is_no_reply_is_refused(batch: PaymentBatch, data: bytes, words: str) -> None:
    before = stored()

    with pytest.raises(Blocked) as refused:
        services.import_reply(batch, BytesIO(data), actor=SYSTEM)

    assert words in refused.value.reason
    assert (states(batch), stored()) == (["sent"] * 3, before)


def test_same_file_twice_changes_nothing(money: Money, batch: PaymentBatch) -> None:
    text = reply_text(batch)
    answered(batch, text=text)
    before = stored()

    with pytest.raises(Blocked, match="已经导入过"):
        answered(batch, text=text)
    with pytest.raises(BadReply, match="已是“已到账”"):
        answered(batch, text=text, encoding="utf-8")

    assert (states(batch), stored()) == (["paid"] * 3, before)


def test_returned_payments_come_in_a_later_file(money: Money, batch: PaymentBatch) -> None:
    answered(batch)
    lines = reply_text(batch, {2: ("退汇", "收款户冻结")}).splitlines()
    later = "\r\n".join([f"{batch.number}|x|1|200.20", lines[2]])

    reply = answered(batch, text=later)

    assert (reply.returned_count, states(batch)) == (1, ["paid", "returned", "paid"])
    assert queries.balance(money.fund) == Decimal("9498.95")
    assert queries.available(money.fund) == Decimal("9298.75")


def test_line_returned_before_it_was_ever_paid_has_failed(batch: PaymentBatch) -> None:
    answered(batch, {3: ("退回", "")})

    failed = Payment.objects.get(line_number=3)
    assert (failed.status, failed.bank_note) == ("failed", "银行未说明原因")
    assert Entry.objects.filter(payment=failed).count() == 0


def test_day_of_payment_lies_between_batch_and_today(batch: PaymentBatch) -> None:
    data = reply_text(batch).encode("gb18030")

    for on in (batch.made_on - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Blocked, match="付款日期应在"):
            services.import_reply(batch, BytesIO(data), on=on, actor=SYSTEM)

    assert states(batch) == ["sent"] * 3


def test_reply_in_excel(tree: Tree, money: Money) -> None:
    policy.adopt(
        "ledger.bank_file", path=tree.county.path, from_on=date(2026, 1, 1),
        params={"layout": "Excel表格"}, basis="x", actor=SYSTEM,
    )  # fmt: skip
    people = [builders.person_of(tree, number) for number in (1, 2)]
    batch = builders.sent(money, [builders.ordered(money, who, "10.10") for who in people])
    lines = files.lines_of(batch)

    def workbook(total: float) -> BytesIO:
        out = BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "户名", "账号", "金额", "结果", "说明"])
        for row, line in enumerate(lines, 1):
            cells = [line.line_number, line.name, line.account, 10.1, "交易成功", ""]
            sheet.write_row(row, 0, cells)
        sheet.write_row(len(lines) + 1, 0, ["合计", len(lines), "", total])
        book.close()
        out.seek(0)
        return out

    with pytest.raises(BadReply, match=r"末行总金额 20.30 元,明细合计 20.20 元"):
        services.import_reply(batch, workbook(20.3), actor=SYSTEM)
    reply = services.import_reply(batch, workbook(20.2), actor=SYSTEM)

    assert (states(batch), reply.encoding) == (["paid", "paid"], "xlsx")
