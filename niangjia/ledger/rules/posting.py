"""What each event books (记账规则): account and signed amount, debit positive; sums to zero. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from niangjia.kernel.money import ZERO, yuan
from niangjia.ledger.rules.codes import Account, FundSource, ProgrammeKind
from niangjia.ledger.rules.sources import expense_account, income_account


class Line(NamedTuple):
    """One posting: debit positive, credit negative."""

    account: Account
    amount: Decimal


def received(source: FundSource, amount: Decimal) -> tuple[Line, ...]:
    """Money arrives at the bank and is income of its source."""
    return _moved(Account.BANK, income_account(source), amount)


def passed_out(amount: Decimal) -> tuple[Line, ...]:
    """Money leaves for the level below."""
    return _moved(Account.PASSED_DOWN, Account.BANK, amount)


def passed_in(amount: Decimal) -> tuple[Line, ...]:
    """Money arrives from the level above."""
    return _moved(Account.BANK, Account.AID_INCOME, amount)


def handed_out(amount: Decimal) -> tuple[Line, ...]:
    """Money leaves for the union that takes over: neither income nor expense."""
    return _moved(Account.NET_ASSETS, Account.BANK, amount)


def handed_in(amount: Decimal) -> tuple[Line, ...]:
    """Money arrives from a union that gave way to this one."""
    return _moved(Account.BANK, Account.NET_ASSETS, amount)


def paid(kind: ProgrammeKind, amount: Decimal) -> tuple[Line, ...]:
    """The bank has paid a person."""
    return _moved(expense_account(kind), Account.BANK, amount)


def lent(amount: Decimal) -> tuple[Line, ...]:
    """The bank has paid a loan: owed to the union, no expense."""
    return _moved(Account.LENT, Account.BANK, amount)


def repaid(amount: Decimal) -> tuple[Line, ...]:
    """Part of a loan came back."""
    return _moved(Account.BANK, Account.LENT, amount)


def claim_handed_out(amount: Decimal) -> tuple[Line, ...]:
    """What borrowers owe goes to the union that takes over."""
    return _moved(Account.NET_ASSETS, Account.LENT, amount)


def claim_handed_in(amount: Decimal) -> tuple[Line, ...]:
    """What borrowers owe is owed to this union from now on."""
    return _moved(Account.LENT, Account.NET_ASSETS, amount)


def countered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The counter entry: the same accounts, the other way round."""
    return tuple(Line(line.account, -line.amount) for line in lines)


def amount_refusal(amount: Decimal) -> str | None:
    """Why an amount cannot be booked: not positive, or parts of a fen."""
    if amount <= ZERO:
        return "金额应大于0。请核对。"
    if amount != yuan(amount):
        return "金额最多两位小数(精确到分)。请核对。"
    return None


def _moved(debit: Account, credit: Account, amount: Decimal) -> tuple[Line, ...]:
    return Line(debit, amount), Line(credit, -amount)
