"""Applying for a union (请示): entering, correcting, submitting; and the level above's first answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from niangjia.employers.models import Employer
from niangjia.establishment import queries, rules
from niangjia.establishment.models import ApplyingUnit, Establishment
from niangjia.establishment.services.access import hold, hold_for, note, step
from niangjia.kernel import clock, crypto, ids, journal, notices
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.findings import Severity
from niangjia.kernel.ids import new_number
from niangjia.kernel.verbs import start, verb
from niangjia.unions.models import Region, Union
from niangjia.unions.rules import FoundingMode, OrgType, UnionType, parent_refusal

_MAX_HEADCOUNT = 1_000_000


@dataclass(frozen=True)
class UnitValues:
    """An employer that applies: one of the register, or named by hand."""

    name: str = ""
    worker_count: int = 0
    credit_code: str = ""
    unit_type: int = 170
    industry: str = "C"
    employer: Employer | None = None


@dataclass(frozen=True)
class ApplicationValues:
    """What an application says besides its units."""

    union_name: str
    region: Region
    member_count: int
    contact_name: str
    contact_phone: str
    women_count: int = 0
    org_type: int = OrgType.INDEPENDENT
    term_years: int = 5
    mode: int = FoundingMode.ONLINE


@verb
def apply_for(
    union: Union, values: ApplicationValues, units: list[UnitValues], *, actor: Actor
) -> Establishment:
    """Enter a draft that ``union`` will decide. Raises NotVisible or Blocked (field named)."""
    if not actor.may("establishment.apply", union.path):
        raise NotVisible
    return _enter(union, values, units, actor=actor)


@verb
def apply_from_phone(values: ApplicationValues, unit: UnitValues) -> Establishment:
    """The employer's contact applies by herself; the federation of the region receives it.

    Anybody may: the answer decides. Raises Blocked (field named).
    """
    union = queries.receiving_union(values.region)
    if union is None:
        raise Blocked("该地区还没有开通网上建会。请联系当地总工会。", field="region")
    visitor = Actor(None, f"{values.contact_name}(手机申请)")
    establishment = _enter(union, values, [unit], actor=visitor)
    applicant = queries.applicant_of(establishment)
    return _submit(establishment, actor=applicant)


@verb
def edit(establishment: Establishment, values: ApplicationValues, *, actor: Actor) -> Establishment:
    """Correct a draft or a returned application. Raises NotVisible or Blocked (field named)."""
    establishment = hold_for(establishment, actor, rules.EDITABLE_STATES, "修改")
    new = dict(vars(values))
    phone = new.pop("contact_phone")
    _check(values)
    changes = journal.changes_of(establishment, new)
    establishment.phone_sealed = crypto.seal(phone)
    establishment.phone_blind = crypto.blind(queries.PHONE, phone)
    establishment.save(update_fields=[*new, "phone_sealed", "phone_blind", "updated_at"])
    return note(establishment, "edit", "修改建会申请", actor=actor, changes=changes)


@verb
def correct_and_submit(
    establishment: Establishment, values: ApplicationValues, unit: UnitValues, *, actor: Actor
) -> Establishment:
    """Correct a returned application and its only unit, and hand it in again (手机补正).

    A joint union's units are left to the level above. Raises NotVisible or Blocked.
    """
    establishment = edit(establishment, values, actor=actor)
    if establishment.units.count() == 1:
        establishment.units.all().delete()
        _add(establishment, unit)
        _count_workers(establishment)
    return _submit(establishment, actor=actor)


@verb
def add_unit(establishment: Establishment, unit: UnitValues, *, actor: Actor) -> Establishment:
    """One more employer (联合工会). Raises NotVisible or Blocked (field named)."""
    establishment = hold_for(establishment, actor, rules.EDITABLE_STATES, "添加单位")
    added = _add(establishment, unit)
    _count_workers(establishment)
    return note(establishment, "add_unit", f"添加单位“{added.name}”", actor=actor)


@verb
def remove_unit(establishment: Establishment, unit_id: int, *, actor: Actor) -> Establishment:
    """Take an employer out of the draft. Raises NotVisible or Blocked."""
    establishment = hold_for(establishment, actor, rules.EDITABLE_STATES, "移除单位")
    unit = establishment.units.filter(pk=unit_id).first()
    if unit is None:
        raise Blocked("该单位已不在申请中,可能已被移除。请刷新页面。")
    unit.delete()
    _count_workers(establishment)
    return note(establishment, "remove_unit", f"移除单位“{unit.name}”", actor=actor)


@verb
def submit(establishment: Establishment, *, actor: Actor, reason: str = "") -> Establishment:
    """Hand the written request (请示) to the level above. Raises NotVisible or Blocked."""
    return _submit(hold(establishment), actor=actor)


@verb
def give_back(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """Return it for correction (退回补正). Raises NotVisible or Blocked."""
    return step(hold(establishment), "give_back", actor=actor, reason=reason)


@verb
def refuse(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """Refuse it for good (不同意). Raises NotVisible or Blocked."""
    return step(hold(establishment), "refuse", actor=actor, reason=reason)


@verb
def withdraw(establishment: Establishment, *, reason: str, actor: Actor) -> Establishment:
    """The applicant takes it back (撤回); a running notice comes down. Raises NotVisible or Blocked."""
    establishment = step(hold(establishment), "withdraw", actor=actor, reason=reason)
    notices.withdraw(establishment)
    return establishment


def _enter(
    union: Union, values: ApplicationValues, units: list[UnitValues], *, actor: Actor
) -> Establishment:
    _check(values)
    _check_receiver(union, values.org_type)
    given = dict(vars(values))
    phone = given.pop("contact_phone")
    establishment = Establishment.objects.create(
        **given,
        number=new_number("JH", clock.today()),
        union=union,
        applicant_user_id=actor.user_id,
        phone_sealed=crypto.seal(phone),
        phone_blind=crypto.blind(queries.PHONE, phone),
        status=rules.ESTABLISHMENT.initial,
    )
    for unit in units:
        _add(establishment, unit)
    _count_workers(establishment)
    start(
        establishment,
        rules.ESTABLISHMENT,
        actor=actor,
        summary=f"拟建“{establishment.union_name}”,上级工会为{union.name}",
    )
    return establishment


def _submit(establishment: Establishment, *, actor: Actor) -> Establishment:
    establishment = step(establishment, "submit", actor=actor)
    establishment.submitted_on = clock.today()
    establishment.save(update_fields=["submitted_on", "updated_at"])
    return establishment


def _check(values: ApplicationValues) -> None:
    """Shape that no later step can repair. Raises Blocked (field named)."""
    if not ids.is_mobile(values.contact_phone):
        raise Blocked("联系电话应为11位手机号码,以便查询进度。请核对。", field="contact_phone")
    if values.term_years not in rules.TERMS:
        raise Blocked("基层工会每届任期为3年或5年(工会法第十六条)。", field="term_years")
    if values.women_count > values.member_count:
        raise Blocked("女会员不能多于会员人数。请核对。", field="women_count")
    for name in ("union_name", "contact_name"):
        if not getattr(values, name).strip():
            raise Blocked("请填写此项。", field=name)


def _check_receiver(union: Union, org_type: int) -> None:
    refused = parent_refusal(
        union_type=UnionType.GRASSROOTS,
        org_type=org_type,
        parent_type=union.union_type,
        parent_org_type=union.org_type,
        parent_status=union.status,
        parent_name=union.name,
    )
    if refused:
        raise Blocked(refused, field="union")


def _add(establishment: Establishment, unit: UnitValues) -> ApplyingUnit:
    values: dict[str, Any] = dict(vars(unit))
    employer = unit.employer
    if employer is not None:
        values |= {
            "name": employer.name,
            "credit_code": employer.credit_code,
            "unit_type": employer.unit_type,
            "industry": employer.industry,
            "worker_count": unit.worker_count or employer.worker_count,
        }
    code = values["credit_code"] = values["credit_code"].strip().upper()
    for problem in ids.check_credit_code(code, is_union=False) if code else ():
        if problem.severity is Severity.ERROR:
            raise Blocked(problem.message, field="credit_code")
    if not values["name"].strip():
        raise Blocked("请选择单位,或填写单位名称。", field="name")
    if not 0 < values["worker_count"] <= _MAX_HEADCOUNT:
        raise Blocked("请填写职工人数(大于0)。", field="worker_count")
    if employer is None and code:
        values["employer"] = Employer.objects.filter(credit_code=code, closed_on=None).first()
    return ApplyingUnit.objects.create(establishment=establishment, **values)


def _count_workers(establishment: Establishment) -> None:
    establishment.worker_count = sum(establishment.units.values_list("worker_count", flat=True))
    establishment.save(update_fields=["worker_count", "updated_at"])
