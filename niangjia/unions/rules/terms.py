"""Rules of terms of office and committees (届次、三委). Pure.

Sources: 中华人民共和国工会法 (2021) art. 10, 11, 16, 19; 工会基层组织选举工作条例 (总工发〔2016〕27号).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from niangjia.unions.rules.codes import Committee, EmploymentMode, OfficerPost, UnionType

GRASSROOTS_TERMS = (3, 5)
"""工会法 art. 16: 基层工会委员会每届任期三年或者五年."""
FEDERATION_TERMS = (5,)
"""工会法 art. 16: 各级地方总工会委员会和产业工会委员会每届任期五年."""


@dataclass(frozen=True)
class PolicyDefault:
    """A dated parameter set as declared: code, Chinese label, default values, legal basis.

    ``labels`` names each value in Chinese.
    """

    code: str
    label: str
    default: Mapping[str, Any]
    basis: str
    labels: Mapping[str, str] = field(default_factory=dict)


TERM_POLICY = PolicyDefault(
    "unions.term",
    "换届与延期",
    {"extension_months": 6, "reminder_days": (180, 90, 30), "vacancy_months": 3},
    "工会基层组织选举工作条例(总工发〔2016〕27号):因故延期换届一般不超过半年,须经上一级工会批准",
    {
        "extension_months": "延期最长(个月)",
        "reminder_days": "届满前提醒(天)",
        "vacancy_months": "主席出缺补选期限(个月)",
    },
)
WOMEN_POLICY = PolicyDefault(
    "unions.women_committee",
    "女职工委员会设立人数",
    {"from_women_members": 10},
    "工会法第十一条;女会员10人以上设委员会为工作惯例",
    {"from_women_members": "女会员达到(人)"},
)
SIZE_POLICY = PolicyDefault(
    "unions.committee_size",
    "工会委员会委员名额",
    {"below_25": (1, 1), "to_200": (3, 7), "to_1000": (7, 15), "to_5000": (15, 21),
     "to_10000": (21, 29), "to_50000": (29, 37), "above_50000": (37, 45)},
    "工会基层组织选举工作条例(总工发〔2016〕27号)关于委员名额的规定",
    {"below_25": "会员不足25人(最少、最多)", "to_200": "25至200人", "to_1000": "201至1000人",
     "to_5000": "1001至5000人", "to_10000": "5001至10000人", "to_50000": "10001至50000人",
     "above_50000": "50001人以上"},
)  # fmt: skip
_SIZE_STEPS = (
    (24, "below_25"), (200, "to_200"), (1_000, "to_1000"), (5_000, "to_5000"),
    (10_000, "to_10000"), (50_000, "to_50000"),
)  # fmt: skip


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def term_ends(starts_on: date, years: int) -> date:
    """Last day plus one of a term (任期止): the same date ``years`` later."""
    return add_months(starts_on, years * 12)


def term_refusal(union_type: int, years: int) -> str | None:
    """Why the union cannot have a term of so many years, or None."""
    allowed = GRASSROOTS_TERMS if union_type == UnionType.GRASSROOTS else FEDERATION_TERMS
    if years in allowed:
        return None
    shown = "年或".join(str(n) for n in allowed)
    who = "基层工会" if union_type == UnionType.GRASSROOTS else "地方工会、产业工会"
    return f"{who}每届任期为{shown}年,不能定为{years}年(工会法第十六条)。"


def extension_refusal(
    ends_on: date, until: date, *, approval_number: str, months: int
) -> str | None:
    """Why a term cannot be extended until that day, or None."""
    if until <= ends_on:
        return f"延期日期应晚于任期届满日{ends_on}。"
    latest = add_months(ends_on, months)
    if until > latest:
        return f"延期换届一般不超过{months}个月,最晚到{latest}。请改短延期,或尽快组织换届选举。"
    if not approval_number.strip():
        return "延期换届须经上一级工会批准,请填写延期批复文号。"
    return None


def reminder_day(expires_on: date, today: date, days: Sequence[int]) -> int | None:
    """The nearest threshold reached: 30 when 12 days are left, 0 when overdue, None: not yet due."""
    left = (expires_on - today).days
    if left < 0:
        return 0
    reached = [limit for limit in days if left <= limit]
    return min(reached, default=None)


def reminder_text(expires_on: date, today: date) -> str:
    """How the workbench says it: 还有12天届满, 已超期3天."""
    left = (expires_on - today).days
    if left < 0:
        return f"已超期{-left}天"
    return "今天届满" if left == 0 else f"还有{left}天届满"


def term_derivation(
    term: str, starts_on: date, years: int, ends_on: date, extended: tuple[date, str] | None
) -> str:
    """How the last day of a term was found; ``extended``: until when, and the approval's number."""
    text = f"{term}自{starts_on}起,任期{years}年,{ends_on}届满(工会法第十六条)。"
    if extended is not None:
        until, number = extended
        approved = f"({number})" if number else ""
        text += f"经上一级工会批准延期至{until}{approved},依据:{TERM_POLICY.basis}。"
    return text


def committee_size(members: int, policy: Mapping[str, Sequence[int]]) -> tuple[int, int]:
    """Least and most members of the union committee (委员名额) for so many union members."""
    for limit, key in _SIZE_STEPS:
        if members <= limit:
            least, most = policy[key]
            return least, most
    least, most = policy["above_50000"]
    return least, most


def size_warning(members: int, seats: int, policy: Mapping[str, Sequence[int]]) -> str | None:
    """What is unusual about the number of committee members, or None. A warning, not a refusal."""
    least, most = committee_size(members, policy)
    if least <= seats <= most:
        return None
    quota = f"{least}人" if least == most else f"{least}至{most}人"
    return f"现有会员{members}人,工会委员会委员一般为{quota},现为{seats}人。"


def post_label(committee: str, post: str) -> str:
    """Chinese title: the head of the union committee is 主席, of the other two 主任."""
    if committee == Committee.UNION:
        return OfficerPost(post).label
    heads = {
        OfficerPost.CHAIR: "主任",
        OfficerPost.VICE_CHAIR: "副主任",
        OfficerPost.EXECUTIVE_VICE_CHAIR: "常务副主任",
    }
    return heads.get(OfficerPost(post), OfficerPost(post).label)


def extended_contract_end(
    contract_ends_on: date | None,
    *,
    mode: str,
    from_on: date,
    until_on: date | None,
    term_ends_on: date | None,
) -> date | None:
    """When an officer's labour contract ends after its automatic extension (工会法 art. 19).

    Full-time officers: extended by the length of their service (known up to ``until_on``, else
    the end of the term). Others: at least to the end of the term. Serious personal fault and
    retirement are exceptions that the computation does not know. None: no fixed-term contract, or
    the end of the service is unknown.
    """
    served_until = until_on or term_ends_on
    if contract_ends_on is None or served_until is None:
        return None
    if mode == EmploymentMode.FULL_TIME:
        return contract_ends_on + (served_until - from_on)
    if until_on is not None and term_ends_on is not None and until_on < term_ends_on:
        return contract_ends_on
    return max(contract_ends_on, served_until)


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
