"""What becomes of employers when a union is merged, split or closed (``unions.reorganise``)."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from niangjia.employers.models import Coverage, Employer, EmployerKeeper
from niangjia.kernel.actor import Actor
from niangjia.unions.models import Union
from niangjia.unions.reorganise import Plan, PlanKind
from niangjia.unions.services import end_keeping, keep_until


class Employers:
    """Coverage goes to the receiving union; the register it kept goes to it or to the level above."""

    def preview(self, plan: Plan) -> list[str]:
        """How many employers change hands."""
        if plan.kind == PlanKind.MOVE:
            return []
        count = _covered(plan).count()
        kept = _kept(plan).count()
        lines = []
        if count:
            where = f"改由“{plan.destination}”覆盖" if plan.destination else "不再由工会覆盖"
            lines.append(f"{count}个涵盖单位{where}。")
        if kept:
            lines.append(f"{kept}个单位的台账改由“{_keeper(plan).name}”管理。")
        return lines

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Hand them over; moves no members itself."""
        if plan.kind == PlanKind.MOVE:
            return 0
        for coverage in _covered(plan):
            _hand_over(coverage, plan.to, plan.on)
        if plan.kind != PlanKind.SPLIT:
            _hand_over_files(plan)
        return 0


def _covered(plan: Plan) -> QuerySet[Coverage]:
    """Also what has ended since the past day on which this takes effect: those days go over, too."""
    rows = Coverage.objects.filter(
        Q(valid__upper_inf=True) | Q(valid__endswith__gt=plan.on), union=plan.union
    )
    return rows if plan.employer_ids is None else rows.filter(employer_id__in=plan.employer_ids)


def _kept(plan: Plan) -> QuerySet[Employer]:
    if plan.kind == PlanKind.SPLIT:
        return Employer.objects.none()
    return Employer.objects.filter(union=plan.union)


def _keeper(plan: Plan) -> Union:
    """Who keeps the register on: the receiver of a merger, else the level above."""
    receiver = plan.to if plan.kind == PlanKind.MERGE else plan.union.parent
    return receiver or plan.union


def _hand_over_files(plan: Plan) -> None:
    rows, keeper = _kept(plan), _keeper(plan)
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    end_keeping(EmployerKeeper, plan.union, keeper, on=plan.on)
    keep_until(EmployerKeeper, keys, plan.union, on=plan.on)
    rows.update(union=keeper)


def _hand_over(coverage: Coverage, to: Union | None, on: date) -> None:
    start, end = coverage.valid.lower, coverage.valid.upper
    if start is not None and start >= on:  # began after the past day on which this takes effect
        if to is None:
            coverage.delete()
        else:
            coverage.union = to
            coverage.save(update_fields=["union", "updated_at"])
        return
    coverage.valid = DateRange(start, on)
    coverage.save(update_fields=["valid", "updated_at"])
    if to is not None:
        Coverage.objects.create(union=to, employer=coverage.employer, valid=DateRange(on, end))
