"""Writing the file to the bank (银行文件): the same payments and layout give the same bytes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel.money import ZERO
from niangjia.ledger.rules import layouts
from niangjia.ledger.rules.layouts import Layout

Cell = str | Decimal | int


@dataclass(frozen=True)
class FileLine:
    """One payment in the file."""

    line_number: int
    account: str
    name: str
    bank: str
    amount: Decimal
    number: str


@dataclass(frozen=True)
class FileHead:
    """What head and tail say of the whole."""

    batch: str
    made_on: date


def table(layout: Layout, head: FileHead, lines: Sequence[FileLine]) -> list[list[Cell]]:
    """Head, titles, lines and tail, as far as the layout has them."""
    total = sum((line.amount for line in lines), ZERO)
    rows: list[list[Cell]] = []
    if layout.head:
        rows.append([_sum(layout, item, head, len(lines), total) for item in layout.head])
    if layout.has_titles:
        rows.append([item if item != layouts.BLANK else "" for item in layout.columns])
    rows += [[_cell(layout, item, line) for item in layout.columns] for line in lines]
    if layout.tail:
        rows.append([_sum(layout, item, head, len(lines), total) for item in layout.tail])
    return rows


def as_text(layout: Layout, rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as text in the layout's encoding, lines ended by CR LF."""
    lines = (layout.separator.join(_plain(cell, layout.separator) for cell in row) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode(layout.encoding)


def _plain(cell: Cell, separator: str) -> str:
    """A cell without what would break the line: the separator and control characters."""
    text = str(cell)
    return "".join(" " if char == separator or not char.isprintable() else char for char in text)


def _cell(layout: Layout, item: str, line: FileLine) -> Cell:
    match item:
        case layouts.LINE:
            return line.line_number
        case layouts.ACCOUNT:
            return line.account
        case layouts.NAME:
            return line.name
        case layouts.BANK:
            return line.bank
        case layouts.AMOUNT:
            return line.amount
        case layouts.FEN:
            return int(line.amount * 100)
        case layouts.PURPOSE:
            return layout.purpose
        case layouts.NUMBER:
            return line.number
        case _:
            return ""


def _sum(layout: Layout, item: str, head: FileHead, count: int, total: Decimal) -> Cell:
    match item:
        case layouts.BATCH:
            return head.batch
        case layouts.DAY:
            return f"{head.made_on:%Y%m%d}"
        case layouts.COUNT:
            return count
        case layouts.TOTAL:
            return int(total * 100) if layouts.FEN in layout.columns else total
        case layouts.PAYER_ACCOUNT:
            return layout.payer_account
        case layouts.PAYER_NAME:
            return layout.payer_name
        case layouts.SUM:
            return layouts.SUM
        case _:
            return ""
