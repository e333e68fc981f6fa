"""Pages of money (资金)."""

from __future__ import annotations

from niangjia.ledger.desk import batches, entries, funds, loans, payments, programmes, statement

__all__ = ["batches", "entries", "funds", "loans", "payments", "programmes", "statement"]
