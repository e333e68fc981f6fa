"""Named reads of money (资金)."""

from __future__ import annotations

from niangjia.ledger.queries.balances import (
    BudgetUse,
    available,
    balance,
    budgets_of,
    count_and_sum,
    hold,
    reserved,
    taken,
)
from niangjia.ledger.queries.heirs import heirs_of, left_over
from niangjia.ledger.queries.lists import (
    entries_of,
    find_batches,
    find_entries,
    find_funds,
    find_payments,
    find_programmes,
    find_reservations,
    lines_of,
    orderable,
    overdue,
    payable,
    payments_for,
    pick_funds,
    programmes_for,
    waiting_reservations,
)
from niangjia.ledger.queries.received import ReceivedAid, payments_of_person, received_by
from niangjia.ledger.queries.seals import last_seal, sealed_until
from niangjia.ledger.queries.statement import Flow, Spender, spenders, statement
from niangjia.ledger.queries.totals import Totals, totals
from niangjia.ledger.queries.words import USES, name_uses, use_label

__all__ = [
    "USES",
    "BudgetUse",
    "Flow",
    "ReceivedAid",
    "Spender",
    "Totals",
    "available",
    "balance",
    "budgets_of",
    "count_and_sum",
    "entries_of",
    "find_batches",
    "find_entries",
    "find_funds",
    "find_payments",
    "find_programmes",
    "find_reservations",
    "heirs_of",
    "hold",
    "last_seal",
    "left_over",
    "lines_of",
    "name_uses",
    "orderable",
    "overdue",
    "payable",
    "payments_for",
    "payments_of_person",
    "pick_funds",
    "programmes_for",
    "received_by",
    "reserved",
    "sealed_until",
    "spenders",
    "statement",
    "taken",
    "totals",
    "use_label",
    "waiting_reservations",
]
