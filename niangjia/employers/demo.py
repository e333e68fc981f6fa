"""The demo's employers (用人单位): those that unions cover, and those still without a union."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from niangjia.employers.services.loading import NewEmployer, load_employers
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import make_credit_code
from niangjia.unions.demo.names import TRADES, Namer, Trade
from niangjia.unions.demo.plan import Place, Plan, Unit
from niangjia.unions.models import Union

Say = Callable[[str], None]
_SHARE_WITHOUT_UNION = 0.2
_COMPANY_PREFIX = "91"


def build(plan: Plan, keys: Mapping[str, int], say: Say) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Enter the register; per unit of the plan the first employer's id and how many it has."""
    chance = np.random.default_rng([plan.scale.seed, 5])
    covered = [
        _covered(plan, unit, name, trade, keys, chance)
        for unit in plan.units
        for name, trade in unit.employers
    ]
    uncovered = _without_union(plan, keys, chance)
    rows = [_numbered(row, n) for n, row in enumerate((*covered, *uncovered), 1)]
    first = load_employers(Union.objects.get(code=plan.scale.root), rows, actor=SYSTEM)
    say(f"用人单位 {len(rows):,} 家,其中未建会 {len(uncovered):,} 家")
    counts = np.array([len(unit.employers) for unit in plan.units], np.int64)
    return np.where(counts > 0, first + np.cumsum(counts) - counts, 0), counts


def _covered(
    plan: Plan, unit: Unit, name: str, trade: Trade, keys: Mapping[str, int], chance: np.random.Generator
) -> NewEmployer:
    workers = max(round(unit.size / len(unit.employers) * (1.02 + 0.2 * float(chance.random()))), 3)
    spans = [(keys[unit.code], unit.founded_on, unit.closed_on)]
    if unit.closed_on and unit.successor is not None:
        spans.append((keys[plan.units[unit.successor].code], unit.closed_on, None))
    return _employer(unit.place, name, trade, workers, unit.founded_on, plan.today, keys, tuple(spans))


def _without_union(plan: Plan, keys: Mapping[str, int], chance: np.random.Generator) -> list[NewEmployer]:
    """Private employers nobody covers: most small, some of 25 and more, a few of 100 and more."""
    namer = Namer(chance, {name for unit in plan.units for name, _ in unit.employers})
    private: Sequence[Trade] = [trade for trade in TRADES if trade.unit_type.value == 170]
    townships = [place for place in plan.places if place.level == 4]
    found = []
    for _ in range(round(plan.scale.unions * _SHARE_WITHOUT_UNION)):
        place = townships[int(chance.integers(len(townships)))]
        trade = private[int(chance.integers(len(private)))]
        workers = 5 + int(chance.lognormal(2.6, 1.1))
        since = plan.today - timedelta(days=int(chance.integers(120, 3000)))
        name = namer.unit(place.name, trade)
        found.append(_employer(place, name, trade, workers, since, plan.today, keys, ()))
    return found


def _employer(
    place: Place,
    name: str,
    trade: Trade,
    workers: int,
    since: date,
    today: date,
    keys: Mapping[str, int],
    covered: tuple[tuple[int, date, date | None], ...],
) -> NewEmployer:
    return NewEmployer(
        name=name,
        union_id=keys[place.code],
        region=place.code,
        unit_type=trade.unit_type,
        industry=trade.industry,
        worker_count=workers,
        women_worker_count=round(workers * trade.women),
        counted_on=max(since, today - timedelta(days=200)),
        registered_on=since,
        is_platform_partner=trade.new_form > 0.1,
        covered=covered,
    )


def _numbered(row: NewEmployer, number: int) -> NewEmployer:
    code = make_credit_code(f"{row.region[:6]:0<6}", number, prefix=_COMPANY_PREFIX)
    return NewEmployer(**{**row.__dict__, "credit_code": code})
