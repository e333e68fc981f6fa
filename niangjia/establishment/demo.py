"""Demo applications to set up unions (建会申请) in several states, through services."""

from __future__ import annotations

from collections.abc import Callable

from niangjia.employers.models import Employer
from niangjia.employers.rules import MUST_UNIONISE_FROM
from niangjia.establishment import services as flow
from niangjia.establishment.models import Establishment
from niangjia.kernel.actor import SYSTEM
from niangjia.unions.models import Union
from niangjia.unions.rules import Committee, OfficerPost

Say = Callable[[str], None]
_CANDIDATES = (
    ("覃建华", OfficerPost.CHAIR, False),
    ("冉丽", OfficerPost.VICE_CHAIR, True),
    ("向强", OfficerPost.MEMBER, False),
    ("牟春梅", OfficerPost.MEMBER, True),
)
_AUDIT = (
    ("苟明", OfficerPost.CHAIR, False),
    ("蒲芳", OfficerPost.MEMBER, True),
    ("景伟", OfficerPost.MEMBER, False),
)
_WOMEN = (
    ("冉丽", OfficerPost.CHAIR, True),
    ("牟春梅", OfficerPost.MEMBER, True),
    ("鲜敏", OfficerPost.MEMBER, True),
)


def build(root: Union, say: Say) -> None:
    """Six applications by employers that must have a union: waiting, returned, preparing, notice."""
    cases = [_apply(employer, number) for number, employer in enumerate(_employers(root, 7), 1)]
    flow.give_back(cases[0], reason="请补充会员登记表。", actor=SYSTEM)
    flow.refuse(cases[1], reason="该单位已由商圈联合工会覆盖。", actor=SYSTEM)
    for case in cases[2:4]:
        _prepare(case)
    _nominate(cases[3])
    say(f"建会申请 {len(cases)} 件,各办理状态都有")


def _employers(root: Union, number: int) -> list[Employer]:
    """Employers without a union and with at least 25 workers, the largest under 200 first."""
    rows = Employer.objects.filter(
        union__path__startswith=root.path,
        coverages=None,
        closed_on=None,
        worker_count__range=(MUST_UNIONISE_FROM, 200),
    )
    return list(rows.select_related("region", "union").order_by("-worker_count", "id")[:number])


def _apply(employer: Employer, number: int) -> Establishment:
    members = round(employer.worker_count * 0.9)
    values = flow.ApplicationValues(
        union_name=f"{employer.name}工会委员会",
        region=employer.region,
        member_count=members,
        women_count=min(round(members * 0.4), employer.women_worker_count),
        contact_name="覃建华",
        contact_phone=f"1991{number:07}",
    )
    return flow.apply_from_phone(values, flow.UnitValues(employer=employer))


def _prepare(case: Establishment) -> None:
    flow.approve_preparation(case, preparation_number=f"筹〔{case.pk}〕号", actor=SYSTEM)
    for number, name in enumerate(("覃建华", "冉丽", "向强")):
        flow.add_preparatory_member(
            case, name=name, position="职工代表", is_head=number == 0, actor=SYSTEM
        )


def _nominate(case: Establishment) -> None:
    """Candidates for the three committees are shown to everybody for seven days."""
    for committee, people in (
        (Committee.UNION, _CANDIDATES),
        (Committee.AUDIT, _AUDIT),
        (Committee.WOMEN, _WOMEN),
    ):
        for name, post, is_woman in people:
            flow.add_candidate(
                case, name=name, committee=committee, post=post, is_woman=is_woman, actor=SYSTEM
            )
    flow.set_seats(case, seat_count=3, actor=SYSTEM)
    flow.nominate(case, actor=SYSTEM)
