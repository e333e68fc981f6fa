"""App registration of niangjia.ledger (资金)."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """资金."""

    name = "niangjia.ledger"
    label = "ledger"
    verbose_name = "资金"
