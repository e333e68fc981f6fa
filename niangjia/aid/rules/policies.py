"""Parameter sets of aid that differ by place and date (政策参数), with their defaults. Pure; declared by apps.

A set stands below one key: ``policy.adopt`` takes a list for a row of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from niangjia.aid.rules import terms
from niangjia.aid.rules.amount_sets import HUBEI
from niangjia.aid.rules.parameter_sets import OTHER_PROVINCES_2021


@dataclass(frozen=True)
class Declared:
    """A parameter set as ``kernel.policy`` declares it."""

    code: str
    label: str
    default: Mapping[str, Any]
    basis: str
    labels: Mapping[str, str] = field(default_factory=dict)


STANDARD = Declared(
    "aid.standard",
    "当地低保标准",
    {"amount": "0", "rural_amount": "0", "minimum_area": "0"},
    "由县级按当地民政部门公布的标准录入;没有录入(0)时不能认定",
    {
        "amount": "月低保标准,城乡不同时为城市(元)",
        "rural_amount": "农村月低保标准,0为与城市相同(元)",
        "minimum_area": "人均最低住房面积(平方米)",
    },
)
ELIGIBILITY = Declared(
    "aid.eligibility",
    "困难职工认定标准",
    {"rules": OTHER_PROVINCES_2021.as_json()},
    OTHER_PROVINCES_2021.basis,
    {"rules": "认定标准"},
)
AMOUNTS = Declared(
    "aid.amounts",
    "困难职工救助标准",
    {"set": HUBEI.as_json()},
    f"{HUBEI.basis};各地采用本地文件前的参考",
    {"set": "救助限额"},
)

POLICIES = (
    STANDARD,
    ELIGIBILITY,
    AMOUNTS,
    *(Declared(one.code, one.label, {one.unit: one.count}, one.basis) for one in terms.PARAMETERS),
)
"""Everything that aid declares."""
