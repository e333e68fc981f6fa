"""Reading the bank's answer (回盘): everything wrong with it, by line, or what it says. Pure.

Nothing is guessed: a reply that does not answer every line of the batch once, with the amounts that
were sent and totals that agree, is refused as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from niangjia.kernel.money import ZERO, show_yuan, yuan
from niangjia.ledger.rules import layouts
from niangjia.ledger.rules.codes import PaymentStatus, ReplyOutcome
from niangjia.ledger.rules.layouts import Layout

Row = Sequence[str]
_UTF8, _GB18030, _UTF16 = "utf-8", "gb18030", "utf-16"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_DOS_END = "\x1a"  # old bank programs end a file with it


@dataclass(frozen=True)
class Problem:
    """One thing wrong; ``file_line`` as an editor or Excel counts, 0 for the whole file."""

    file_line: int
    message: str

    def __str__(self) -> str:
        return f"第{self.file_line}行:{self.message}" if self.file_line else self.message


@dataclass(frozen=True)
class Expected:
    """A line of the batch as it was sent, and how its payment stands."""

    line_number: int
    account: str
    name: str
    amount: Decimal
    status: PaymentStatus


@dataclass(frozen=True)
class Answer:
    """What the bank says of one line."""

    line_number: int
    outcome: ReplyOutcome
    note: str


@dataclass(frozen=True)
class Reading:
    """Answers, or the problems because of which there are none."""

    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Said:
    amount: Decimal
    answer: Answer


def decode(data: bytes) -> tuple[str, str] | None:
    """Text and encoding: UTF-16 by its mark, UTF-8 when it is valid, else GB18030; None for none."""
    for encoding in (_UTF16,) if data.startswith(_UTF16_MARKS) else (_UTF8, _GB18030):
        try:
            text = data.decode("utf-8-sig" if encoding == _UTF8 else encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    return None


def split(text: str, layout: Layout) -> list[Row]:
    """Rows of a text reply; blank lines at the end are no rows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip().strip(_DOS_END):
        lines.pop()
    return [[cell.strip() for cell in line.split(layout.separator)] for line in lines]


def read(
    rows: Sequence[Row], layout: Layout, batch: str, expected: Mapping[int, Expected]
) -> Reading:
    """Check the rows against the batch. ``expected`` by line number."""
    checking = _Checking(layout, batch, expected)
    checking.read(rows)
    if checking.problems:
        return Reading((), tuple(sorted(checking.problems, key=lambda each: each.file_line)))
    return Reading(tuple(each.answer for each in checking.said), ())


@dataclass
class _Checking:
    """One reply under examination; problems gather."""

    layout: Layout
    batch: str
    expected: Mapping[int, Expected]
    problems: list[Problem] = field(default_factory=list)
    said: list[_Said] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)

    def read(self, rows: Sequence[Row]) -> None:
        """Head, titles, lines, tail."""
        body = list(enumerate(rows, 1))
        head = body.pop(0) if self.layout.reply_head and body else None
        if self.layout.has_titles and body:
            self._titles(*body.pop(0))
        tail = body.pop() if self.layout.reply_tail and body else None
        for file_line, row in body:
            self._line(file_line, row)
        if not body:
            self._problem(0, "文件中没有明细。请核对是否选对了文件。")
        if self.layout.reply_head:
            self._sums("首行", head, self.layout.reply_head, len(body))
        if self.layout.reply_tail:
            self._sums("末行", tail, self.layout.reply_tail, len(body))
        self._complete()

    def _problem(self, file_line: int, message: str) -> None:
        self.problems.append(Problem(file_line, message))

    def _titles(self, file_line: int, row: Row) -> None:
        columns = self.layout.reply_columns
        wanted = [item if item != layouts.BLANK else "" for item in columns]
        if list(row[: len(wanted)]) != wanted:
            self._problem(file_line, f"栏目标题应为“{'、'.join(wanted)}”。请核对文件格式。")

    def _line(self, file_line: int, row: Row) -> None:
        """One line of the reply: what it says, or what is wrong with it."""
        columns = self.layout.reply_columns
        if len(row) < len(columns) or any(row[len(columns) :]):
            text = f"应有{len(columns)}栏,实际{len(row)}栏,这一行可能不完整。"
            return self._problem(file_line, text)
        cells = dict(zip(columns, row, strict=False))
        number = cells[layouts.LINE]
        sent = self.expected.get(int(number)) if _is_number(number) else None
        if sent is None:
            text = f"序号“{number}”不在这个批次中。请核对是否选错了文件。"
            return self._problem(file_line, text)
        earlier = self.seen.setdefault(sent.line_number, file_line)
        if earlier != file_line:
            text = f"序号{number}与第{earlier}行重复。请向银行核实。"
            return self._problem(file_line, text)
        return self._answer(file_line, cells, sent)

    def _answer(self, file_line: int, cells: Mapping[str, str], sent: Expected) -> None:
        amount = _amount(cells)
        found = _differences(cells, amount, sent)
        outcome = self.layout.outcome(cells[layouts.RESULT])
        if outcome is None:
            word = cells[layouts.RESULT]
            found.append(f"结果“{word}”不认识。请核对,或在政策参数“银行文件格式”中补上。")
        elif refused := _state_refusal(outcome, sent.status):
            found.append(refused)
        for message in found:
            self._problem(file_line, message)
        if outcome is not None and amount is not None and not found:
            note = cells.get(layouts.NOTE, "")[:200]
            self.said.append(_Said(amount, Answer(sent.line_number, outcome, note)))

    def _sums(
        self, where: str, line: tuple[int, Row] | None, items: tuple[str, ...], count: int
    ) -> None:
        """Head or tail: the batch's number, count and total must be those of the lines."""
        if line is None or len(line[1]) < len(items):
            text = f"{where}(总笔数、总金额)不完整,文件可能被截断。"
            return self._problem(line[0] if line else 0, text)
        file_line, row = line
        cells = dict(zip(items, row, strict=False))
        if cells.get(layouts.BATCH, self.batch) != self.batch:
            text = f"这是批次“{cells[layouts.BATCH]}”的回盘,不是“{self.batch}”的。"
            self._problem(file_line, text)
        if cells.get(layouts.SUM, layouts.SUM) != layouts.SUM:
            self._problem(file_line, f"{where}应以“{layouts.SUM}”开头,文件可能被截断。")
        if _number(cells.get(layouts.COUNT, str(count)), is_fen=False) != count:
            text = f"{where}写明{cells[layouts.COUNT]}笔,明细有{count}笔,文件可能不完整。"
            self._problem(file_line, text)
        if layouts.TOTAL in cells and len(self.said) == count:
            self._total(where, file_line, cells[layouts.TOTAL])
        return None

    def _total(self, where: str, file_line: int, text: str) -> None:
        given = _number(text, is_fen=layouts.FEN in self.layout.reply_columns)
        total = sum((each.amount for each in self.said), ZERO)
        if given != total:
            shown = show_yuan(given) if given is not None else f"“{text}”"
            self._problem(file_line, f"{where}总金额 {shown},明细合计 {show_yuan(total)}。")

    def _complete(self) -> None:
        """While lines wait for their answer, all of them must be answered."""
        missing = [
            number
            for number, sent in sorted(self.expected.items())
            if sent.status == PaymentStatus.SENT and number not in self.seen
        ]
        if missing:
            shown = "、".join(map(str, missing[:10])) + (" 等" if len(missing) > 10 else "")
            text = f"缺少序号 {shown} 的结果(共{len(missing)}笔),文件可能被截断。请向银行重新取得。"
            self._problem(0, text)


def _differences(cells: Mapping[str, str], amount: Decimal | None, sent: Expected) -> list[str]:
    """How the line differs from what was sent; account numbers are not repeated."""
    found: list[str] = []
    if amount is None:
        found.append(f"金额“{_amount_text(cells)}”不是数字(应为半角数字,到分为止)。")
    elif amount != sent.amount:
        found.append(f"金额 {show_yuan(amount)},送盘时是 {show_yuan(sent.amount)}。")
    if cells.get(layouts.ACCOUNT, sent.account) != sent.account:
        found.append("账号与送盘时不一致。")
    if cells.get(layouts.NAME, sent.name) != sent.name:
        found.append(f"户名“{cells[layouts.NAME]}”,送盘时是“{sent.name}”。")
    return found


def _state_refusal(outcome: ReplyOutcome, status: PaymentStatus) -> str | None:
    """Why the payment cannot take this outcome now."""
    if status == PaymentStatus.SENT:
        return None
    if status == PaymentStatus.PAID and outcome == ReplyOutcome.RETURNED:
        return None
    return f"这笔付款已是“{status.label}”,没有可以登记的新结果。"


def _amount(cells: Mapping[str, str]) -> Decimal | None:
    return _number(_amount_text(cells), is_fen=layouts.FEN in cells)


def _amount_text(cells: Mapping[str, str]) -> str:
    return cells[layouts.FEN if layouts.FEN in cells else layouts.AMOUNT]


def _number(text: str, *, is_fen: bool) -> Decimal | None:
    """Yuan to the fen, thousands apart by commas or not; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", ""))
    value = value / 100 if is_fen else value
    return value if value == yuan(value) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
