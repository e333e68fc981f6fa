"""Tables of data comparison (数据比对)."""

from __future__ import annotations

from niangjia.comparison.models.answers import Answer, AnswerFile, AnswerFinding, Match
from niangjia.comparison.models.exchange import Exchange, ExchangePerson
from niangjia.comparison.models.mismatch import Mismatch

__all__ = [
    "Answer",
    "AnswerFile",
    "AnswerFinding",
    "Exchange",
    "ExchangePerson",
    "Match",
    "Mismatch",
]
