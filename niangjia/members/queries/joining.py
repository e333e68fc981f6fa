"""Applications to join, and where one can join."""

from __future__ import annotations

from datetime import date
from hmac import compare_digest

from django.db.models import QuerySet

from niangjia.kernel import clock, crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.verbs import due_on
from niangjia.members.models import (
    JoinApplication,
    Membership,
)
from niangjia.members.rules.joining import JOINING
from niangjia.members.rules.lifecycle import JoinStatus
from niangjia.unions.models import Region, Union
from niangjia.unions.rules import UnionLevel, UnionStatus, UnionType


def own_application(number: str, phone_tail: str) -> JoinApplication | None:
    """The application of somebody who knows its number and the last four digits of the phone."""
    found = (
        JoinApplication.objects.select_related("union")
        .filter(number=number.strip().upper())
        .first()
    )
    if found is None or len(phone_tail) != 4:
        return None
    phone = crypto.unseal(bytes(found.phone_sealed))
    return found if compare_digest(phone[-4:].encode(), phone_tail.encode()) else None


def memberships_of(application: JoinApplication) -> QuerySet[Membership]:
    """Open memberships under the applicant's document: the reviewer must know."""
    return Membership.objects.filter(
        person__identity_blind=application.identity_blind,
        person__id_type=application.id_type,
        left_on=None,
    ).select_related("union")


def other_applications(application: JoinApplication, actor: Actor) -> QuerySet[JoinApplication]:
    """Other applications under the same document, as far as the actor may see them."""
    rows: QuerySet[JoinApplication] = JoinApplication.objects.visible_to(actor, "members.review")
    return (
        rows.filter(identity_blind=application.identity_blind, id_type=application.id_type)
        .exclude(pk=application.pk)
        .select_related("union")
        .order_by("-id")
    )


def union_of_join_code(code: str) -> Union | None:
    """The union of a QR code (入会码) if workers may join it now."""
    return (
        Union.objects.filter(join_code=code.strip(), status=UnionStatus.NORMAL).first()
        if code.strip()
        else None
    )


def catch_all_union(region_code: str) -> Union | None:
    """The union that takes in workers whose employer has none (兜底工会), nearest to the region.

    A township without one is served by its county's, then its city's.
    """
    nearest = [region_code[:size] for size in (9, 6, 4) if len(region_code) >= size]
    found = {
        union.region_id: union
        for union in Union.objects.filter(
            region_id__in=nearest, is_catch_all=True, status=UnionStatus.NORMAL
        ).order_by("-id")
    }
    return next((found[code] for code in nearest if code in found), None)


def application(pk: int) -> JoinApplication | None:
    """An application by its key, for whoever has proved it hers."""
    return JoinApplication.objects.select_related("union").filter(pk=pk).first()


def told_to_applicant(application: JoinApplication) -> str:
    """What the union wrote when it sent the application back or refused it; else nothing."""
    if application.status not in (JoinStatus.RETURNED, JoinStatus.REFUSED):
        return ""
    last = journal.transitions_of(application).filter(target=application.status).last()
    return last.reason if last else ""


def review_due_on(application: JoinApplication) -> date | None:
    """By when the union answers, while it reviews; the same whether it waits for a transfer."""
    if application.status not in (JoinStatus.SUBMITTED, JoinStatus.CONFLICT):
        return None
    handed_in = journal.transitions_of(application).filter(step__in=("start", "resubmit")).last()
    entered = clock.local_day(handed_in.at if handed_in else application.created_at)
    return due_on(JOINING, JoinStatus.SUBMITTED, application.scope_path, entered)


def region(code: str) -> Region | None:
    """A division by its code."""
    return Region.objects.filter(code=code).first()


def places_below(code: str) -> list[tuple[str, str]]:
    """Where to go on choosing: cities and counties with a federation, then all townships.

    A federation of one city starts with its counties.
    """
    if not code:
        cities = _federated(UnionLevel.CITY)
        only = cities[0][0] if len(cities) == 1 else ""
        return _federated(UnionLevel.COUNTY, only) if only or not cities else cities
    place = region(code)
    if place is None or place.level >= 4:
        return []
    if place.level == 2:
        return _federated(UnionLevel.COUNTY, code)
    return list(Region.objects.filter(parent_id=code).order_by("code").values_list("code", "name"))


def _federated(level: UnionLevel, parent: str = "") -> list[tuple[str, str]]:
    rows = Union.objects.filter(
        level=level, union_type=UnionType.TERRITORIAL, status=UnionStatus.NORMAL
    )
    if parent:
        rows = rows.filter(region__parent_id=parent)
    return list(rows.order_by("region_id").values_list("region_id", "region__name"))
