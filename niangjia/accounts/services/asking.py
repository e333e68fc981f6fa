"""How often phone codes are asked for and tried (验证码次数): honest crowds pass, attackers do not.

A works of hundreds signs in behind one address, so the address alone stops nobody but a machine: its
limit is high, the installation's (``NIANGJIA_ADDRESS_LIMIT``), and a code that was used, or a try that
was right, is given back to it. What is narrow belongs to one phone or one device.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from niangjia.accounts.rules import PHONE_ATTEMPTS_AN_HOUR as LIMITS
from niangjia.kernel.attempts import TOLD, give_back, require_calm

PHONE_TOLD = (
    "向这个号码发验证码的次数太多,为防骚扰先停发。请一小时后再试;"
    "急用的,关掉无线网络改用手机流量再试,或请工会当面办理。"
)
ADDRESS_TOLD = (
    "您用的网络上,一小时内获取验证码的人太多。请关掉无线网络,改用手机流量再试,或一小时后再试。"
)


@dataclass(frozen=True)
class Asker:
    """Where a request for a code comes from.

    ``device``: what its browser calls itself, empty if it keeps nothing. ``is_known``: the device or
    session has proved to be hers, so that strangers who ask for her number cannot shut it out.
    """

    address: str
    device: str = ""
    is_known: bool = False

    def for_phone(self, phone: str) -> str:
        """Who waits for the next code: neighbours behind one address do not wait for each other."""
        return f"{phone} {'known' if self.is_known else self.device or self.address}"


def count_sending(phone: str, asker: Asker) -> None:
    """One code more for the phone. Raises Blocked: too many to it, by this device or this network."""
    told = TOLD if asker.is_known else PHONE_TOLD
    require_calm(LIMITS, told, **_of_phone(phone, asker))
    require_calm(LIMITS, ADDRESS_TOLD, **_of_place(asker))


@contextmanager
def counted_try(phone: str, asker: Asker) -> Iterator[None]:
    """Count one try; if nothing is raised within, it and the code's sending did not count.

    Raises Blocked: too many wrong ones from this network.
    """
    tried = {} if asker.is_known else {"try_address": asker.address}
    require_calm(LIMITS, ADDRESS_TOLD, **tried)
    yield
    give_back(**tried, **_of_phone(phone, asker), **_of_place(asker))


def _of_phone(phone: str, asker: Asker) -> dict[str, str]:
    if asker.is_known:
        return {"code_pair": asker.for_phone(phone)}
    return {"code_pair": f"{phone} {asker.address}", "code_phone": phone}


def _of_place(asker: Asker) -> dict[str, str]:
    if asker.is_known:  # no neighbour's doing stops a device of hers
        return {}
    return {"code_address": asker.address, "code_device": asker.device or asker.address}
