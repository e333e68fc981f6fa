"""Legal personality (工会法人资格证书) and the standardisation checklist (规范化建设)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from niangjia.kernel import clock, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import rules
from niangjia.unions.models import LegalCertificate, StandardCheck, Union
from niangjia.unions.rules import StandardItem
from niangjia.unions.services.access import require, require_open


@verb
def register_certificate(
    union: Union,
    *,
    number: str,
    legal_representative: str,
    issued_on: date,
    valid_until: date,
    actor: Actor,
) -> LegalCertificate:
    """Enter a certificate of legal personality (登记). Raises Blocked, NotVisible."""
    union = lock(Union, union.pk)
    require(actor, "unions.edit", union)
    require_open(union)
    refused = rules.holder_refusal(org_type=union.org_type, status=union.status)
    if refused:
        raise Blocked(refused)
    held = LegalCertificate.objects.filter(union=union, revoked_on=None).first()
    if held is not None:
        raise Blocked(
            f"该工会已有有效证书{held.number}(至{held.valid_until})。请办理换证或先注销。"
        )
    certificate = _issue(union, number, legal_representative, issued_on, valid_until)
    journal.record(
        "unions.register_certificate",
        union,
        actor=actor,
        summary=f"登记法人资格证书{number},有效期至{valid_until}",
    )
    return certificate


@verb
def renew_certificate(
    certificate: LegalCertificate,
    *,
    number: str,
    legal_representative: str,
    issued_on: date,
    valid_until: date,
    actor: Actor,
) -> LegalCertificate:
    """Enter the next certificate (换证); open from 30 days before expiry. Raises Blocked, NotVisible."""
    union = lock(Union, certificate.union_id)
    require(actor, "unions.edit", union)
    require_open(union)
    certificate = _live(certificate)
    refused = rules.renewal_refusal(certificate.valid_until, issued_on, policy=_policy(union))
    if refused:
        raise Blocked(refused, field="issued_on")
    _revoke(certificate, issued_on)
    renewed = _issue(union, number, legal_representative, issued_on, valid_until)
    journal.record(
        "unions.renew_certificate",
        union,
        actor=actor,
        summary=f"法人资格证书换证:{certificate.number} → {number},有效期至{valid_until}",
    )
    return renewed


@verb
def revoke_certificate(
    certificate: LegalCertificate, *, on: date, reason: str, actor: Actor
) -> LegalCertificate:
    """Enter that a certificate was cancelled (注销登记). Raises Blocked, NotVisible."""
    union = lock(Union, certificate.union_id)
    require(actor, "unions.edit", union)
    certificate = _live(certificate)
    if not certificate.issued_on <= on <= clock.today():
        raise Blocked(f"注销日期应在{certificate.issued_on}与今天之间。", field="on")
    _revoke(certificate, on)
    journal.record(
        "unions.revoke_certificate",
        union,
        actor=actor,
        summary=f"法人资格证书{certificate.number}注销",
        reason=reason,
    )
    return certificate


@verb
def check_item(
    union: Union, *, item: str, is_met: bool, checked_on: date, actor: Actor, note: str = ""
) -> StandardCheck:
    """Enter what a check of one item of the checklist (规范化建设) found; the latest stands.

    By a post above the union: nobody certifies herself. Raises Blocked, NotVisible.
    """
    union = lock(Union, union.pk)
    require(actor, "unions.edit", union, above=True)
    require_open(union)
    if item not in set(StandardItem):
        raise Blocked("没有这个规范化建设项目。请从清单中选择。", field="item")
    _check_day(checked_on)
    check, _ = StandardCheck.objects.update_or_create(
        union=union,
        item=item,
        defaults={"is_met": is_met, "checked_on": checked_on, "note": note},
    )
    outcome = "达标" if is_met else "未达标"
    journal.record(
        "unions.check_item",
        union,
        actor=actor,
        summary=f"规范化检查:{StandardItem(item).label}——{outcome}",
        reason=note,
    )
    return check


@verb
def check_items(
    union: Union, *, met: Collection[str], checked_on: date, actor: Actor, note: str = ""
) -> Union:
    """Enter a check of the whole checklist: the items named are met, all others are not.

    By a post above the union. Raises Blocked, NotVisible.
    """
    union = lock(Union, union.pk)
    require(actor, "unions.edit", union, above=True)
    require_open(union)
    _check_day(checked_on)
    if set(met) - set(StandardItem):
        raise Blocked("没有这个规范化建设项目。请从清单中选择。", field="met")
    now = timezone.now()
    StandardCheck.objects.bulk_create(
        (
            StandardCheck(
                union=union, item=item, is_met=item in met, checked_on=checked_on, note=note,
                updated_at=now,
            )
            for item in StandardItem
        ),
        update_conflicts=True,
        unique_fields=("union", "item"),
        update_fields=("is_met", "checked_on", "note", "updated_at"),
    )  # fmt: skip
    journal.record(
        "unions.check_items",
        union,
        actor=actor,
        summary=f"规范化建设检查:{rules.met_count(set(met))}",
        reason=note,
    )
    return union


def _check_day(checked_on: date) -> None:
    if checked_on > clock.today():
        raise Blocked("检查日期还没有到。", field="checked_on")


def _policy(union: Union) -> dict[str, int]:
    return dict(policy.get(rules.CERTIFICATE_POLICY.code, union.path, clock.today()))


def _issue(
    union: Union, number: str, legal_representative: str, issued_on: date, valid_until: date
) -> LegalCertificate:
    if issued_on > clock.today():
        raise Blocked("发证日期还没有到。请对照证书核对。", field="issued_on")
    refused = rules.validity_refusal(issued_on, valid_until, policy=_policy(union))
    if refused:
        raise Blocked(refused, field="valid_until")
    if LegalCertificate.objects.filter(number=number.strip()).exists():
        raise Blocked(f"证书编号{number}已登记。请对照证书核对。", field="number")
    return LegalCertificate.objects.create(
        union=union,
        number=number.strip(),
        legal_representative=legal_representative,
        issued_on=issued_on,
        valid_until=valid_until,
    )


def _live(certificate: LegalCertificate) -> LegalCertificate:
    certificate = lock(LegalCertificate, certificate.pk)
    if certificate.revoked_on is not None:
        raise Blocked(f"证书{certificate.number}已于{certificate.revoked_on}注销或换发。")
    return certificate


def _revoke(certificate: LegalCertificate, on: date) -> None:
    certificate.revoked_on = on
    certificate.save(update_fields=["revoked_on", "updated_at"])
