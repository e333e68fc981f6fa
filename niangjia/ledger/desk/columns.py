"""Columns of money pages: a linked object, and short texts that are not broken over lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html

from niangjia.kernel.money import show_yuan
from niangjia.web.desk import Column, Link, Money, Text
from niangjia.web.desk.columns import EMPTY, Html


@dataclass(frozen=True)
class To(Column):
    """The object a foreign key names, leading to its own page under ``slug``."""

    slug: str = field(default="", kw_only=True)

    def cell(self, row: Any, url: str = "") -> Html:
        found = self.raw(row)
        if found is None:
            return EMPTY
        return format_html('<a href="/{}/{}/">{}</a>', self.slug, found.public_id, str(found))


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
