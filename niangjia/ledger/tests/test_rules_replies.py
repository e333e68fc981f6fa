"""Reading the bank's answer: every way in which it can be wrong, by table; no database."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from niangjia.ledger.rules import PaymentStatus, layouts, replies
from niangjia.ledger.rules.replies import Expected, Reading

LAYOUT = layouts.read(layouts.DEFAULT)
BATCH = "PC261121-7KD2MQ"
ACCOUNTS = ("6222000000001", "6222000000002", "6222000000003")
SENT = {
    number: Expected(number, account, name, Decimal(amount), PaymentStatus.SENT)
    for number, account, name, amount in (
        (1, ACCOUNTS[0], "张丽华", "500.00"),
        (2, ACCOUNTS[1], "李四妹", "200.20"),
        (3, ACCOUNTS[2], "王小军", "1.05"),
    )
}
LINES = (
    f"{BATCH}|20261121|3|701.25",
    *(f"{e.line_number}|{e.account}|{e.name}|{e.amount}|成功|" for e in SENT.values()),
)


def read(change: Callable[[list[str]], object] = lambda lines: None) -> Reading:
    """The right reply with its lines changed."""
    lines = list(LINES)
    change(lines)
    return replies.read(replies.split("\r\n".join(lines), LAYOUT), LAYOUT, BATCH, SENT)


def _cell(line: int, column: int, value: str) -> Callable[[list[str]], None]:
    def change(lines: list[str]) -> None:
        cells = lines[line].split("|")
        cells[column] = value
        lines[line] = "|".join(cells)

    return change


def test_right_reply_is_read() -> None:
    reading = read()

    assert reading.problems == ()
    assert [(a.line_number, a.outcome) for a in reading.answers] == [
        (1, "paid"),
        (2, "paid"),
        (3, "paid"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        _cell(2, 3, "+200.20"),
        _cell(0, 3, "000701.25"),
        _cell(0, 2, "003"),
        _cell(2, 0, "002"),
        lambda lines: lines.append("\x1a"),
        lambda lines: lines.__setitem__(2, f"{lines[2]}|"),
    ],
)
def test_what_banks_write_otherwise_is_read_alike(change: Callable[[list[str]], object]) -> None:
    assert read(change) == read()


def test_thousands_apart_by_commas_are_read() -> None:
    sent = {1: Expected(1, "6222000000001", "张丽华", Decimal("12500.00"), PaymentStatus.SENT)}
    rows = replies.split(f"{BATCH}|x|1|12,500.00\r\n1|6222000000001|张丽华|12,500.00|成功|", LAYOUT)

    assert replies.read(rows, LAYOUT, BATCH, sent).problems == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_cell(0, 0, "PC000000-AAAAAA"), "第1行:这是批次“PC000000-AAAAAA”的回盘"),
        (_cell(0, 2, "4"), "第1行:首行写明4笔,明细有3笔"),
        (_cell(0, 3, "701.26"), "第1行:首行总金额 701.26 元,明细合计 701.25 元"),
        (_cell(0, 3, "约700"), "第1行:首行总金额 “约700”,明细合计 701.25 元"),
        (_cell(2, 0, "9"), "第3行:序号“9”不在这个批次中"),
        (_cell(2, 0, "一"), "第3行:序号“一”不在这个批次中"),
        (_cell(2, 0, "1"), "第3行:序号1与第2行重复"),
        (_cell(2, 1, "6222"), "第3行:账号与送盘时不一致"),
        (_cell(2, 2, "李四姝"), "第3行:户名“李四姝”,送盘时是“李四妹”"),
        (_cell(2, 3, "200.02"), "第3行:金额 200.02 元,送盘时是 200.20 元"),
        (_cell(2, 3, "贰佰"), "第3行:金额“贰佰”不是数字"),
        (_cell(2, 3, "NaN"), "第3行:金额“NaN”不是数字"),
        (_cell(2, 3, "\uff12\uff10\uff10.\uff12\uff10"), "不是数字(应为半角数字"),
        (_cell(2, 3, "2_00.20"), "第3行:金额“2_00.20”不是数字"),
        (_cell(2, 3, "20,0.20"), "第3行:金额“20,0.20”不是数字"),
        (_cell(2, 3, "200.201"), "第3行:金额“200.201”不是数字(应为半角数字,到分为止"),
        (_cell(2, 3, "-200.20"), "第3行:金额 -200.20 元,送盘时是 200.20 元"),
        (_cell(2, 0, "\uff12"), "第3行:序号“\uff12”不在这个批次中"),
        (_cell(0, 2, "叁"), "第1行:首行写明叁笔,明细有3笔"),
        (_cell(2, 4, "处理中"), "第3行:结果“处理中”不认识"),
        (lambda lines: lines.pop(), "缺少序号 3 的结果(共1笔),文件可能被截断"),
        (lambda lines: lines.append(lines[-1]), "第5行:序号3与第4行重复"),
        (_cell(3, 5, "x|y"), "第4行:应有6栏,实际7栏"),
        (lambda lines: lines.__setitem__(3, lines[3][:20]), "第4行:应有6栏,实际"),
        (lambda lines: lines.insert(2, ""), "第3行:应有6栏,实际1栏"),
        (lambda lines: lines.__delitem__(slice(1, None)), "文件中没有明细"),
        (lambda lines: lines.__setitem__(0, "x|y"), "第1行:首行(总笔数、总金额)不完整"),
    ],
)
def test_wrong_reply_has_no_answers_but_a_reason(
    change: Callable[[list[str]], object], words: str
) -> None:
    reading = read(change)

    assert words in "\n".join(map(str, reading.problems))
    assert reading.answers == ()


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    def change(lines: list[str]) -> None:
        _cell(3, 3, "9")(lines)
        _cell(1, 4, "?")(lines)
        _cell(2, 1, "0")(lines)

    problems = read(change).problems

    assert [problem.file_line for problem in problems] == [2, 3, 4]
    assert not any(account in str(problem) for account in ACCOUNTS for problem in problems)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"layout": "某某银行"}, "基础格式应为"),
        ({"columns": "账号 户名"}, "缺少“金额”栏"),
        ({"columns": "账号 金额"}, "缺少“户名”栏"),
        ({"columns": "账号 户名 金额 邮编"}, "“邮编”不认识"),
        ({"separator": "分号"}, "分隔符“分号”不认识"),
        ({"encoding": "BIG5"}, "编码“BIG5”不认识"),
        ({"reply_columns": "序号 金额"}, "缺少“结果”栏"),
        ({"failed": " "}, "没有写明回盘中表示成功、失败的词"),
    ],
)
def test_layout_that_cannot_work_is_told(values: dict[str, str], words: str) -> None:
    assert layouts.refusal(layouts.DEFAULT) is None
    assert words in (layouts.refusal({**layouts.DEFAULT, **values}) or "")
