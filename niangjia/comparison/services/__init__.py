"""Services of data comparison (数据比对): the only room that writes."""

from __future__ import annotations

from niangjia.comparison.rules import Compared
from niangjia.comparison.services.answering import import_answer, receive
from niangjia.comparison.services.exporting import Exported, export_file, secret_of
from niangjia.comparison.services.forgetting import (
    drop_stale_uploads,
    expire_due,
    forget_unauthorised,
    withdraw,
)
from niangjia.comparison.services.requesting import cancel, finish, latest_expiry, request
from niangjia.comparison.services.reviewing import Theirs, close_mismatch, theirs_of

__all__ = [
    "Compared",
    "Exported",
    "Theirs",
    "cancel",
    "close_mismatch",
    "drop_stale_uploads",
    "expire_due",
    "export_file",
    "finish",
    "forget_unauthorised",
    "import_answer",
    "latest_expiry",
    "receive",
    "request",
    "secret_of",
    "theirs_of",
    "withdraw",
]
