"""The dated parameters of aid, read into what the rules take."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from niangjia.aid import rules
from niangjia.aid.models.reading import parameters_at
from niangjia.aid.rules.conditions import Area
from niangjia.kernel import policy

__all__ = ["Amounts", "amounts_at", "parameters_at"]


class Amounts(NamedTuple):
    """What limits a grant at one place and day: the ceilings, and the county's standard."""

    ceilings: rules.AmountSet
    local: rules.Local


def amounts_at(path: str, on: date, area: Area = Area.URBAN) -> Amounts:
    """Ceilings and standard in force there on that day. Raises Blocked without a standard."""
    found = policy.get("aid.amounts", path, on)["set"]
    return Amounts(rules.AmountSet.from_json(found), parameters_at(path, on, area).local)
