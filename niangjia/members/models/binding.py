"""Claims of identity (实名核实): a worker on the phone whom the register could not tell by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from niangjia.kernel.models import Base


class IdentityClaim(Base):
    """Who the owner of an account says she is, until a cadre has seen her document (实名核实).

    She shows the cadre a code; the cadre enters it and compares. One per account; a new claim
    replaces the former. ``code_blind`` is the keyed hash of the code, which is not stored. Ended
    claims keep nothing of her: the sealed values go with ``closed_at``.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="identity_claim"
    )
    name = models.CharField("姓名", max_length=50, blank=True)
    id_type = models.PositiveSmallIntegerField("证件类别", default=1)
    identity_sealed = models.BinaryField("证件号码", null=True, editable=False)
    phone_sealed = models.BinaryField("手机号码", null=True, editable=False)
    code_blind = models.BinaryField(max_length=16, null=True, unique=True, editable=False)
    expires_at = models.DateTimeField("有效至")
    closed_at = models.DateTimeField("办结", null=True)

    class Meta:
        verbose_name = "实名核实"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(name="", identity_sealed=None, phone_sealed=None, code_blind=None),
                name="identityclaim_closed_is_empty",
            ),
        )

    def __str__(self) -> str:
        return "实名核实"
