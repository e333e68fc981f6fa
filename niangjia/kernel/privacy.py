"""Looking at sensitive fields: masked by default, revealed by one function that records who and why."""

from __future__ import annotations

from django.db import models

from niangjia.kernel import crypto, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible

LABELS = {"identity": "证件号码", "phone": "手机号码", "bank_card": "银行卡号"}


def reveal(
    subject: models.Model, name: str, *, actor: Actor, permission: str, path: str, reason: str
) -> str:
    """The plain value of ``<name>_sealed``. Raises NotVisible or Blocked (no reason given).

    ``path`` is the tree path by which the subject is in the actor's scope. The look itself is
    journalled before the value is returned.
    """
    if not actor.may(permission, path):
        raise NotVisible
    if len(reason.strip()) < 4:
        raise Blocked("不能查看:请写明查看原因(不少于 4 个字),该记录会保留备查。", field="reason")
    sealed = getattr(subject, f"{name}_sealed")
    label = LABELS.get(name, name)
    journal.record(
        "reveal",
        subject,
        actor=actor,
        summary=f"查看{label}",
        reason=reason,
        union_id=int(path.strip("/").rsplit("/", 1)[-1]),  # a person has no union of her own
        is_read=True,
    )
    return crypto.unseal(bytes(sealed)) if sealed else ""
