"""What is going on today at the demo's unions: applications, transfers, conflicts, cards.

Everything is done through the same services as in the desk and on the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.models import Card, JoinApplication, Membership
from niangjia.members.rules.groups import WorkerGroup
from niangjia.members.rules.lifecycle import AskedBy, JoinChannel, MembershipStatus
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services import cards, joining, membership, transfer
from niangjia.members.services.joining import Work
from niangjia.unions.models import Union

Say = Callable[[str], None]
_AREA = "513021"  # a county code abolished in 1999: none of the loaded members has it
_NAMES = (
    "周建国", "冉小芳", "向明", "牟丽", "覃强", "蒲春梅", "苟勇", "鲜红", "庞伟", "代敏", "符健", "景兰",
    "段鹏", "侯静", "雷刚", "熊艳",
)  # fmt: skip
_BANK = "工商银行达州分行"


def build(own: Union, other: Union, catch_all: Union, say: Say) -> None:
    """Work in progress at three unions; ``own`` is where the cast's chair sits."""
    people = _people()
    _applications(own, other, people)
    _without_employer(catch_all, people)
    _transfers(own, other)
    _cards(own)
    say("入会申请、转会、会籍冲突、会员卡办理中")


def _people() -> Iterator[PersonFacts]:
    """Adults with valid numbers nobody else has."""
    for number in count():
        is_woman = number % 2 == 1
        born = date(1980 + number % 20, 1 + number % 12, 1 + number % 28)
        yield PersonFacts(
            name=_NAMES[number % len(_NAMES)],
            identity=make_identity(
                _AREA, born, number % 400, Gender.FEMALE if is_woman else Gender.MALE
            ),
            phone=f"1990{number:07}",
        )


def _applications(own: Union, other: Union, people: Iterator[PersonFacts]) -> None:
    """One of every state, and some waiting."""
    waiting = [_apply(next(people), own, WorkerGroup.COURIER) for _ in range(4)]
    joining.send_back(waiting[0], reason="工作单位填写不全,请补充单位全称。", actor=SYSTEM)
    joining.approve(_apply(next(people), own), actor=SYSTEM)
    joining.refuse(_apply(next(people), own), reason="本人已在外省入会,请办理转会。", actor=SYSTEM)
    withdrawn = _apply(next(people), own)
    joining.withdraw(withdrawn, actor=joining.applicant(withdrawn))
    elsewhere = next(people)
    membership.admit(elsewhere, other, on=clock.today() - timedelta(days=90), actor=SYSTEM)
    joining.approve(_apply(elsewhere, own), actor=SYSTEM)  # held: becomes a conflict ticket
    taken = next(people)
    membership.admit(taken, other, on=clock.today() - timedelta(days=30), actor=SYSTEM)
    membership.admit_or_ticket(taken, own, on=clock.today(), actor=SYSTEM)


def _without_employer(catch_all: Union, people: Iterator[PersonFacts]) -> None:
    """Workers without a union of their own come to the township's."""
    for group in (WorkerGroup.FOOD_DELIVERY, WorkerGroup.RIDE_HAILING, WorkerGroup.DOMESTIC_WORKER):
        _apply(next(people), catch_all, group, JoinChannel.CATCH_ALL)


def _apply(
    facts: PersonFacts,
    union: Union,
    group: str = "",
    channel: JoinChannel = JoinChannel.SCAN,
) -> JoinApplication:
    work = Work(
        employer_name="某速递服务有限公司", occupation="快递员" if group else "职员", group=group
    )
    return joining.apply_to_join(facts, union, work=work, consents=True, channel=channel)


def _transfers(own: Union, other: Union) -> None:
    """Out and in: completed, waiting for either side, refused."""
    leaving, coming = _some(own, 3), _some(other, 2)
    reason = "工作调动"
    first = transfer.request_transfer(
        leaving[0], other, reason=reason, asked_by=AskedBy.SOURCE, actor=SYSTEM
    )
    transfer.confirm_transfer(first, actor=SYSTEM)
    transfer.request_transfer(
        leaving[1], other, reason=reason, asked_by=AskedBy.SOURCE, actor=SYSTEM
    )
    refused = transfer.request_transfer(
        leaving[2], other, reason=reason, asked_by=AskedBy.TARGET, actor=SYSTEM
    )
    transfer.refuse_transfer(refused, reason="本人尚未办理离职。", actor=SYSTEM)
    for member in coming:
        transfer.request_transfer(member, own, reason=reason, asked_by=AskedBy.TARGET, actor=SYSTEM)


def _some(union: Union, number: int) -> list[Membership]:
    rows = Membership.objects.filter(union=union, status=MembershipStatus.ACTIVE)
    return list(rows.select_related("union", "person").order_by("id")[:number])


def _cards(own: Union) -> None:
    """A batch for the bank, some of it already further on."""
    cards.apply_many(own, bank=_BANK, actor=SYSTEM)
    fresh = list(Card.objects.filter(union=own, bank=_BANK, status="applied").order_by("id")[:9])
    for card in fresh[:6]:
        cards.verify(card, actor=SYSTEM)
    for card in fresh[:4]:
        cards.send_to_bank(card, actor=SYSTEM)
    for number, card in enumerate(fresh[:2]):
        cards.produce(card, number_tail=f"{6001 + number}", actor=SYSTEM)
