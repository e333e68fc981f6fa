"""Daily closing of the books (每日封账): each day's entries under one digest, chained by union. Pure.

The digest is SM3 (GB/T 32905-2016) over the digest of the union's day before and the day's entries,
so whoever changes, removes or slips in an entry must change every later digest, and one that was
written down elsewhere no longer agrees.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from cryptography.hazmat.primitives.hashes import SM3, Hash

FIRST = ""
"""What stands before a union's first day."""


@dataclass(frozen=True)
class Written:
    """An entry as it was written; ``lines`` are account and signed yuan, in order."""

    pk: int
    at: datetime
    on: date
    fund: int
    kind: str
    amount: Decimal
    summary: str
    payment: int | None
    reverses: int | None
    counterpart: int | None
    actor: int | None
    actor_label: str
    lines: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Sealed:
    """A day as it was sealed."""

    on: date
    entry_count: int
    amount: Decimal
    previous: str
    digest: str


def digest(union: int, on: date, entries: Iterable[Written], previous: str) -> str:
    """64 hexadecimal digits over the union's day; ``entries`` as they were written."""
    made = Hash(SM3())
    made.update(_text([previous, union, on.isoformat()]))
    for entry in entries:
        made.update(_text([_plain(value) for value in astuple(entry)]))
    return made.finalize().hex()


def seal(union: int, on: date, entries: Sequence[Written], previous: str) -> Sealed:
    """The seal of a day that is over."""
    amount = sum((entry.amount for entry in entries), Decimal("0.00"))
    return Sealed(on, len(entries), amount, previous, digest(union, on, entries, previous))


def differences(union: int, kept: Sealed, entries: Sequence[Written], previous: str) -> str | None:
    """How the books differ from the seal kept of that day, as a Chinese sentence, or None."""
    if kept.previous != previous:
        return "与前一日的校验值接不上,封账记录被改动、删除或插入过。"
    now = seal(union, kept.on, entries, previous)
    if now.entry_count != kept.entry_count:
        return f"封账时有{kept.entry_count}张凭证,现在有{now.entry_count}张。"
    if now.amount != kept.amount:
        return f"封账时金额合计{kept.amount:,.2f}元,现在是{now.amount:,.2f}元。"
    if now.digest != kept.digest:
        return "张数和金额未变,但凭证内容与封账时不一致。"
    return None


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case tuple() | list():
            return [_plain(each) for each in value]
        case _:
            return value


def _text(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
