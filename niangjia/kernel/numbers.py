"""Numbers as people type them (阿拉伯数字). Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

LONGEST = 40
_PLAIN = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)


def plain_number(text: str) -> Decimal | None:
    """``1,234`` or full-width ``1234``; None for anything that is not a plain number.

    Neither ``1e5`` nor ``1,5`` nor ``1_000``: each may be a slip for something else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > LONGEST or not _PLAIN.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))
