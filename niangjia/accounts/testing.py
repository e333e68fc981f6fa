"""The fixed tree and cast of the tests (house style 41): every permission test runs through them.

``tree`` is a small federation with two counties; ``cast`` are the people: 省李 市王 县赵 邻县钱
基层工会主席孙, 职工小陈 and a 陌生人 without posts. A root conftest names this module as a plugin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from niangjia.kernel.actor import SYSTEM, Actor

if TYPE_CHECKING:  # models need the settings, which a plugin is loaded before
    from niangjia.accounts.models import User
    from niangjia.unions.models import Union

PASSWORD = "Niangjia-2026"  # noqa: S105 - for tests alone
REGIONS = (
    ("51", None, "四川省", 1),
    ("5117", "51", "达州市", 2),
    ("511725", "5117", "渠县", 3),
    ("511724", "5117", "大竹县", 3),
    ("511725102", "511725", "临巴镇", 4),
    ("511724101", "511724", "乌木镇", 4),
)
FOUNDED_ON = date(2010, 1, 1)


@dataclass(frozen=True)
class Tree:
    """四川省总工会 → 达州市总工会 → 渠县总工会 and 大竹县总工会 → a township each → their unions."""

    province: Union
    city: Union
    county: Union
    neighbour: Union
    township: Union
    neighbour_township: Union
    union: Union
    other_union: Union
    neighbour_union: Union
    catch_all: Union


@dataclass(frozen=True)
class Player:
    """One of the cast: the user, the actor with second factor, a signed-in browser."""

    user: User

    @property
    def actor(self) -> Actor:
        """The actor as of today's posts, second factor granted."""
        from niangjia.accounts.queries import actor_of  # needs the app registry

        return actor_of(self.user.pk, second_factor=True)

    @property
    def plain_actor(self) -> Actor:
        """The actor in a session without second factor."""
        from niangjia.accounts.queries import actor_of  # needs the app registry

        return actor_of(self.user.pk)

    @cached_property
    def client(self) -> Client:
        """A browser signed in with password and one-time code."""
        from niangjia.accounts.middleware import SECOND_FACTOR_KEY  # needs the app registry

        client = Client()
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        assert self.user.second_factor_at is not None
        session[SECOND_FACTOR_KEY] = self.user.second_factor_at.isoformat()
        session.save()
        return client


@dataclass(frozen=True)
class Cast:
    """The people. All hold the organisation role at their union unless named otherwise."""

    province_li: Player
    city_wang: Player
    county_zhao: Player
    neighbour_qian: Player
    chair_sun: Player
    worker_chen: Player
    stranger: Player

    def __iter__(self) -> Iterator[Player]:
        """All seven, for tests that walk through everybody."""
        return (getattr(self, field.name) for field in fields(self))


@pytest.fixture(scope="session")
def _made() -> Callable[[bool], tuple[Tree, Cast | None]]:
    """The small federation, with its people or without, made once and put back for each test."""
    from niangjia.accounts.replaying import Replayed  # needs the app registry

    def both() -> tuple[Tree, Cast | None]:
        tree = build_tree()
        return tree, build_cast(tree)

    alone = Replayed[tuple[Tree, Cast | None]](lambda: (build_tree(), None))
    peopled = Replayed(both)
    return lambda with_cast: peopled() if with_cast else alone()


@pytest.fixture
def _federation(
    db: None, request: pytest.FixtureRequest, _made: Callable[[bool], tuple[Tree, Cast | None]]
) -> tuple[Tree, Cast | None]:
    return _made("cast" in request.fixturenames)


@pytest.fixture
def tree(_federation: tuple[Tree, Cast | None]) -> Tree:
    """The small federation."""
    return _federation[0]


@pytest.fixture
def cast(_federation: tuple[Tree, Cast | None]) -> Cast:
    """The people at the small federation."""
    _, people = _federation
    assert people is not None
    return people


@pytest.fixture(scope="session")
def federation(
    _made: Callable[[bool], tuple[Tree, Cast | None]],
) -> Callable[[Callable[[Tree, Cast], None]], tuple[Tree, Cast]]:
    """Puts both there for tests that share them; the hook adds to them before anybody signs in."""

    def build(prepare: Callable[[Tree, Cast], None]) -> tuple[Tree, Cast]:
        tree, cast = _made(True)
        assert cast is not None
        prepare(tree, cast)
        return tree, cast

    return build


def build_tree() -> Tree:
    """Make the regions (as far as missing) and the ten unions."""
    from niangjia.unions.models import Region  # needs the app registry
    from niangjia.unions.rules import OrgType, UnionLevel

    Region.objects.bulk_create(
        (Region(code=c, parent_id=p, name=n, level=lv) for c, p, n, lv in REGIONS),
        ignore_conflicts=True,
    )
    province = _above("51", "四川省总工会", None, UnionLevel.PROVINCE)
    city = _above("5117", "达州市总工会", province, UnionLevel.CITY)
    county = _above("511725", "渠县总工会", city, UnionLevel.COUNTY)
    neighbour = _above("511724", "大竹县总工会", city, UnionLevel.COUNTY)
    township = _above("511725102", "临巴镇总工会", county, UnionLevel.TOWNSHIP)
    neighbour_township = _above("511724101", "乌木镇总工会", neighbour, UnionLevel.TOWNSHIP)
    return Tree(
        province,
        city,
        county,
        neighbour,
        township,
        neighbour_township,
        union=_union("511725102-0001", "渠江纺织厂工会委员会", township),
        other_union=_union("511725102-0002", "临巴建材厂工会委员会", township),
        neighbour_union=_union("511724101-0001", "乌木食品厂工会委员会", neighbour_township),
        catch_all=_union(
            "511725102-0003", "临巴镇联合工会委员会", township, OrgType.JOINT, is_catch_all=True
        ),
    )


def build_cast(tree: Tree) -> Cast:
    """Open the accounts and give the posts, through services."""
    from niangjia.accounts.rules import Role  # imports Django-free rules only

    organisation = Role.ORGANISATION
    return Cast(
        province_li=_player("sheng-li", "省李", tree.province, organisation),
        city_wang=_player("shi-wang", "市王", tree.city, organisation),
        county_zhao=_player("xian-zhao", "县赵", tree.county, organisation),
        neighbour_qian=_player("lin-qian", "邻县钱", tree.neighbour, organisation),
        chair_sun=_player("chang-sun", "基层孙", tree.union, Role.CHAIR),
        worker_chen=_player("xiao-chen", "职工小陈", None, None),
        stranger=_player("mosheng", "陌生人", None, None),
    )


def player(username: str, name: str, union: Union | None, role: str | None) -> Player:
    """One more person for a test, made the same way."""
    return _player(username, name, union, role)


class Bindable(Protocol):
    """A person of the register as far as a test binds her (members.Person, a higher area)."""

    name: str
    user_id: int | None

    def save(self, *, update_fields: Iterable[str]) -> None:
        """Store the binding."""


def worker_client(person: Bindable, phone: str = "") -> Client:
    """A browser signed in by phone code as that person, bound to her.

    Her account is opened if she has none; ``phone`` defaults to a number of her own.
    """
    from niangjia.accounts import services  # needs the app registry
    from niangjia.accounts.middleware import PHONE_KEY
    from niangjia.accounts.models import User

    if person.user_id is None:
        count = User.objects.filter(phone_blind__isnull=False).count()
        account = services.open_by_phone(phone or f"1990000{count:04}")
        account.name = person.name
        account.save(update_fields=["name"])
        person.user_id = account.pk
        person.save(update_fields=["user"])
    client = Client()
    client.force_login(
        User.objects.get(pk=person.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.session
    session[PHONE_KEY] = True
    session.save()
    return client


def last_code(phone: str) -> str:
    """The digits of the newest code that the development inbox keeps for a phone."""
    from niangjia.kernel import crypto, sms  # needs the app registry

    newest = sms.inbox().filter(phone_blind=crypto.blind("phone", phone)).first()
    assert newest is not None, "no message was sent"
    found = re.search(r"\d{6}", crypto.unseal(bytes(newest.text_sealed)))
    assert found is not None
    return found.group()


@override_settings(NIANGJIA_SMS_GATEWAY="niangjia.kernel.sms.DevelopmentGateway")
def phone_sign_in(client: Client, phone: str, next_: str = "/m/") -> Any:
    """Walk the sign-in pages with that number; returns the last answer (where it leads)."""
    client.post("/m/sign-in/", {"phone": phone, "next": next_})
    return client.post("/m/sign-in/code/", {"code": last_code(phone), "next": next_})


def _player(username: str, name: str, union: Union | None, role: str | None) -> Player:
    from niangjia.accounts import services  # needs the app registry

    user = services.create_user(
        username, name, PASSWORD, union=union, must_change=False, actor=SYSTEM
    )
    if union is not None and role is not None:
        services.appoint(user, union, role, from_on=FOUNDED_ON, actor=SYSTEM)
    user.second_factor_at = timezone.now()  # as if enrolled: sessions of the tests name it
    user.save(update_fields=["second_factor_at"])
    return Player(user)


def _above(code: str, name: str, parent: Union | None, level: int) -> Union:
    from niangjia.unions.rules import OrgForm, UnionType  # needs the app registry

    return _make(
        code=code,
        name=name,
        region_id=code,
        parent=parent,
        level=level,
        union_type=UnionType.TERRITORIAL,
        org_type=None,
        org_form=OrgForm.FEDERATION,
    )


def _union(
    code: str, name: str, parent: Union, org_type: int = 1, *, is_catch_all: bool = False
) -> Union:
    from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType  # as above

    is_joint = org_type == OrgType.JOINT
    return _make(
        code=code,
        name=name,
        region_id=parent.region_id,
        parent=parent,
        level=UnionLevel.UNIT,
        union_type=UnionType.GRASSROOTS,
        org_type=org_type,
        org_form=OrgForm.JOINT_COMMITTEE if is_joint else OrgForm.COMMITTEE,
        is_catch_all=is_catch_all,
    )


def _make(*, region_id: str, **values: Any) -> Union:
    from niangjia.unions.models import Region  # as above
    from niangjia.unions.services import create_union

    region = Region.objects.get(pk=region_id)
    return create_union(region=region, founded_on=FOUNDED_ON, actor=SYSTEM, **values)
