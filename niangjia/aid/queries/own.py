"""What in aid is about a person, and what she agreed to (个人信息); her copy stands in ``copying``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from niangjia.aid.models import Appeal, Authorisation, Grant, HouseholdFile, HouseholdMember
from niangjia.aid.rules.codes import ThirdPartyKind
from niangjia.kernel import clock
from niangjia.kernel.privacy import Consent


def files_of(person_id: int) -> QuerySet[HouseholdFile]:
    """Her own files; also those of whoever was found to be the same human."""
    same = Q(person=person_id) | Q(person__merged_into=person_id)
    return HouseholdFile.objects.filter(same).select_related("union", "person").order_by("pk")


def _about(person_id: int) -> QuerySet[HouseholdFile]:
    """Files that say something of her: her own, and those in which she stands as family."""
    family = HouseholdMember.objects.filter(person=person_id).values("file")
    return HouseholdFile.objects.filter(
        Q(pk__in=files_of(person_id).values("pk")) | Q(pk__in=family)
    )


def _keys(rows: QuerySet[HouseholdFile] | QuerySet[Grant] | QuerySet[Appeal]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


CONCERNING: Mapping[str, Callable[[int], Iterable[int]]] = {
    "aid.householdfile": lambda person_id: _keys(_about(person_id)),
    "aid.grant": lambda person_id: _keys(Grant.objects.filter(person=person_id)),
    "aid.appeal": lambda person_id: _keys(Appeal.objects.filter(file__in=files_of(person_id))),
}


# --- What she agreed to --------------------------------------------------------------------


def authorisations(person_id: int) -> list[Consent]:
    """What she allows to be compared with other authorities, from and until."""
    rows = Authorisation.objects.filter(file__in=files_of(person_id)).select_related("file")
    today = clock.today()
    return [_consent(row, today) for row in rows.order_by("pk")]


def _consent(row: Authorisation, today: date) -> Consent:
    is_live = row.withdrawn_at is None and row.until_on >= today
    state = "有效" if is_live else "已撤回" if row.withdrawn_at else "已到期"
    kinds = "、".join(ThirdPartyKind(kind).label for kind in row.kinds)
    return Consent(
        key=str(row.pk),
        title=f"核对授权(档案 {row.file.number})",
        purpose=f"认定困难职工时核对:{kinds}",
        given_on=row.from_on,
        state=state,
        is_live=is_live,
        recipients="民政等部门(只给核对结果)、办理这份档案的工会",
        until_on=row.until_on,
        can_withdraw=is_live,
        effect="撤回以后不再核对。还没有核对完的申请可能办不下去;已经建档的,年度复核时要重新授权。",
    )


def authorisation_of(person_id: int, key: str) -> Authorisation | None:
    """One of hers, by the key of its consent."""
    if not (key.isascii() and key.isdigit()):
        return None
    return Authorisation.objects.filter(pk=int(key), file__in=files_of(person_id)).first()
