"""The demo cast (演示账号): one person per role and level, all with one documented password.

Nobody of the cast has a second factor yet: a role that wants one leads to enrolment at sign-in,
which may be put off. Without a phone, ``niangjia demo-code USER`` prints the code of the day's
enrolment or sign-in, for accounts made here alone (docs/areas/accounts.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from niangjia.accounts import services
from niangjia.accounts.models import User
from niangjia.accounts.rules import Role
from niangjia.kernel import journal
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel, UnionType

PASSWORD = "Niangjia-2026"  # noqa: S105 - documented, for demonstration only
MARK = "accounts.demo"
"""Verb of the journal line that marks an account as demonstration."""

_BUSINESS = (
    (Role.ORGANISATION, "zuzhi", "组织部"),
    (Role.FINANCE, "caiwu", "财务部"),
    (Role.AID, "bangfu", "帮扶中心"),
    (Role.LAW, "falv", "法律部"),
    (Role.AUDIT, "jingshen", "经审办"),
    (Role.LEADER, "lingdao", "领导"),
)
_ADMINISTRATORS = (
    (Role.SYSTEM_ADMIN, "xitong", "系统管理员"),
    (Role.SECURITY_ADMIN, "anquan", "安全管理员"),
    (Role.AUDIT_ADMIN, "shenji", "审计管理员"),
)
_SURNAMES = "李王赵孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


@dataclass(frozen=True)
class DemoAccount:
    """One line of the list that the command line prints."""

    username: str
    name: str
    union: str
    title: str


@dataclass(frozen=True)
class _Level:
    prefix: str
    word: str
    union: Union
    roles: tuple[tuple[Role, str, str], ...]


def create_cast(city: Union) -> list[DemoAccount]:
    """Open the cast around a city: its province if there is one, its first county, township, union.

    Each in its own transaction; those that exist already are left alone.
    """
    made = []
    number = 0
    hashed = make_password(PASSWORD)  # everybody's is the same and printed: hashed once
    for level in _levels(city):
        for role, word, title in level.roles:
            surname = _SURNAMES[number % len(_SURNAMES)]
            number += 1
            name, username = f"{level.word}{surname}", f"{level.prefix}-{word}"
            account = DemoAccount(username, name, level.union.name, title)
            made.append(_open(account, level.union, role, hashed))
    return made


def cast_text(accounts: list[DemoAccount]) -> str:
    """The accounts as lines for the command line."""
    lines = [f"演示账号(密码都是 {PASSWORD}):"]
    lines += [f"  {one.username:<16}{one.union}{one.title}({one.name})" for one in accounts]
    lines.append("启用二次验证时没有手机:niangjia demo-code 用户名")
    return "\n".join(lines)


def existing_cast() -> list[DemoAccount]:
    """The cast of this installation, as far as it still works."""
    users = User.objects.filter(pk__in=_marked(), is_active=True).select_related("union")
    found = []
    for user in users.order_by("pk"):
        post = user.posts.filter(dismissed_at=None).order_by("pk").first()
        if post is not None and user.union is not None:
            found.append(DemoAccount(user.username, user.name, user.union.name, post.title))
    return found


def is_demo(user: User) -> bool:
    """Whether the account was made for demonstration."""
    return Entry.objects.filter(verb=MARK, object_id=user.pk).exists()


def _marked() -> list[int]:
    rows = Entry.objects.filter(verb=MARK, object_label="accounts.user")
    return [pk for pk in rows.values_list("object_id", flat=True) if pk is not None]


def _levels(city: Union) -> list[_Level]:
    everything = (*_BUSINESS, *_ADMINISTRATORS)
    levels = []
    if city.parent is not None:
        levels.append(_Level("sheng", "省", city.parent, everything))
    levels.append(_Level("shi", "市", city, everything))
    county = _first_below(city, level=UnionLevel.COUNTY)
    if county is None:
        return levels
    levels.append(_Level("xian", "县", county, everything))
    township = _first_below(county, level=UnionLevel.TOWNSHIP)
    if township is not None:
        levels.append(_Level("zhen", "镇", township, (_BUSINESS[0], _BUSINESS[2], _BUSINESS[5])))
    unit = _first_below(township or county, union_type=UnionType.GRASSROOTS)
    if unit is not None:
        chair = (Role.CHAIR, "zhuxi", "主席")
        levels.append(_Level("jiceng", "基层", unit, (chair, _BUSINESS[1])))
    return levels


def _first_below(union: Union, **conditions: int) -> Union | None:
    below = Union.objects.filter(path__startswith=union.path, closed_on=None, **conditions)
    return below.exclude(pk=union.pk).order_by("code").first()


def _open(account: DemoAccount, union: Union, role: Role, hashed: str) -> DemoAccount:
    if User.objects.filter(username=account.username).exists():
        return account
    user = services.create_user(
        account.username,
        account.name,
        PASSWORD,
        union=union,
        must_change=False,
        hashed=hashed,
        actor=SYSTEM,
    )
    services.appoint(user, union, role, title=account.title, actor=SYSTEM)
    journal.record(MARK, user, actor=SYSTEM, summary=f"演示账号{account.username}")
    return account
