"""What becomes of files when a union is moved, merged, split or closed (``unions.reorganise``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from niangjia.aid import queries, rules
from niangjia.aid.models import Appeal, FileKeeper, Grant, HouseholdFile, Objection
from niangjia.aid.rules.grant_flow import GrantStatus
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members.models import Membership
from niangjia.unions.models import Union
from niangjia.unions.reorganise import Plan, PlanKind
from niangjia.unions.services import end_keeping, keep_until


class AidTakesPart:
    """Files follow their worker's membership; the unions of the later steps follow the tree."""

    def preview(self, plan: Plan) -> list[str]:
        """How many files change hands. Raises Blocked."""
        if plan.kind == PlanKind.MOVE:
            return []
        count = _files(plan).filter(status__in=rules.ACTIVE).count()
        if not count:
            return []
        name = plan.destination if plan.kind == PlanKind.SPLIT else _receiver(plan).name
        return [f"困难职工档案{count}份改由“{name}”办理。"]

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Hand them over; moves no members itself. Raises Blocked."""
        if plan.kind != PlanKind.MOVE:
            _hand_over(plan)
        changed = plan.union if plan.kind == PlanKind.MOVE else plan.to
        if changed is not None:
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
            files = HouseholdFile.objects.filter(union=union)
            files.update(
                township=by_path[found.township],
                county=by_path[found.county],
                city=by_path[found.city],
            )
            Objection.objects.filter(file__in=files).update(county=by_path[found.county])
            Appeal.objects.filter(file__in=files).update(city=by_path[found.city])


def _hand_over(plan: Plan) -> None:
    """Give the files, and what is asked for in them, to the receiver."""
    if plan.kind != PlanKind.SPLIT and FileKeeper.objects.filter(union=plan.union).exists():
        end_keeping(FileKeeper, plan.union, _receiver(plan), on=plan.on)
    moving = list(_files(plan).select_for_update(of=("self",)).order_by("pk"))
    if not moving:
        return
    receiver = _receiver(plan)
    keys = [one.pk for one in moving]
    keep_until(FileKeeper, keys, plan.union, on=plan.on)
    HouseholdFile.objects.filter(pk__in=keys).update(union=receiver)
    asked = Grant.objects.filter(file__in=moving, status=GrantStatus.PROPOSED)
    asked.update(union=receiver)


def _files(plan: Plan) -> QuerySet[HouseholdFile]:
    """All of the union's; at a split those of the members who go, before or after they went."""
    files = HouseholdFile.objects.filter(union=plan.union)
    if plan.kind != PlanKind.SPLIT:
        return files
    going = Q(union=plan.union, employer_id__in=plan.employer_ids or ())
    if plan.to is not None:
        going |= Q(union=plan.to)
    return files.filter(
        person__in=Membership.objects.filter(going, left_on=None).values("person_id")
    )


def _receiver(plan: Plan) -> Union:
    """Who goes on with the files: the receiving union, else the level above."""
    receiver = plan.to or plan.union.parent
    if receiver is None or receiver.parent_id is None:
        raise Blocked("有困难职工档案没有接收的工会。请先将档案办结,或选择接收的工会。")
    return receiver
