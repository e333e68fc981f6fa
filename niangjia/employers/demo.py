"""The demo's employers (用人单位): those that unions cover, and those still without a union."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from niangjia.employers.services.loading import NewEmployer, load_employers
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import make_credit_code
from niangjia.unions.demo.names import TRADES, Namer, Trade
from niangjia.unions.demo.plan import Place, Plan, Unit
from niangjia.unions.models import Union
from niangjia.unions.rules import UnitType

Say = Callable[[str], None]
_SHARE_WITHOUT_UNION = 0.2
_COMPANY_PREFIX = "91"


@dataclass(frozen=True)
class _Register:
    """The plan, the union ids by code, and the dice."""

    plan: Plan
    keys: Mapping[str, int]
    chance: np.random.Generator


def build(
    plan: Plan, keys: Mapping[str, int], say: Say
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Enter the register; per unit of the plan the first employer's id and how many it has."""
    register = _Register(plan, keys, np.random.default_rng([plan.scale.seed, 5]))
    covered = [
        _covered(register, unit, name, trade)
        for unit in plan.units
        for name, trade in unit.employers
    ]
    uncovered = _without_union(register)
    rows = [_numbered(row, n) for n, row in enumerate((*covered, *uncovered), 1)]
    first = load_employers(Union.objects.get(code=plan.scale.root), rows, actor=SYSTEM)
    say(f"用人单位 {len(rows):,} 家,其中未建会 {len(uncovered):,} 家")
    counts = np.array([len(unit.employers) for unit in plan.units], np.int64)
    return np.where(counts > 0, first + np.cumsum(counts) - counts, 0), counts


def _covered(register: _Register, unit: Unit, name: str, trade: Trade) -> NewEmployer:
    share = unit.size / len(unit.employers)
    workers = max(round(share * (1.02 + 0.2 * float(register.chance.random()))), 3)
    spans = [(register.keys[unit.code], unit.founded_on, unit.closed_on)]
    if unit.closed_on and unit.successor is not None:
        heir = register.plan.units[unit.successor]
        spans.append((register.keys[heir.code], unit.closed_on, None))
    made = _employer(register, unit.place, name, trade)
    return replace(
        made, worker_count=workers, women_worker_count=round(workers * trade.women),
        registered_on=unit.founded_on, covered=tuple(spans),
    )  # fmt: skip


def _without_union(register: _Register) -> list[NewEmployer]:
    """Private employers nobody covers: most small, some of 25 and more, a few of 100 and more."""
    plan, chance = register.plan, register.chance
    namer = Namer(chance, {name for unit in plan.units for name, _ in unit.employers})
    private = [trade for trade in TRADES if trade.unit_type == UnitType.PRIVATE]
    townships = [place for place in plan.places if place.level == 4]
    found = []
    for _ in range(round(plan.scale.unions * _SHARE_WITHOUT_UNION)):
        place = townships[int(chance.integers(len(townships)))]
        trade = private[int(chance.integers(len(private)))]
        workers = 5 + int(chance.lognormal(2.6, 1.1))
        since = plan.today - timedelta(days=int(chance.integers(120, 3000)))
        made = _employer(register, place, namer.unit(place.name, trade), trade)
        women = round(workers * trade.women)
        found.append(
            replace(made, worker_count=workers, women_worker_count=women, registered_on=since)
        )
    return found


def _employer(register: _Register, place: Place, name: str, trade: Trade) -> NewEmployer:
    counted_on = register.plan.today - timedelta(days=100)
    return NewEmployer(
        name=name,
        union_id=register.keys[place.code],
        region=place.code,
        unit_type=trade.unit_type,
        industry=trade.industry,
        worker_count=0,
        women_worker_count=0,
        counted_on=counted_on,
        registered_on=counted_on,
        is_platform_partner=trade.new_form > 0.1,
    )


def _numbered(row: NewEmployer, number: int) -> NewEmployer:
    code = make_credit_code(f"{row.region[:6]:0<6}", number, prefix=_COMPANY_PREFIX)
    return replace(row, credit_code=code)
