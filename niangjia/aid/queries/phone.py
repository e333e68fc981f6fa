"""What the workers' phone asks: which union handles it, and how to reach that union's office."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.accounts.models import User
from niangjia.aid.rules import papers
from niangjia.kernel import clock, crypto, policy
from niangjia.kernel.actor import Actor
from niangjia.members.models import Person
from niangjia.members.queries import open_membership, person_of
from niangjia.unions.models import Union, UnionProfile
from niangjia.unions.rules import UnionLevel, UnionStatus, UnionType

HOTLINE = "12351"
"""Hotline of the unions for workers (工会职工服务热线), reachable everywhere."""


@dataclass(frozen=True)
class Office:
    """A union as one calls it: its name and office phone, never a cadre's own.

    ``is_hotline``: no phone of its own is on record, so it is the hotline of all unions.
    """

    name: str
    phone: str
    is_hotline: bool


def office_at(path: str) -> Office | None:
    """The union at that tree path, with a number that is answered."""
    union = Union.objects.filter(path=path).first()
    if union is None:
        return None
    profile = UnionProfile.objects.filter(union=union).only("contact_phone").first()
    own = profile.contact_phone if profile else ""
    return Office(union.name, own or HOTLINE, is_hotline=not own)


def signing_phone(actor: Actor) -> str:
    """The number that proves a signature hers: her account's, else the register's; empty: none."""
    user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    person = person_of(actor.user_id) if user else None
    sealed = (user and user.phone_sealed) or (person and person.phone_sealed)
    return crypto.unseal(bytes(sealed)) if sealed else ""


def union_of(person: Person) -> Union | None:
    """The union she is a member of today, which handles her case."""
    membership = open_membership(person.pk)
    return membership.union if membership else None


def county_union(region_code: str) -> Union | None:
    """The federation of a county, whose standard counts there."""
    return (
        Union.objects.filter(
            region_id=region_code,
            union_type=UnionType.TERRITORIAL,
            status=UnionStatus.NORMAL,
            level=UnionLevel.COUNTY,
        )
        .select_related("region")
        .first()
    )


def photo_limit(path: str) -> int:
    """How many megabytes one photo may have there today."""
    return int(policy.get(papers.LIMITS, path, clock.today())["megabytes"])
