"""The demo's closed periods (封存): years and half-years behind us, so that trends have a past."""

from __future__ import annotations

from collections.abc import Callable

from niangjia.accounts.models import User
from niangjia.accounts.queries import actor_of
from niangjia.kernel import clock
from niangjia.statistics.queries import source
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.statistics.services import closings, snapshots
from niangjia.unions.models import Union

CADRE = "shi-zuzhi"  # 市总工会组织部
CLOSED = {PeriodKind.YEAR: 4, PeriodKind.HALF_YEAR: 2}


def build(root: Union, say: Callable[[str], None]) -> None:
    """Close the last years and half-years of the root as its cadre, from one snapshot."""
    cadre = actor_of(User.objects.get(username=CADRE).pk, second_factor=True)
    engine = source.over(snapshots.renew())
    periods = sorted(period for kind, count in CLOSED.items() for period in _last(kind, count))
    for period in periods:
        closings.close(root, period, actor=cadre, engine=engine)
    say(f"封存往期数据 {len(periods)} 期,数据快照 1 份")


def _last(kind: PeriodKind, count: int) -> list[Period]:
    """The newest periods that are over."""
    found = [previous(containing(kind, clock.today()))]
    while len(found) < count:
        found.append(previous(found[-1]))
    return found
