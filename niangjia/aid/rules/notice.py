"""What a public notice (公示) of a household may show: masked name, unit, category. Pure.

Never a number, a disease, a phone, a bank account or an address. The entry has no field for them; text
that people typed (the unit's name) is searched for them all the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from niangjia.aid.rules.codes import Category
from niangjia.aid.rules.person_codes import Health
from niangjia.kernel.ids import mask_name

_NUMBER = re.compile(r"(?:[0-9][\s\-]?){6,}[0-9xX]", re.ASCII)
_DISEASES = tuple(
    one.label for one in Health if one not in (Health.GOOD, Health.DISABLED, Health.ORDINARY)
)
_BODIES = ("医院", "中心", "研究所", "残疾人", "学校", "工会", "公司", "厂")
"""A unit may treat a disease and be named after it: 肿瘤病防治中心."""


@dataclass(frozen=True)
class Entry:
    """All that a notice is made of; nothing else can be handed in."""

    name: str
    unit: str
    category: Category


def public_name(name: str) -> str:
    """``张**``, at least one character masked; a blank name is shown as masked altogether."""
    bare = "".join(name.split())
    return mask_name(bare) if len(bare) > 1 else "*"


def public_line(entry: Entry) -> str:
    """``张**  渠江纺织厂  相对困难``. Ask ``refusal`` first; raises ValueError where it refuses."""
    refused = refusal(entry)
    if refused:
        raise ValueError(refused)
    return f"{public_name(entry.name)}  {public_unit(entry)}  {entry.category.label}"


def public_unit(entry: Entry) -> str:
    """The unit's name, the worker's own name in it masked (个体工商户 are named after people)."""
    bare, unit = "".join(entry.name.split()), entry.unit.strip()
    closed = "".join(unit.split())
    if len(bare) < 2 or bare not in closed:
        return unit
    return closed.replace(bare, public_name(bare))


def refusal(entry: Entry) -> str | None:
    """Why the entry may not be published, in Chinese, or None."""
    text = unicodedata.normalize("NFKC", f"{entry.name} {entry.unit}")
    if not entry.name.strip() or not entry.unit.strip():
        return "公示须有姓名和单位。请先填写完整。"
    if _NUMBER.search(text):
        return "姓名或单位中含有号码(可能是证件、手机或银行卡号),不能公示。请删去号码。"
    disease = next((one for one in _DISEASES if one in text), None)
    if disease and not text.rstrip().endswith(_BODIES):
        return f"姓名或单位中含有病情(“{disease}”),不能公示。请删去。"
    return None
