"""What a worker has entered on the phone so far (申请草稿)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base


class ApplicationDraft(Base):
    """A worker's unfinished application (申请草稿), saved after every screen.

    One per account, so it goes on from another phone. ``sealed`` is the SM4 ciphertext of the answers
    as JSON: they hold identity numbers and diagnoses. ``revision`` counts saves: a stale screen of the
    other phone is told, not written over.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="aid_draft")
    sealed = models.BinaryField()
    screen = models.CharField("填到", max_length=30)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "申请草稿"
