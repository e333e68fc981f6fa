"""What becomes of files when a union is moved, merged or closed (``unions.reorganise``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.unions.models import Union
from niangjia.unions.reorganise import Plan, PlanKind


class AidTakesPart:
    """Files follow their union's members; the unions of the later steps follow the tree."""

    def preview(self, plan: Plan) -> list[str]:
        """How many files change hands. Raises Blocked."""
        if plan.kind in (PlanKind.MOVE, PlanKind.SPLIT):
            return []
        count = _files(plan).filter(status__in=rules.ACTIVE).count()
        if not count:
            return []
        return [f"困难职工档案{count}份改由“{_receiver(plan).name}”办理。"]

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Hand them over; moves no members itself. Raises Blocked."""
        if plan.kind in (PlanKind.MERGE, PlanKind.CLOSE) and _files(plan).exists():
            _files(plan).update(union=_receiver(plan))
        changed = plan.union if plan.kind == PlanKind.MOVE else plan.to
        if changed is not None and plan.kind != PlanKind.SPLIT:
            place_again([changed])
        return 0


def place_again(under: Iterable[Union]) -> None:
    """Township, county and city of the files at and below some unions, as the tree stands now."""
    for top in under:
        units = Union.objects.filter(path__startswith=top.path, aid_files__isnull=False)
        for union in units.distinct():
            found = queries.places_of(union)
            paths = {found.township, found.county, found.city}
            by_path = dict(Union.objects.filter(path__in=paths).values_list("path", "pk"))
            HouseholdFile.objects.filter(union=union).update(
                township=by_path[found.township],
                county=by_path[found.county],
                city=by_path[found.city],
            )


def _files(plan: Plan) -> QuerySet[HouseholdFile]:
    return HouseholdFile.objects.filter(union=plan.union)


def _receiver(plan: Plan) -> Union:
    """Who goes on with the files: the receiving union, else the level above."""
    receiver = plan.to or plan.union.parent
    if receiver is None or receiver.parent_id is None:
        raise Blocked("有困难职工档案没有接收的工会。请先将档案办结,或选择接收的工会。")
    return receiver
