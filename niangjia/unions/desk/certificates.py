"""Certificates of legal personality (法人资格证书) of all unions in sight."""

from __future__ import annotations

from django.db.models import QuerySet

from niangjia.kernel.actor import Actor
from niangjia.unions import forms, queries, services
from niangjia.unions.models import LegalCertificate
from niangjia.web.desk import (
    Act,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Preset,
    Text,
    Todo,
    UnionSubtree,
    register,
    todo,
)


def _revoked(certificate: LegalCertificate) -> bool:
    return certificate.revoked_on is not None


def _to_renew(actor: Actor) -> QuerySet[LegalCertificate]:
    return queries.due_certificates(LegalCertificate.objects.visible_to(actor, "unions.edit"))


@register
class CertificateDesk(Desk):
    """法人资格证书."""

    slug = "certificates"
    model = LegalCertificate
    title = "法人资格证书"
    menu = ("组织", 60)
    area = "unions"
    related = ("union",)
    subtitle = "union__name"
    columns = (
        Link("number"),
        Text("union__name", "工会"),
        Text("legal_representative"),
        Day("issued_on"),
        Day("valid_until"),
        Day("revoked_on"),
    )
    card = ("number", "union__name", "valid_until")
    filters = (
        UnionSubtree("union"),
        DateRange("valid_until"),
        Preset("due", "待换证(临近到期或已过期)", queries.due_certificates),
        Preset("expired", "已过期", queries.expired_certificates),
    )
    search = staticmethod(queries.search_certificates)
    search_hint = "证书编号"
    order = ("valid_until", "id")
    in_global_search = False
    can_create = False
    can_edit = False
    acts = (
        Act("renew", "换证", "unions.edit", services.renew_certificate, form=forms.CertificateForm,
            hidden_when=_revoked, help="有效期届满前30天内办理。"),
        Act("revoke", "注销登记", "unions.edit", services.revoke_certificate, form=forms.EndForm,
            hidden_when=_revoked, danger=True),
    )  # fmt: skip
    tabs = (
        Facts(
            Group("证书", "number", Text("union__name", "工会"), "legal_representative",
                  "issued_on", "valid_until", "revoked_on"),
        ),
    )  # fmt: skip
    list_intro = "证书在工会页面登记。有效期三至五年,届满前30天内换证(总工办发〔2020〕20号),当地另有规定的从其规定。"


todo(
    Todo(
        "unions.renew_certificate",
        "法人证书换证",
        "unions.edit",
        _to_renew,
        url="/certificates/?preset=due",
        due="valid_until",
        label="union__name",
        item_url="/certificates/{ref}/",
        derive=lambda dues: queries.certificate_derivations(due.pk for due in dues),
    )
)
