"""One person to be compared (比对对象), as the asking area hands her over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from niangjia.comparison.rules.codes import ThirdPartyKind
from niangjia.comparison.rules.values import SCALES

RESIDENT_ID = 1
"""Document type of the identity card (居民身份证)."""


@dataclass(frozen=True)
class Compared:
    """A person with what our file says of her.

    ``subject_label``, ``subject_id``: the object that asks (``aid.householdfile`` and its key);
    several persons of a family share it. ``ours``: kind → code of ``values.SCALES``; a kind that is
    left out was not declared. ``authorised_until``: last day of her signed authorisation
    (核对授权), None when there is none: then she is refused.
    """

    subject_label: str
    subject_id: int
    person_id: int | None
    name: str
    identity: str
    born_on: date | None
    gender: int
    authorised_until: date | None
    id_type: int = RESIDENT_ID
    region: str = ""
    ours: Mapping[ThirdPartyKind, str] = field(default_factory=dict)


def refusal(one: Compared, today: date) -> str | None:
    """Why somebody cannot be compared, or None."""
    if not one.name.strip():
        return "没有姓名。请先在档案中补全。"
    if one.authorised_until is None:
        return "没有签署核对授权书。请先取得本人(监护人)书面授权,再提交比对。"
    if one.authorised_until < today:
        return f"核对授权已于{one.authorised_until}到期。请重新取得授权后再提交比对。"
    if not one.identity.strip() and one.born_on is None:
        return "证件号码和出生日期都没有,无法比对。请先在档案中补全。"
    for kind, code in one.ours.items():
        if code and code not in SCALES[ThirdPartyKind(kind)].labels:
            label = ThirdPartyKind(kind).label
            return f"“{label}”的登记值“{code}”不在代码表内。请在档案中更正。"
    return None
