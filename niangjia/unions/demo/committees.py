"""Committees, officers and certificates of the demo's unions, as plans. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from niangjia.unions.demo.people import full_name
from niangjia.unions.demo.plan import Plan, Unit
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost
from niangjia.unions.services.loading import NewCertificate, NewOfficer, NewTerm, UnionRecords

_SHARE_OVERDUE = 0.07
_SHARE_WITH_CERTIFICATE = 0.45
_WOMEN_COMMITTEE_FROM = 10  # 工会法 第十一条; ten women members by practice
_POSTS = (
    OfficerPost.VICE_CHAIR,
    OfficerPost.ORGANISATION,
    OfficerPost.PUBLICITY,
    OfficerPost.WELFARE,
    OfficerPost.SAFETY,
    OfficerPost.CULTURE,
)


def records(plan: Plan, keys: Mapping[str, int]) -> list[UnionRecords]:
    """What each standing union hands over; ``keys`` are the union ids by code."""
    chance = np.random.default_rng([plan.scale.seed, 3])
    return [
        _of_unit(unit, keys[unit.code], plan.today, number, chance)
        for number, unit in enumerate(plan.units)
        if unit.closed_on is None
    ]


def _of_unit(
    unit: Unit, union_id: int, today: date, number: int, chance: np.random.Generator
) -> UnionRecords:
    workers = max(round(unit.size * (1.02 + 0.2 * float(chance.random()))), 5)
    women = round(workers * unit.trade.women)
    starts_on, years, session = _current_term(unit, today, chance)
    chair = _officer(OfficerPost.CHAIR, chance)
    terms = [_term(Committee.UNION, session, years, starts_on, (chair, *_others(unit, chance)))]
    if unit.size >= 25:
        terms.append(_term(Committee.AUDIT, session, years, starts_on, _leader(chance)))
    if women >= _WOMEN_COMMITTEE_FROM:
        terms.append(_term(Committee.WOMEN, session, years, starts_on, _leader(chance, gender=2)))
    certificate = None
    if float(chance.random()) < _SHARE_WITH_CERTIFICATE:
        certificate = NewCertificate(
            f"工法证字第{unit.place.code[:6]}{number:06}号",
            chair.name,
            starts_on,
            _years_after(starts_on, years),
        )
    return UnionRecords(
        union_id, workers, women, len(unit.employers), bool(chance.random() < 0.8),
        tuple(terms), certificate,
    )  # fmt: skip


def _current_term(unit: Unit, today: date, chance: np.random.Generator) -> tuple[date, int, int]:
    """Start, length and number of the term in office; some unions are late with re-election."""
    years = 3 if chance.random() < 0.4 else 5
    starts_on, session = unit.founded_on, 1
    while _years_after(starts_on, years) <= today:
        starts_on, session = _years_after(starts_on, years), session + 1
    if session > 1 and chance.random() < _SHARE_OVERDUE:
        starts_on, session = _years_after(starts_on, -years), session - 1
    return starts_on, years, session


def _term(
    committee: Committee,
    session: int,
    years: int,
    starts_on: date,
    officers: tuple[NewOfficer, ...],
) -> NewTerm:
    return NewTerm(committee, session, years, starts_on, _years_after(starts_on, years), officers)


def _others(unit: Unit, chance: np.random.Generator) -> tuple[NewOfficer, ...]:
    """By size: one chair alone under 25 members, else three to seven on the committee."""
    if unit.size < 25:
        return ()
    return tuple(_officer(post, chance) for post in _POSTS[: 2 if unit.size < 200 else 6])


def _leader(chance: np.random.Generator, gender: int = 0) -> tuple[NewOfficer, ...]:
    return (_officer(OfficerPost.CHAIR, chance, gender),)


def _officer(post: OfficerPost, chance: np.random.Generator, gender: int = 0) -> NewOfficer:
    sex = gender or (2 if chance.random() < 0.35 else 1)
    is_full_time = post is OfficerPost.CHAIR and chance.random() < 0.06
    mode = EmploymentMode.FULL_TIME if is_full_time else EmploymentMode.PART_TIME
    return NewOfficer(post, full_name(sex == 2, chance), sex, mode)


def _years_after(start: date, years: int) -> date:
    """The same day so many years later (28 February for the 29th)."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)
