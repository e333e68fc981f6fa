"""The file to the bank as bytes, and the rows of the file that came back."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from niangjia.kernel import crypto, excel
from niangjia.kernel.errors import Blocked
from niangjia.ledger.models import Payment, PaymentBatch
from niangjia.ledger.rules import FileFormat, bankfile, replies
from niangjia.ledger.rules.bankfile import Cell, FileHead, FileLine
from niangjia.ledger.rules.layouts import Layout
from niangjia.ledger.services.reserving import CARD

LARGEST = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def layout_of(batch: PaymentBatch) -> Layout:
    """The layout kept with the batch."""
    return Layout.from_json(batch.layout)


def lines_of(batch: PaymentBatch) -> list[FileLine]:
    """The batch's payments with their account numbers in clear, in the order of the file."""
    return [
        FileLine(
            line_number=payment.line_number or 0,
            account=_account(payment),
            name=payment.payee_name,
            bank=payment.bank_name,
            amount=payment.amount,
            number=payment.number,
        )
        for payment in batch.payments.order_by("line_number")
    ]


def _account(payment: Payment) -> str:
    """The account number it was approved with. Raises Blocked when it was changed past the program."""
    account = crypto.unseal(bytes(payment.bank_card_sealed))
    if crypto.blind(CARD, account) != bytes(payment.bank_card_blind):
        raise Blocked(
            f"付款单{payment.number}的收款账号与登记时不一致,可能被人改动,没有生成文件。"
            "请撤销这笔付款,并报告安全管理员。"
        )
    return account


def written(batch: PaymentBatch) -> bytes:
    """The bank file: the same bytes whenever it is written."""
    layout = layout_of(batch)
    rows = bankfile.table(layout, FileHead(batch.number, batch.made_on), lines_of(batch))
    if layout.format == FileFormat.XLSX:
        return _workbook(rows, batch.made_on)
    return bankfile.as_text(layout, rows)


def digest(data: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def rows_of(data: bytes, layout: Layout) -> tuple[list[replies.Row], str]:
    """Rows of a reply and its encoding, text or Excel by content. Raises Blocked."""
    if not data:
        raise Blocked("文件是空的。请重新从银行取得回盘文件。", field="reply")
    if len(data) > LARGEST:
        raise Blocked("文件超过20MB,不像是回盘文件。请核对是否选错了文件。", field="reply")
    if data.startswith(_ZIP):
        return _sheet(data), "xlsx"
    if data.startswith(_OLD_EXCEL):
        raise Blocked(
            "这是旧版Excel文件(.xls),读不了。请向银行要文本或.xlsx文件,或在Excel中另存为.xlsx后再导入。",
            field="reply",
        )
    decoded = replies.decode(data)
    if decoded is None:
        raise Blocked(
            "文件编码无法识别:既不是GB18030(GBK),也不是UTF-8。请向银行重新取得,不要用其他程序转存。",
            field="reply",
        )
    text, encoding = decoded
    return replies.split(text, layout), encoding


def _sheet(data: bytes) -> list[replies.Row]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        book = excel.open_workbook(Path(file.name))
        rows: list[replies.Row] = [
            [_text(cell) for cell in row] for row in book.rows(book.sheets[0])
        ]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _text(cell: excel.Cell) -> str:
    """A cell as text; 3.0 is 3, 12.5 stays."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell).strip()


def _workbook(rows: Sequence[Sequence[Cell]], made_on: date) -> bytes:
    """One sheet; account numbers are text, amounts numbers. The made day stands for the clock."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 - a day
    sheet = book.add_worksheet("代发明细")
    money = book.add_format({"num_format": "0.00"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(at, column, float(cell), money)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell:
                sheet.write_string(at, column, cell)
    book.close()
    return out.getvalue()
