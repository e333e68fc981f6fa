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
from niangjia.comparison.services.queueing import (
    EXPORT,
    IMPORT,
    queue_answer,
    queue_export,
    show_secret,
)
from niangjia.comparison.services.requesting import cancel, finish, latest_expiry, request
from niangjia.comparison.services.reviewing import Theirs, close_mismatch, theirs_of
from niangjia.comparison.services.sources import SOURCES, Source
from niangjia.comparison.services.sources import register as register_source

__all__ = [
    "EXPORT",
    "IMPORT",
    "SOURCES",
    "Compared",
    "Exported",
    "Source",
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
    "queue_answer",
    "queue_export",
    "receive",
    "register_source",
    "request",
    "secret_of",
    "show_secret",
    "theirs_of",
    "withdraw",
]
