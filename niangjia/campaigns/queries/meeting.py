"""Whom a scan means at an event (现场认人): a code of the list, a member's card, a document, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from niangjia.campaigns import rules
from niangjia.campaigns.models import Beneficiary, DeliveryEvent, DeliveryLine
from niangjia.campaigns.queries.lists import on_list
from niangjia.kernel import crypto
from niangjia.kernel.errors import Blocked
from niangjia.kernel.scope import under
from niangjia.members import queries as members
from niangjia.members.models import Person
from niangjia.members.rules.cards import scan_refusal
from niangjia.unions.models import Union

_TOKEN = re.compile(r"[2-9A-HJ-NP-Z]{12}")
_DOCUMENT = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_PHONE = re.compile(r"1[0-9]{10}")
_CARD = re.compile(r"[0-9A-F]{32}")


@dataclass(frozen=True)
class Met:
    """Somebody at the site: her place on the list, if the campaign has one, and what she has got."""

    person: Person
    union: Union
    beneficiary: Beneficiary | None
    received: frozenset[int]
    is_done: bool


def code_scanned(event: DeliveryEvent, text: str) -> str:
    """The code behind what a scanner or card reader typed, for ``met``; empty when it is none.

    It types what it read: a code of the list or of a card, by itself or as the address that holds it;
    the number of an identity card; or a phone number (these two only of the event's own people).
    """
    read = text.strip().rstrip("/").rsplit("/", 1)[-1].upper()
    if _CARD.fullmatch(read):
        return read.lower()
    own = under("union", event.union.path)
    meant = Q(token=read)
    if _DOCUMENT.fullmatch(read):
        meant = own & Q(person__identity_blind=members.identity_blind(read))
    elif _PHONE.fullmatch(read):
        meant = own & Q(person__phone_blind=members.phone_blind(read))
    elif not _TOKEN.fullmatch(read):
        return ""
    found = list(on_list(event.campaign).filter(meant)[:2])
    return found[0].token if len(found) == 1 else ""


def met(event: DeliveryEvent, code: str) -> Met:
    """Whom a code means. Raises Blocked (no such code, not here, or not good any more)."""
    read = code.upper()
    if _CARD.fullmatch(read):
        person, union, one = _holder(event, read)
    else:
        one = on_list(event.campaign).filter(token=read).first()
        if one is None:
            raise Blocked("这个领取码不在本活动的名单上。请核对是不是别的活动的名单,或按姓名查找。")
        person, union = one.person, one.union
        if not union.path.startswith(event.union.path):
            raise Blocked(f"“{person.name}”属于{union.name},请由所在工会的场次发放。")
    received = _received(event, person)
    return Met(person, union, one, received, _is_done(event, received))


def _holder(event: DeliveryEvent, code: str) -> tuple[Person, Union, Beneficiary | None]:
    """The member whose card it is. Says nothing of who is not the event's own."""
    card = members.card_of_code(code)
    if card is None:
        raise Blocked("这个会员码不存在,或已更换作废。请核对身份证件后按姓名查找。")
    membership = members.open_membership(card.person_id)
    if membership is None or not membership.union.path.startswith(event.union.path):
        raise Blocked("持卡人不是本场次工会的会员。请由所在工会的场次发放。")
    refused = scan_refusal(card.status)
    if refused:
        raise Blocked(refused)
    one = on_list(event.campaign).filter(person=card.person_id).first()
    if one is None and rules.needs_list(event.campaign.audience):
        raise Blocked(
            f"“{card.person.name}”不在这次活动的名单上。请先在活动页“名单增加人员”,再来发放。"
        )
    return card.person, membership.union, one


def _received(event: DeliveryEvent, person: Person) -> frozenset[int]:
    lines = DeliveryLine.objects.filter(
        item__campaign=event.campaign_id, person=person, is_taken_back=False
    )
    return frozenset(lines.values_list("item_id", flat=True))


def _is_done(event: DeliveryEvent, received: Iterable[int]) -> bool:
    rows = event.campaign.items.filter(is_open=True, may_repeat=False, goods__isnull=False)
    once = set(rows.values_list("pk", flat=True))
    return bool(once) and once <= set(received)


def is_known_here(event: DeliveryEvent, name: str, contact: str) -> bool:
    """Whether a member of that name and phone (or end of number) is on the list, or has got something."""
    people = Person.objects.filter(
        Q(campaign_lists__campaign=event.campaign_id, campaign_lists__removed_on=None)
        | Q(campaign_deliveries__campaign=event.campaign_id),
        name=name,
    ).distinct()
    return any(_fits(person, contact) for person in people)


def _fits(person: Person, contact: str) -> bool:
    if _PHONE.fullmatch(contact):
        return person.phone_blind is not None and bytes(person.phone_blind) == members.phone_blind(
            contact
        )
    return crypto.unseal(bytes(person.identity_sealed)).upper().endswith(contact)
