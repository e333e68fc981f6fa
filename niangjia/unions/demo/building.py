"""The demo federation (演示数据): real regions, made-up unions with a past, all through services."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Mapping
from datetime import date

from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import make_credit_code
from niangjia.unions import services
from niangjia.unions.demo.committees import records
from niangjia.unions.demo.plan import FEDERATIONS_FOUNDED, Place, Plan, Unit, draw, territory
from niangjia.unions.demo.scale import Scale
from niangjia.unions.models import Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType
from niangjia.unions.services.loading import load_records
from niangjia.unions.services.regions import REGIONS_FILE

Say = Callable[[str], None]
_LEVELS = {1: UnionLevel.PROVINCE, 2: UnionLevel.CITY, 3: UnionLevel.COUNTY, 4: UnionLevel.TOWNSHIP}


def plan(scale: Scale, today: date) -> Plan:
    """The plan of that scale on the real regions."""
    return draw(scale, territory(regions(), scale.root), today)


def regions() -> Mapping[str, tuple[str | None, str, int]]:
    """Region code → (parent code, name, level), from the file of the project."""
    with gzip.open(REGIONS_FILE, "rt", encoding="utf-8", newline="") as lines:
        return {
            row["code"]: (row["parent"] or None, row["name"], int(row["level"]))
            for row in csv.DictReader(lines)
        }


def build(plan: Plan, say: Say) -> Mapping[str, int]:
    """Enter the federation, then let its past happen in order; union ids by code."""
    services.load_regions()
    say("行政区划已载入")
    keys = services.create_unions(
        [*map(_federation, plan.places), *map(_unit, _numbered(plan))], actor=SYSTEM
    )
    say(f"已登记工会 {len(keys):,} 个")
    _relive(plan, keys, say)
    root = Union.objects.get(code=plan.scale.root)
    load_records(root, records(plan, keys), actor=SYSTEM)
    say("届次、干部、法人证书已建档")
    return keys


def _federation(place: Place) -> services.NewUnion:
    return services.NewUnion(
        name=f"{place.name}总工会",
        code=place.code,
        region_code=place.code,
        parent_code=place.parent or "",
        level=_LEVELS[place.level],
        union_type=UnionType.TERRITORIAL,
        org_form=OrgForm.FEDERATION if place.level < 4 else OrgForm.UNION_FEDERATION,
        founded_on=FEDERATIONS_FOUNDED[place.level],
    )


def _numbered(plan: Plan) -> list[tuple[int, Unit]]:
    return list(enumerate(plan.units, 1))


def _unit(numbered: tuple[int, Unit]) -> services.NewUnion:
    number, unit = numbered
    return services.NewUnion(
        name=unit.union_name,
        code=unit.code,
        region_code=unit.place.code,
        parent_code=unit.was_under or unit.place.code,
        level=UnionLevel.UNIT,
        union_type=UnionType.GRASSROOTS,
        org_type=OrgType.JOINT if unit.is_joint else OrgType.INDEPENDENT,
        org_form=OrgForm.JOINT_COMMITTEE if unit.is_joint else OrgForm.COMMITTEE,
        founded_on=unit.founded_on,
        unit_type=unit.trade.unit_type,
        industry=unit.trade.industry,
        credit_code=make_credit_code(f"{unit.place.code[:6]:0<6}", number),
        is_catch_all=unit.is_catch_all,
    )


def _relive(plan: Plan, keys: Mapping[str, int], say: Say) -> None:
    """Moves and mergers on their days, the earliest first."""
    changes = [(u.moved_on, u) for u in plan.units if u.moved_on]
    changes += [(u.closed_on, u) for u in plan.units if u.closed_on]
    for done, (on, unit) in enumerate(sorted(changes, key=lambda change: change[0]), 1):
        union = Union.objects.get(pk=keys[unit.code])
        if on == unit.moved_on:
            to = Union.objects.get(pk=keys[unit.place.code])
            services.move(union, to=to, on=on, reason="单位迁址,按属地调整隶属", actor=SYSTEM)
        elif unit.successor is not None:
            into = Union.objects.get(pk=keys[plan.units[unit.successor].code])
            services.merge([union], into=into, on=on, reason="单位撤并", actor=SYSTEM)
        if done % 200 == 0:
            say(f"隶属变更与合并 {done:,}/{len(changes):,}")
