"""Verbs of money (资金): funds, promises, payments, batches, the bank's replies."""

from __future__ import annotations

from niangjia.ledger.services.batching import MOST, bank_file, extension_of, make_batch, send, void
from niangjia.ledger.services.funds import (
    close_fund,
    close_programme,
    correct,
    edit_fund,
    edit_programme,
    open_fund,
    open_programme,
    pass_down,
    receive,
    set_budget,
)
from niangjia.ledger.services.handing import hand_over
from niangjia.ledger.services.lending import LoanTerms, propose_loan, repay, settle_loan
from niangjia.ledger.services.ordering import order_all
from niangjia.ledger.services.outcomes import Handler, on_paid
from niangjia.ledger.services.paying import approve, give_back, order, reissue, reverse
from niangjia.ledger.services.replying import BadReply, import_reply
from niangjia.ledger.services.reserving import Payee, release, reserve
from niangjia.ledger.services.sealing import Broken, seal_days, verify

__all__ = [
    "MOST",
    "BadReply",
    "Broken",
    "Handler",
    "LoanTerms",
    "Payee",
    "approve",
    "bank_file",
    "close_fund",
    "close_programme",
    "correct",
    "edit_fund",
    "edit_programme",
    "extension_of",
    "give_back",
    "hand_over",
    "import_reply",
    "make_batch",
    "on_paid",
    "open_fund",
    "open_programme",
    "order",
    "order_all",
    "pass_down",
    "propose_loan",
    "receive",
    "reissue",
    "release",
    "repay",
    "reserve",
    "reverse",
    "seal_days",
    "send",
    "set_budget",
    "settle_loan",
    "verify",
    "void",
]
