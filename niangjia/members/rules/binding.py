"""Real-name binding (实名绑定): when an account becomes a person's. Pure.

What the register holds decides: document, name and the phone that was proved by code. Whatever does
not agree is answered with the same words, so that nobody learns who is registered; a cadre who has
seen the document settles it. Basis: 个人信息保护法 art. 9 (security), art. 29 (identity numbers are
sensitive: separate consent).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from niangjia.kernel.ids import CLEAR

BIND_ATTEMPTS_AN_HOUR = {
    "bind_user": 5,
    "claim_cadre": 30,
}
CLAIM_DAYS = timedelta(days=7)
PROOF_DIGITS = 6
_CODE_LENGTH = 8

NOT_MATCHED = (
    "没有自动核对上。可能是登记的手机号码不是这一个、姓名或号码有出入,也可能还没有登记。"
    "请核对后再填,或者请工会当面核实。"
)
CONSENT = (
    ("处理者", "您所在的工会及其上级工会。"),
    ("收集什么", "姓名、证件号码(敏感个人信息)、已验证的手机号码。"),
    (
        "用来做什么",
        "核对您是工会登记的哪一位,好让您看到自己的会籍、救助,别人看不到。不作其他用途。",
    ),
    ("依据", "您的单独同意(《个人信息保护法》第十三条、第二十九条)。"),
    ("保存多久", "核对上的随登记资料保存;没有核对上的七天后删除。"),
    ("您的权利", "可以不绑定,仍可申请入会、查公示;绑定后可查看谁看过资料、下载自己的数据。"),
)


@dataclass(frozen=True)
class Registered:
    """What the register knows, as far as binding asks; phones are blind indexes."""

    name: str
    phone_blind: bytes | None
    has_died: bool
    is_bound_to_cadre: bool


def matches(registered: Registered | None, *, name: str, phone_blind: bytes | None) -> bool:
    """Whether an account with that proved phone may be bound at once."""
    return (
        registered is not None
        and not registered.has_died
        and not registered.is_bound_to_cadre
        and phone_blind is not None
        and registered.name == name
        and registered.phone_blind == phone_blind
    )


def new_code() -> str:
    """What she shows to the cadre: ``7K3M-QX9P``, without characters that look alike (40 bits)."""
    text = "".join(secrets.choice(CLEAR) for _ in range(_CODE_LENGTH))
    return f"{text[:4]}-{text[4:]}"


def read_code(text: str) -> str:
    """The code as typed, in its one form; another length stays as it is and fits nothing."""
    plain = "".join(char for char in text.upper() if char in CLEAR)
    return f"{plain[:4]}-{plain[4:]}"
