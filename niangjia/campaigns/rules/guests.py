"""People outside the register who are helped too (非会员): how they are told apart. Pure.

Only what tells two of them apart is asked: the name, and a phone or the last four signs of a number
(个人信息保护法 art. 6). Nobody checks who they are, so they are counted in 人次 and never in 人数.
"""

from __future__ import annotations

import re
import unicodedata

_PHONE = re.compile(r"1[0-9]{10}")
_NUMBER = re.compile(r"(?:[0-9]{11}|[0-9]{14})?[0-9]{3}[0-9X]")
_TAIL = 4
ASKED = "请填写11位手机号码,或身份证号码后四位。"


def contact_of(text: str) -> str | None:
    """The phone, or the last four signs of a document number; None when it is neither."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if _PHONE.fullmatch(plain):
        return plain
    return plain[-_TAIL:] if _NUMBER.fullmatch(plain) else None


def recipient(name: str, guest: str, heads: int) -> str:
    """Who got something: a member, somebody else by name, or so many."""
    if name:
        return name
    return f"{guest}(非会员)" if guest else f"{heads}人(不记名)"
