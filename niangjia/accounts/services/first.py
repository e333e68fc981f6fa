"""First start (首次启用): the posts from which all others come."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.accounts import queries
from niangjia.accounts.rules import Role
from niangjia.accounts.services.posts import appoint
from niangjia.accounts.services.users import open_account
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Region, Union
from niangjia.unions.rules import LEVEL_OF_REGION, OrgForm, UnionType
from niangjia.unions.services import create_union

_FIRST = (
    (Role.SYSTEM_ADMIN, "xitong"),
    (Role.SECURITY_ADMIN, "anquan"),
    (Role.AUDIT_ADMIN, "shenji"),
    (Role.ORGANISATION, "zuzhi"),
)


@dataclass(frozen=True)
class FirstAccount:
    """One of the first accounts with its temporary password, shown once."""

    username: str
    role: str
    password: str


@verb
def first_start(code: str) -> tuple[Union, list[FirstAccount]]:
    """Open the three administrators and the first organisation cadre of a union, as the system.

    Without any union the federation of the region ``code`` is entered as the top of the tree.
    Raises Blocked when the union is unknown or has a system administrator already.
    """
    union = Union.objects.filter(code=code).first() or _make_top(code)
    held = queries.posts_in_force().filter(union=union, role=Role.SYSTEM_ADMIN)
    if held.exists():
        raise Blocked(f"“{union.name}”已有系统管理员,请由他们在“系统→用户”中新增账号。")
    made = []
    for role, word in _FIRST:
        username = f"{code}-{word}".lower()
        user, password = open_account(
            username, f"{union.name}{role.label}"[:50], union=union, actor=SYSTEM
        )
        appoint(user, union, role, actor=SYSTEM)
        made.append(FirstAccount(username, role.label, password))
    return union, made


def _make_top(code: str) -> Union:
    if Union.objects.exists():
        raise Blocked(f"没有编码为{code}的工会。请用 niangjia find union 查找编码。")
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise Blocked(f"没有编码为{code}的行政区划。请填写地区编码,例如达州市 5117。")
    return create_union(
        name=f"{region.name}总工会",
        region=region,
        parent=None,
        level=LEVEL_OF_REGION[region.level],
        union_type=UnionType.TERRITORIAL,
        org_type=None,
        org_form=OrgForm.FEDERATION,
        founded_on=None,
        actor=SYSTEM,
    )
