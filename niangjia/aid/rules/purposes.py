"""Which programme may pay which help (专款专用, 项目化管理), domain 04 §4.4. Pure.

A programme is planned, budgeted and counted under its kind; a grant of another kind would be counted there,
too. Kinds named here pay their own help only; all others (慰问, 防疫, 其他) pay any. Which help belongs to
which kind is our reading of the programmes' names (本系统理解).
"""

from __future__ import annotations

from niangjia.aid.rules.codes import AidType
from niangjia.ledger.rules import ProgrammeKind

_WORK = (AidType.TRAINING, AidType.JOB, AidType.BUSINESS)
SERVES: dict[ProgrammeKind, tuple[AidType, ...]] = {
    ProgrammeKind.SPRING: _WORK,
    ProgrammeKind.AUTUMN: (AidType.STUDY,),
    ProgrammeKind.CANCER: (AidType.MEDICAL,),
    ProgrammeKind.ILLNESS: (AidType.MEDICAL,),
    ProgrammeKind.LIVING: (AidType.LIVING, AidType.HEATING),
    ProgrammeKind.TEMPORARY: (AidType.TEMPORARY,),
}
SAME_AS = {
    ProgrammeKind.AUTUMN: AidType.STUDY,
    ProgrammeKind.LIVING: AidType.LIVING,
    ProgrammeKind.ILLNESS: AidType.MEDICAL,
    ProgrammeKind.TEMPORARY: AidType.TEMPORARY,
}
"""Cash of a campaign of these kinds uses up the year of that help."""


def programme_refusal(aid_type: AidType, kind: ProgrammeKind, name: str) -> str | None:
    """Why the programme cannot pay this help."""
    serves = SERVES.get(kind)
    if serves is None or aid_type in serves:
        return None
    return (
        f"项目“{name}”是{kind.label}项目,只用于{'、'.join(one.label for one in serves)},"
        f"不能用于{aid_type.label}。请换用其他项目。"
    )
