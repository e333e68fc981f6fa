"""The only room that writes of 报告."""

from __future__ import annotations

from niangjia.reports.services.published import Outside, publish, withdraw_published
from niangjia.reports.services.reports import (
    create_report,
    drop,
    edit_report,
    freeze,
    refresh,
    set_period,
    withdraw,
)
from niangjia.reports.services.templates import (
    create_template,
    edit_template,
    ensure_shipped,
    retire_template,
    revive_template,
)

__all__ = [
    "Outside",
    "create_report",
    "create_template",
    "drop",
    "edit_report",
    "edit_template",
    "ensure_shipped",
    "freeze",
    "publish",
    "refresh",
    "retire_template",
    "revive_template",
    "set_period",
    "withdraw",
    "withdraw_published",
]
