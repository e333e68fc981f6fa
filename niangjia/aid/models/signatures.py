"""What the worker signed on her phone (签署记录)."""

from __future__ import annotations

from django.db import models

from niangjia.aid.models.files import HouseholdFile
from niangjia.aid.rules.signing import SignedPaper


class Signature(models.Model):
    """One paper signed on the phone (签署记录): who, when, by which code, and the very words.

    Append-only by trigger. ``digest`` is SHA-256 of ``text``, ``content`` the keyed hash of the
    household as it stood (`services.signing.content_of`). ``code_id`` names the code typed rightly;
    codes are removed after a day. A code signs a paper once.
    """

    file = models.ForeignKey(HouseholdFile, models.PROTECT, related_name="signatures")
    paper = models.CharField("签署的文书", max_length=14, choices=SignedPaper.choices())
    name = models.CharField("签字人", max_length=50)
    text = models.TextField("文书内容")
    digest = models.CharField("文书校验码", max_length=64, db_collation="C")
    content = models.BinaryField(max_length=16, editable=False)
    signed_by_id = models.BigIntegerField("签字账号", editable=False)
    code_id = models.BigIntegerField(editable=False)
    signed_at = models.DateTimeField("签署时间", editable=False)

    class Meta:
        verbose_name = "签署记录"
        constraints = (
            models.UniqueConstraint(
                fields=("code_id", "paper"),
                name="signature_once_a_code",
                violation_error_message="这个验证码已经用来签过字。请重新获取验证码。",
            ),
        )
        indexes = (models.Index(fields=("file", "-id"), name="signature_file"),)

    def __str__(self) -> str:
        return f"{self.get_paper_display()} {self.name}"

    @property
    def lines(self) -> list[str]:
        """The words as they were shown, one by one."""
        return self.text.split("\n")
