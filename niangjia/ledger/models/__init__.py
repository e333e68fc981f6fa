"""Tables of money (资金): funds and budgets, the books, payments, batches and the bank's replies."""

from __future__ import annotations

from niangjia.ledger.models.batches import BankReply, BankReplyLine, PaymentBatch
from niangjia.ledger.models.books import Entry, EntryLine
from niangjia.ledger.models.funds import Budget, Fund, Programme
from niangjia.ledger.models.loans import LoanInstalment, StudyLoan
from niangjia.ledger.models.payments import Payment, Reservation
from niangjia.ledger.models.seals import DailySeal

__all__ = [
    "BankReply",
    "BankReplyLine",
    "Budget",
    "DailySeal",
    "Entry",
    "EntryLine",
    "Fund",
    "LoanInstalment",
    "Payment",
    "PaymentBatch",
    "Programme",
    "Reservation",
    "StudyLoan",
]
