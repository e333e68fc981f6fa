"""Columns of money pages: yuan to the fen, and short texts that are not broken over lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from niangjia.kernel.money import show_yuan
from niangjia.web.desk import Link, Money, Text
from niangjia.web.desk.columns import EMPTY, Html


@dataclass(frozen=True)
class Yuan(Money):
    """Yuan to the fen, as books are read and compared."""

    def cell(self, row: Any, url: str = "") -> Html:
        amount = self.raw(row)
        return EMPTY if amount is None else show_yuan(amount)


@dataclass(frozen=True)
class Whole(Text):
    """A short text on one line; the table scrolls sideways on a phone."""

    align = "whole"


@dataclass(frozen=True)
class WholeLink(Link):
    """The text that leads to the row's own page, on one line."""

    align = "whole"
