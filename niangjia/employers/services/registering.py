"""Keeping the register of employers (用人单位台账)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.employers import rules
from niangjia.employers.models import Coverage, Employer, EmployerKeeper, Headcount
from niangjia.kernel import clock, journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.unions.models import Region, Union
from niangjia.unions.services import begun_on, keep_until

EDITABLE = (
    "union", "name", "credit_code", "region", "unit_type", "industry", "worker_count",
    "women_worker_count", "counted_on", "is_platform", "is_platform_partner", "address",
    "contact_name", "contact_phone",
)  # fmt: skip


@verb
def register_employer(
    *,
    name: str,
    union: Union,
    region: Region,
    unit_type: int,
    industry: str,
    worker_count: int,
    actor: Actor,
    women_worker_count: int = 0,
    credit_code: str = "",
    is_platform: bool = False,
    is_platform_partner: bool = False,
    address: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    counted_on: date | None = None,
    registered_on: date | None = None,
) -> Employer:
    """Enter an employer in the register kept by ``union``. Raises Blocked (field named), NotVisible.

    Whether it is public (公有制) follows from its type. Days default to today.
    """
    _require(actor, union)
    today = clock.today()
    employer = Employer(
        union=union,
        name=name.strip(),
        credit_code=credit_code.strip().upper(),
        region=region,
        unit_type=unit_type,
        is_public=rules.is_public(unit_type),
        industry=industry,
        worker_count=worker_count,
        women_worker_count=women_worker_count,
        is_platform=is_platform,
        is_platform_partner=is_platform_partner,
        address=address,
        contact_name=contact_name,
        contact_phone=contact_phone,
        counted_on=counted_on or today,
        registered_on=registered_on or today,
    )
    _check(employer)
    employer.initials = pinyin.of_text(employer.name).initials[:100]
    employer.save(force_insert=True)
    _count(employer)
    journal.record(
        "employers.register", employer, actor=actor, summary=f"登记用人单位“{employer.name}”"
    )
    return employer


@verb
def edit_employer(
    employer: Employer, values: Mapping[str, Any], *, actor: Actor, kept_from: date | None = None
) -> Employer:
    """Change fields named in ``EDITABLE``; a new head count is kept beside the earlier ones.

    Another ``union`` keeps the file from the day ``kept_from`` (today) on; to correct a slip, say the
    day on which the present one began. Raises Blocked (field named), NotVisible.
    """
    employer = lock(Employer, employer.pk)
    keeper = employer.union
    _require(actor, keeper)
    _require_open(employer)
    counted = (employer.worker_count, employer.women_worker_count, employer.counted_on)
    changes = journal.changes_of(employer, {k: v for k, v in values.items() if k in EDITABLE})
    if not changes:
        return employer
    _require(actor, employer.union)
    employer.credit_code = employer.credit_code.strip().upper()
    _check(employer)
    taken_over = ""
    if "union" in changes:
        on = _hand_over(employer, keeper, kept_from or clock.today())
        taken_over = f";自{on}起由“{employer.union.name}”管理"
    employer.is_public = rules.is_public(employer.unit_type)
    employer.initials = pinyin.of_text(employer.name).initials[:100]
    employer.save(update_fields=[*EDITABLE, "is_public", "initials", "updated_at"])
    if counted != (employer.worker_count, employer.women_worker_count, employer.counted_on):
        _count(employer)
    fields: list[Any] = [Employer._meta.get_field(name) for name in changes]
    labels = "、".join(str(field.verbose_name) for field in fields)
    journal.record(
        "employers.edit",
        employer,
        actor=actor,
        summary=f"修改用人单位信息:{labels}{taken_over}",
        changes=changes,
    )
    return employer


@verb
def close_employer(employer: Employer, *, on: date, reason: str, actor: Actor) -> Employer:
    """Enter that an employer ended (注销); the union that covered it covers it no longer.

    The members stay members (工会法 art. 13): what becomes of them is decided at their union.
    Raises Blocked, NotVisible.
    """
    employer = lock(Employer, employer.pk)
    _require(actor, employer.union)
    _require_open(employer)
    if not employer.registered_on <= on <= clock.today():
        raise Blocked(f"注销日期应在登记日期{employer.registered_on}与今天之间。", field="on")
    covered = Coverage.objects.filter(employer=employer, valid__upper_inf=True).first()
    if covered is not None:
        if covered.valid.lower >= on:
            raise Blocked(
                f"该单位{covered.valid.lower}起才由工会覆盖,注销日期应晚于这一天。", field="on"
            )
        covered.valid = DateRange(covered.valid.lower, on)
        covered.save(update_fields=["valid", "updated_at"])
    employer.closed_on, employer.close_reason = on, reason[:300]
    employer.save(update_fields=["closed_on", "close_reason", "updated_at"])
    journal.record("employers.close", employer, actor=actor, summary=f"自{on}起注销", reason=reason)
    return employer


def _require(actor: Actor, union: Union) -> None:
    if not actor.may("employers.edit", union.path):
        raise NotVisible


def _require_open(employer: Employer) -> None:
    if employer.closed_on is not None:
        raise Blocked(f"“{employer.name}”已于{employer.closed_on}注销,不能再修改。")


def _check(employer: Employer) -> None:
    if not employer.name:
        raise Blocked("请填写单位名称。", field="name")
    if not employer.union.is_open:
        raise Blocked(f"主管工会“{employer.union.name}”已注销。请选择承接它的工会。", field="union")
    if employer.counted_on > clock.today():
        raise Blocked("人数统计日期还没有到。", field="counted_on")
    refused = rules.workers_refusal(employer.worker_count, employer.women_worker_count)
    if refused:
        raise Blocked(refused, field="women_worker_count")
    refused = rules.codes_refusal(employer.credit_code)
    if refused:
        raise Blocked(refused, field="credit_code")
    _check_code_unused(employer)


def _check_code_unused(employer: Employer) -> None:
    """Say in words what the unique constraint would refuse."""
    if not employer.credit_code:
        return
    holders = Employer.objects.filter(credit_code=employer.credit_code)
    holder = holders.exclude(pk=employer.pk).select_related("union").first()
    if holder is not None:
        raise Blocked(
            f"统一社会信用代码{employer.credit_code}已登记在“{holder.name}”名下"
            f"(主管工会:{holder.union.name})。同一单位不用重复登记;如代码填错请更正。",
            field="credit_code",
        )


def _hand_over(employer: Employer, keeper: Union, on: date) -> date:
    """Remember who kept the file until that day. Raises Blocked."""
    since = begun_on(EmployerKeeper, [employer.pk]).get(employer.pk)
    refused = rules.handover_refusal(on, since=since, today=clock.today(), keeper=keeper.name)
    if refused:
        raise Blocked(refused, field="kept_from")
    keep_until(EmployerKeeper, [employer.pk], keeper, on=on)
    return on


def _count(employer: Employer) -> None:
    """Keep the count beside the earlier ones; a second count on one day replaces the first."""
    Headcount.objects.update_or_create(
        employer=employer,
        counted_on=employer.counted_on,
        defaults={
            "worker_count": employer.worker_count,
            "women_worker_count": employer.women_worker_count,
        },
    )
