"""Rules of data comparison (数据比对): what is asked, kept, and held against our files. Pure."""

from __future__ import annotations

from niangjia.comparison.rules.codes import (
    ACCEPTED,
    LIVE,
    OUTCOMES,
    AnswerState,
    ComparisonResult,
    ExchangeStatus,
    FileFormat,
    MatchKind,
    Outcome,
    Protection,
    TaskKind,
    TaskStatus,
    ThirdPartyKind,
)
from niangjia.comparison.rules.compared import RESIDENT_ID, Compared, refusal
from niangjia.comparison.rules.flow import (
    EXCHANGE,
    TASK,
    due_within,
    expiry_in_words,
    export_step,
    last_day,
)
from niangjia.comparison.rules.policies import (
    ANSWER,
    KEEP,
    PARAMETERS,
    REQUIRED,
    REQUIRED_BASIS,
    REQUIRED_DEFAULT,
    REQUIRED_LABEL,
    REVIEW,
    required_kinds,
)
from niangjia.comparison.rules.values import SCALES, compare, label_of

__all__ = [
    "ACCEPTED",
    "ANSWER",
    "EXCHANGE",
    "KEEP",
    "LIVE",
    "OUTCOMES",
    "PARAMETERS",
    "REQUIRED",
    "REQUIRED_BASIS",
    "REQUIRED_DEFAULT",
    "REQUIRED_LABEL",
    "RESIDENT_ID",
    "REVIEW",
    "SCALES",
    "TASK",
    "AnswerState",
    "Compared",
    "ComparisonResult",
    "ExchangeStatus",
    "FileFormat",
    "MatchKind",
    "Outcome",
    "Protection",
    "TaskKind",
    "TaskStatus",
    "ThirdPartyKind",
    "compare",
    "due_within",
    "expiry_in_words",
    "export_step",
    "label_of",
    "last_day",
    "refusal",
    "required_kinds",
]
