"""Persons and memberships for the tests of this area, made through services."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members import services
from niangjia.members.models import Membership
from niangjia.members.rules.people import PersonFacts
from niangjia.unions.models import Union

JOINED_ON = date(2020, 5, 6)
BORN_ON = date(1990, 3, 1)


def facts_of(name: str = "张丽华", number: int = 1, **values: Any) -> PersonFacts:
    """Facts with a valid synthetic identity number: another ``number`` is another person."""
    born_on = values.pop("born_on", BORN_ON)
    gender = values.pop("sex", Gender.FEMALE)
    identity = make_identity("511725", born_on, number, gender)
    values.setdefault("phone", f"1380000{number:04}")
    return PersonFacts(name=name, identity=identity, **values)


def member_of(union: Union, name: str = "张丽华", number: int = 1, **values: Any) -> Membership:
    """A member of the union since JOINED_ON."""
    on = values.pop("on", JOINED_ON)
    return services.admit(facts_of(name, number, **values), union, on=on, actor=SYSTEM)
