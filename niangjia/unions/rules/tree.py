"""Rules of the tree (隶属关系): who may stand under whom, codes, and when a change takes effect. Pure."""

from __future__ import annotations

from datetime import date

from niangjia.unions.rules.codes import OrgType, UnionLevel, UnionStatus, UnionType

CODE_DIGITS = 4
"""Digits after the hyphen of a code below a federation's; more are used when they run out."""

LEVEL_OF_REGION = {
    1: UnionLevel.PROVINCE,
    2: UnionLevel.CITY,
    3: UnionLevel.COUNTY,
    4: UnionLevel.TOWNSHIP,
}
"""The level (工会层级) of the territorial federation of a division of that level."""

FIND_LEVELS = {
    "province": UnionLevel.PROVINCE,
    "city": UnionLevel.CITY,
    "county": UnionLevel.COUNTY,
    "township": UnionLevel.TOWNSHIP,
}
"""Names of federations' levels on the command line; ``grassroots`` is a type, not a level."""


def is_grassroots(union_type: int, org_type: int | None) -> bool:
    """Whether it counts as a grass-roots union (基层工会): branches are part of their union."""
    return union_type == UnionType.GRASSROOTS and org_type != OrgType.BRANCH


def code_stem(parent_code: str) -> str:
    """The federation's code below which a union is numbered: ``511725100-0001`` → ``511725100``."""
    return parent_code.partition("-")[0]


def next_code(stem: str, last: str | None) -> str:
    """The code after ``last`` (the highest one below the stem; None: there is none yet)."""
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"{stem}-{number:0{CODE_DIGITS}}"


def parent_refusal(
    *, union_type: int, org_type: int | None, parent_type: int, parent_org_type: int | None,
    parent_status: int, parent_name: str,
) -> str | None:  # fmt: skip
    """Why a union of this kind cannot stand under that parent, or None.

    Federations lead unions (工会法 art. 10-11); a grass-roots union has only branches below it.
    """
    if parent_status == UnionStatus.CLOSED:
        return f"上级工会“{parent_name}”已注销,不能再接收下级。请选择承接它的工会。"
    if is_grassroots(parent_type, parent_org_type) and org_type != OrgType.BRANCH:
        return f"“{parent_name}”是基层工会,下面只能设分会或小组。请选择地方工会、产业工会或街镇工会作为上级。"
    if parent_org_type == OrgType.BRANCH:
        return f"“{parent_name}”是分会,下面不能再设工会。请选择它所属的工会作为上级。"
    if union_type != UnionType.GRASSROOTS and parent_type == UnionType.GRASSROOTS:
        return f"地方工会、产业工会不能隶属于基层工会“{parent_name}”。"
    if org_type == OrgType.BRANCH and not is_grassroots(parent_type, parent_org_type):
        return f"分会、小组应设在基层工会之下,“{parent_name}”不是基层工会。"
    return None


def effective_refusal(on: date, *, today: date, last_change: date | None, what: str) -> str | None:
    """Why a change of the tree cannot take effect on that day, or None.

    A day in the past is allowed back to the last change; a future one is not, because the tree
    of today would then be unknown.
    """
    if on > today:
        return f"生效日期{on}还没有到。请在当天或之后办理,或改为不晚于今天({today})的日期。"
    if last_change is not None and on < last_change:
        return f"{what}在{last_change}已有变动,生效日期不能早于这一天。请改为{last_change}或之后。"
    return None
