"""What the worker signs on her phone (签署), in the very words she is shown. Pure.

A paper is signed by her name and confirmed by a code sent to her bound phone: 电子签名法 art. 13 asks
that signing was in her own hands and that later changes are found, so text and household are kept
with their digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from niangjia.aid.rules.codes import ThirdPartyKind
from niangjia.kernel.choices import TextCode


class SignedPaper(TextCode):
    """A paper signed on the phone."""

    PROMISE = "promise", "承诺书"
    AUTHORISATION = "authorisation", "核对授权书"
    CONFIRMATION = "confirmation", "代填内容确认书"


class SignedHow(TextCode):
    """How an authorisation was signed (签署方式)."""

    CODE = "code", "手机验证码签署"
    PHONE = "phone", "手机确认"
    PAPER = "paper", "纸质签字"


CODE_USED_SECONDS = 600
"""A code that was typed rightly confirms a signature for so long (本系统理解)."""

PROMISE_TEXT = (
    "我所填写的家庭成员、收入、支出、财产等情况和提交的材料都是真实的。",
    "情况有变化,我会及时告诉工会。",
    "如果隐瞒或虚报,我愿意退回帮扶款,并承担相应的责任。",
)
AUTHORISE_KINDS = tuple(ThirdPartyKind)
AUTHORISE_DAYS = 365
AUTHORISE_TEXT = (
    "为了核实这次申请,我和共同生活的成年家人同意工会向民政等部门核对下面的信息。",
    "核对结果只用于这份档案的认定,到期即删。",
    "我可以随时在“我的授权”里撤回。撤回以后不再核对;还没有核对完的申请可能办不下去。",
)
CONFIRM_TEXT = ("工会代我填写的家庭成员、收入、支出、财产等内容,我逐项看过,都是真实的。",)


def authorisation(kinds: Sequence[ThirdPartyKind], until_on: date) -> tuple[str, ...]:
    """The words of an authorisation: purpose, what may be asked, until when."""
    asked = "、".join(kind.label for kind in kinds)
    return (*AUTHORISE_TEXT, f"核对的信息:{asked}。", f"授权到{until_on}为止。")


def authorised_until(on: date) -> date:
    """The last day of an authorisation signed on the phone that day."""
    return on + timedelta(days=AUTHORISE_DAYS)


def digest_of(text: str) -> str:
    """Which version of the words was signed: SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
