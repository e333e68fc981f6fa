"""Rules of money (资金): which source may pay whom, what is booked, life cycles. Pure."""

from __future__ import annotations

from niangjia.ledger.rules.codes import (
    CORRECTABLE,
    COUNTED_RESERVATIONS,
    EXPENSES,
    LIVE_RESERVATIONS,
    OVER,
    Account,
    BatchStatus,
    EntryKind,
    FileFormat,
    FileLevel,
    FundSource,
    PaymentStatus,
    ProgrammeKind,
    ReplyOutcome,
    ReservationStatus,
)
from niangjia.ledger.rules.flow import BATCH, PAYMENT
from niangjia.ledger.rules.limits import (
    Taken,
    adjustment_refusal,
    budget_refusal,
    cap_refusal,
    free_refusal,
)
from niangjia.ledger.rules.loans import LOAN, STUDY_LOAN, LoanStatus, lending_refusal
from niangjia.ledger.rules.policies import BANK_FILE, BUDGET, CAPS, PARAMETERS, SOURCES, TERMS
from niangjia.ledger.rules.posting import Line, amount_refusal
from niangjia.ledger.rules.sources import (
    SOURCE_RULES,
    SourceRule,
    expense_account,
    income_account,
    passed_source,
    source_refusal,
)

__all__ = [
    "BANK_FILE",
    "BATCH",
    "BUDGET",
    "CAPS",
    "CORRECTABLE",
    "COUNTED_RESERVATIONS",
    "EXPENSES",
    "LIVE_RESERVATIONS",
    "LOAN",
    "OVER",
    "PARAMETERS",
    "PAYMENT",
    "SOURCES",
    "SOURCE_RULES",
    "STUDY_LOAN",
    "TERMS",
    "Account",
    "BatchStatus",
    "EntryKind",
    "FileFormat",
    "FileLevel",
    "FundSource",
    "Line",
    "LoanStatus",
    "PaymentStatus",
    "ProgrammeKind",
    "ReplyOutcome",
    "ReservationStatus",
    "SourceRule",
    "Taken",
    "adjustment_refusal",
    "amount_refusal",
    "budget_refusal",
    "cap_refusal",
    "expense_account",
    "free_refusal",
    "income_account",
    "lending_refusal",
    "passed_source",
    "source_refusal",
]
