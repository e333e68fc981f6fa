"""What must be true before each step of establishing a union (建会): values in, reason out. Pure.

Sources: 工会法 (2021) art. 10-12, 16; 工会基层组织选举工作条例 (总工发〔2016〕27号); 企业工会主席
产生办法; domain 01 §1.3. Every check takes the facts and returns the Chinese refusal or None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from niangjia.establishment.rules.codes import EmployerTie
from niangjia.unions.rules import (
    SIZE_POLICY,
    Committee,
    OfficerPost,
    OrgType,
    committee_size,
)

COMMITTEE_FROM = 25  # 工会法 第十一条: 会员二十五人以上的,应当建立基层工会委员会
PREPARATORY = (3, 5)  # 筹备组 3-5 人 (domain 01 §1.3)
TERMS = (3, 5)  # 工会法 第十六条: 基层工会委员会每届任期三年或者五年
THREE_SEATS = 3  # least of an audit committee and of a women's committee


@dataclass(frozen=True)
class UnitFacts:
    """An employer that applies; ``covered_by`` names the union that covers it already."""

    name: str
    worker_count: int
    covered_by: str = ""


@dataclass(frozen=True)
class CandidateFacts:
    """Somebody who stands for a committee; ``vote_count`` None before the election."""

    name: str
    is_woman: bool
    committee: str
    post: str
    tie: str = EmployerTie.NONE
    vote_count: int | None = None


def _national_sizes() -> Mapping[str, Any]:
    return SIZE_POLICY.default


@dataclass(frozen=True)
class Facts:
    """All that the checks look at; counts are persons.

    ``committee_sizes`` and ``women_committee_from`` are policy of the unions area, as in force at
    the level above.
    """

    union_name: str
    org_type: int
    units: tuple[UnitFacts, ...]
    member_count: int
    women_count: int
    seat_count: int | None = None
    preparatory_count: int = 0
    candidates: tuple[CandidateFacts, ...] = ()
    notice_ends_on: date | None = None
    election_on: date | None = None
    due_count: int | None = None
    present_count: int | None = None
    committee_sizes: Mapping[str, Any] = field(default_factory=_national_sizes)
    women_committee_from: int = 10  # default of unions.women_committee

    @property
    def seat_range(self) -> tuple[int, int]:
        """Least and most members of the union committee (委员名额) for so many members."""
        return committee_size(self.member_count, self.committee_sizes)

    def standing(self, committee: Committee) -> tuple[CandidateFacts, ...]:
        """Candidates for one of the three committees."""
        return tuple(one for one in self.candidates if one.committee == committee)

    def elected(self, committee: Committee) -> tuple[CandidateFacts, ...]:
        """Those with votes of more than half of the members due (应到会人数的过半数).

        When more than the seats have that, those with most votes.
        """
        due = self.due_count or 0
        passed = [one for one in self.standing(committee) if is_elected(one.vote_count, due)]
        passed.sort(key=lambda one: -(one.vote_count or 0))
        seats = self.seat_count if committee == Committee.UNION else None
        return tuple(passed[:seats])


Check = Callable[[Facts], str | None]


def is_elected(vote_count: int | None, due_count: int) -> bool:
    """赞成票超过应到会人数的半数."""
    return vote_count is not None and vote_count * 2 > due_count


def is_quorate(present_count: int, due_count: int) -> bool:
    """实到会人数达到应到会人数的三分之二."""
    return due_count > 0 and present_count * 3 >= due_count * 2


def candidates_needed(seat_count: int) -> int:
    """差额选举: at least 5 % more candidates than seats, and at least one more."""
    return seat_count + max(1, -(-seat_count * 5 // 100))


# --- Applying -----------------------------------------------------------------------------


def name_is_a_unions(facts: Facts) -> str | None:
    """The name says that it is a union."""
    if "工会" in facts.union_name:
        return None
    return "拟建工会名称应含“工会”二字,例如“渠江纺织厂工会委员会”。请修改名称。"


def units_fit_type(facts: Facts) -> str | None:
    """One employer for a union of its own, two or more for a joint one (工会法 art. 11)."""
    count = len(facts.units)
    if count == 0:
        return "还没有填写用人单位。请至少添加一个单位。"
    if facts.org_type == OrgType.JOINT and count < 2:
        return "联合基层工会须由两个以上单位联合建立,现在只有1个。请添加单位,或改为独立基层工会。"
    if facts.org_type == OrgType.INDEPENDENT and count > 1:
        return f"独立基层工会只涵盖一个单位,现在有{count}个。请改为联合基层工会,或减少单位。"
    return None


def units_are_free(facts: Facts) -> str | None:
    """An employer is covered by one union at a time."""
    for unit in facts.units:
        if unit.covered_by:
            return (
                f"“{unit.name}”已由“{unit.covered_by}”覆盖,不能重复建会。"
                "如确需另建,请先由该工会办理调整。"
            )
    return None


def counts_agree(facts: Facts) -> str | None:
    """Members are workers, women are members."""
    workers = sum(unit.worker_count for unit in facts.units)
    if facts.member_count < 1:
        return "拟发展会员数不能为0。请填写已提交入会申请的人数。"
    if facts.member_count > workers:
        return f"拟发展会员{facts.member_count}人,多于职工{workers}人。请核对两个人数。"
    if facts.women_count > facts.member_count:
        return f"女会员{facts.women_count}人,多于会员{facts.member_count}人。请核对。"
    return None


# --- Nominating ---------------------------------------------------------------------------


def preparatory_group_fits(facts: Facts) -> str | None:
    """筹备组由 3 至 5 人组成."""
    least, most = PREPARATORY
    if least <= facts.preparatory_count <= most:
        return None
    return f"筹备组应由{least}至{most}人组成,现在是{facts.preparatory_count}人。请增减筹备组成员。"


def seats_fit_members(facts: Facts) -> str | None:
    """The number of committee seats follows the number of members."""
    least, most = facts.seat_range
    if facts.seat_count is None:
        return f"请先填写委员名额:会员{facts.member_count}人的基层工会,委员为{least}至{most}人。"
    if least <= facts.seat_count <= most:
        return None
    must = "应当建立工会委员会," if facts.member_count >= COMMITTEE_FROM else ""
    return (
        f"会员{facts.member_count}人,{must}委员名额应为{least}至{most}人,"
        f"现在是{facts.seat_count}人。请修改名额。"
    )


def enough_candidates(facts: Facts) -> str | None:
    """差额选举 where a committee is mandatory; elsewhere as many candidates as seats."""
    seats = facts.seat_count or 0
    is_mandatory = facts.member_count >= COMMITTEE_FROM
    needed = candidates_needed(seats) if is_mandatory else seats
    count = len(facts.standing(Committee.UNION))
    if count >= needed:
        return None
    rule = "(差额率不低于5%)" if is_mandatory else ""
    return f"工会委员会应选{seats}人,候选人至少{needed}人{rule},现在是{count}人。请增加候选人。"


def has_chair_candidate(facts: Facts) -> str | None:
    """Somebody stands for chair (or organiser, in a union of fewer than 25)."""
    posts = {one.post for one in facts.standing(Committee.UNION)}
    is_small = facts.member_count < COMMITTEE_FROM
    if OfficerPost.CHAIR in posts or (is_small and OfficerPost.ORGANISER in posts):
        return None
    return "候选人中没有工会主席人选。请为一名候选人选择拟任职务“主席”。"


def nobody_is_barred(facts: Facts) -> str | None:
    """Relatives of the employer's head stand for nothing, the head not for chair."""
    for one in facts.candidates:
        if one.tie == EmployerTie.RELATIVE:
            return (
                f"{one.name}是单位主要负责人的近亲属,不得作为工会委员会成员人选"
                "(工会法第十条)。请更换人选。"
            )
        if one.tie == EmployerTie.HEAD and one.post == OfficerPost.CHAIR:
            return (
                f"{one.name}是单位主要负责人(含副职),不得作为工会主席候选人"
                "(企业工会主席产生办法第六条)。请更换人选。"
            )
    return None


def audit_stands(facts: Facts) -> str | None:
    """经费审查委员会 is elected together with the union committee, and apart from its chair."""
    audit = facts.standing(Committee.AUDIT)
    least = THREE_SEATS if facts.member_count >= COMMITTEE_FROM else 1
    if len(audit) < least:
        return f"经费审查委员候选人至少{least}人,现在是{len(audit)}人。请增加候选人。"
    barred = {
        one.name
        for one in facts.standing(Committee.UNION)
        if one.post in (OfficerPost.CHAIR, OfficerPost.FINANCE)
    }
    for one in audit:
        if one.name in barred:
            return f"{one.name}拟任主席或财务委员,不得同时担任经费审查委员。请更换人选。"
    return None


def women_stand(facts: Facts) -> str | None:
    """女职工委员会 with ten or more women members, otherwise a women's officer."""
    if facts.women_count == 0:
        return None
    women = facts.standing(Committee.WOMEN)
    if any(not one.is_woman for one in women):
        return "女职工委员会的候选人须为女会员。请核对性别。"
    if facts.women_count >= facts.women_committee_from and len(women) < THREE_SEATS:
        return (
            f"女会员{facts.women_count}人,应建立女职工委员会,候选人至少{THREE_SEATS}人,"
            f"现在是{len(women)}人。请增加候选人。"
        )
    if not women:
        return f"女会员{facts.women_count}人,应设女职工委员,请至少提名1人。"
    return None


# --- Election -----------------------------------------------------------------------------


def election_is_reported(facts: Facts) -> str | None:
    """Day, numbers and votes are there, and make sense."""
    if facts.election_on is None or facts.due_count is None or facts.present_count is None:
        return "请先填写选举日期、应到会人数和实到会人数。"
    if facts.notice_ends_on and facts.election_on <= facts.notice_ends_on:
        return (
            f"选举日期({facts.election_on})应在公示期满({facts.notice_ends_on})之后。请核对日期。"
        )
    if facts.due_count > facts.member_count:
        return f"应到会{facts.due_count}人,多于会员{facts.member_count}人。请核对。"
    for one in facts.candidates:
        if one.vote_count is None:
            return f"没有填写{one.name}的得票。请填写全部候选人的得票。"
        if one.vote_count > facts.present_count:
            return f"{one.name}得{one.vote_count}票,多于实到会{facts.present_count}人。请核对。"
    return None


def meeting_is_quorate(facts: Facts) -> str | None:
    """实到会人数达到应到会人数三分之二以上,方可进行选举."""
    due, present = facts.due_count or 0, facts.present_count or 0
    if is_quorate(present, due):
        return None
    return (
        f"选举无效:应到会{due}人,实到会{present}人,不足三分之二"
        "(工会基层组织选举工作条例)。请重新召开会议选举。"
    )


def committee_is_elected(facts: Facts) -> str | None:
    """The committee has its least size, no more than its seats, and a chair."""
    elected = facts.elected(Committee.UNION)
    least, _ = facts.seat_range
    seats = facts.seat_count or 0
    need = (facts.due_count or 0) // 2 + 1
    if len(elected) < least:
        return (
            f"工会委员会只有{len(elected)}人得票过半(至少{need}票),不足{least}人。"
            "请就缺额另行选举后再报。"
        )
    if _tied_for_last_seat(facts):
        return (
            f"应选{seats}人,最后一个名额上有得票相等的候选人,无法确定谁当选。"
            "请对票数相等的候选人重新投票后再报。"
        )
    chairs = [one for one in elected if one.post in (OfficerPost.CHAIR, OfficerPost.ORGANISER)]
    if len(chairs) != 1:
        return f"当选的主席(组织员)应为1人,现在是{len(chairs)}人。请核对拟任职务和得票。"
    return None


def _tied_for_last_seat(facts: Facts) -> bool:
    elected = facts.elected(Committee.UNION)
    if not elected or len(elected) < (facts.seat_count or 0):
        return False
    last = elected[-1].vote_count
    left_out = set(facts.standing(Committee.UNION)) - set(elected)
    return any(one.vote_count == last for one in left_out)


def other_committees_are_elected(facts: Facts) -> str | None:
    """The audit committee and the women's committee came out of the same election."""
    if not facts.elected(Committee.AUDIT):
        return "没有选出经费审查委员。请另行选举后再报。"
    if facts.women_count and not facts.elected(Committee.WOMEN):
        return "没有产生女职工委员(女职工委员会)。请另行选举后再报。"
    return None


def names_are_told_apart(facts: Facts) -> str | None:
    """Nobody is entered twice for one committee."""
    seen = Counter((one.committee, one.name) for one in facts.candidates)
    for (committee, name), count in seen.items():
        if count > 1:
            return f"{Committee(committee).label}候选人中“{name}”出现{count}次。请删去重复的。"
    return None


TO_SUBMIT: tuple[Check, ...] = (name_is_a_unions, units_fit_type, counts_agree, units_are_free)
TO_PREPARE: tuple[Check, ...] = TO_SUBMIT
TO_NOMINATE: tuple[Check, ...] = (
    preparatory_group_fits,
    seats_fit_members,
    names_are_told_apart,
    enough_candidates,
    has_chair_candidate,
    nobody_is_barred,
    audit_stands,
    women_stand,
)
TO_REPORT: tuple[Check, ...] = (
    election_is_reported,
    meeting_is_quorate,
    nobody_is_barred,
    committee_is_elected,
    other_committees_are_elected,
)
TO_ESTABLISH: tuple[Check, ...] = (*TO_REPORT, units_are_free)


def first_refusal(checks: tuple[Check, ...], facts: Facts) -> str | None:
    """The first reason against, or None."""
    for check in checks:
        refused = check(facts)
        if refused:
            return refused
    return None
