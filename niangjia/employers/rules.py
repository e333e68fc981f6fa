"""Rules of employers (用人单位): ownership, industry, and who must have a union. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from niangjia.kernel import ids
from niangjia.kernel.findings import Severity
from niangjia.unions.rules import Industry, UnitType

__all__ = [
    "HUNDRED",
    "MUST_UNIONISE_FROM",
    "PUBLIC_TYPES",
    "Countdown",
    "Industry",
    "codes_refusal",
    "codes_warning",
    "core_name",
    "coverage_refusal",
    "handover_refusal",
    "is_public",
    "workers_refusal",
]

MUST_UNIONISE_FROM = 25
"""工会法 art. 11: from 25 members on a grass-roots committee must be set up; by practice the
working list goes by the number of workers."""

HUNDRED = 100
"""The federations' own list: 百人以上未建会单位, counted down to zero."""

PUBLIC_TYPES = frozenset(
    {
        UnitType.STATE,
        UnitType.COLLECTIVE,
        UnitType.STATE_SOLE,
        UnitType.STATE_HELD_SHARES,
        UnitType.INSTITUTION,
        UnitType.GOVERNMENT,
    }
)

_FORMS = re.compile(
    r"(股份)?有限(责任)?公司|集团|总公司|分公司|公司|总厂|工厂|厂|合作社|个体工商户|经营部|门市部|中心"
)
_PLACES = re.compile(r"^(.{1,6}?(省|自治区))?(.{1,6}?(市|自治州))?(.{1,6}?(县|区))?")
_NOISE = re.compile(r"[\s()()【】\[\]·,,.。\-—]+")


def is_public(unit_type: int) -> bool:
    """公有制 or 非公有制, derived from 单位性质 (domain 01 §1.2; the derivation is ours)."""
    return unit_type in PUBLIC_TYPES


def core_name(name: str) -> str:
    """What is left of a firm's name without place, legal form and punctuation.

    四川省达州市渠江纺织有限责任公司 → 渠江纺织. Two employers with one core name in one county are
    probably one.
    """
    bare = _NOISE.sub("", name)
    core = _FORMS.sub("", _PLACES.sub("", bare))
    return core or bare


def workers_refusal(workers: int, women: int) -> str | None:
    """Why the head count cannot be right, or None."""
    if women > workers:
        return f"女职工人数({women})不能多于职工人数({workers})。请核对。"
    return None


def codes_refusal(code: str) -> str | None:
    """Why the credit code cannot be right (GB 32100), or None."""
    for problem in ids.check_credit_code(code, is_union=False) if code else ():
        if problem.severity is Severity.ERROR:
            return problem.message
    return None


def codes_warning(code: str) -> str | None:
    """What is odd about an employer's credit code: prefix 81 belongs to unions."""
    if code.startswith(ids.UNION_PREFIX):
        return f"{code[:2]}开头的统一社会信用代码属于工会组织。请确认填的是单位的代码,不是其工会的代码。"
    return None


def coverage_refusal(*, is_grassroots: bool, is_open: bool, union_name: str) -> str | None:
    """Why the union cannot cover an employer, or None."""
    if not is_open:
        return f"“{union_name}”已注销,不能再覆盖单位。"
    if not is_grassroots:
        return f"“{union_name}”不是基层工会。只有基层工会(含联合基层工会)可以涵盖单位。"
    return None


def handover_refusal(on: date, *, since: date | None, today: date, keeper: str) -> str | None:
    """Why another union cannot keep the file from that day, or None; ``keeper`` has kept it ``since``."""
    if on > today:
        return "起始日期还没有到。请填今天或以前的日期。"
    if since is not None and on < since:
        return f"该单位自{since}起才由“{keeper}”管理,起始日期不能早于这一天。"
    return None


@dataclass(frozen=True)
class Countdown:
    """百人以上未建会清零 of one federation since 1 January, in employers (家).

    ``start`` + ``added`` - ``done`` - ``dropped`` = ``left``. ``added``: came onto the list during
    the year; ``done``: covered by a union by now; ``dropped``: closed or below a hundred.
    """

    start: int
    added: int
    done: int
    dropped: int

    @property
    def left(self) -> int:
        """Still without a union."""
        return self.start + self.added - self.done - self.dropped

    @property
    def share_done(self) -> int | None:
        """Whole per cent done of all that were ever on the list; None when there were none."""
        listed = self.start + self.added - self.dropped
        return self.done * 100 // listed if listed else None
