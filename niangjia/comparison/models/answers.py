"""What came back: files, how their lines were recognised, and the result per person and kind."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from niangjia.comparison import rules
from niangjia.comparison.models.exchange import Exchange, ExchangePerson
from niangjia.kernel.ids import uuid7
from niangjia.kernel.models import Base


class AnswerFile(Base):
    """One file the authority sent back (答复文件). The upload itself is deleted after reading."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="files")
    file_name = models.CharField("文件名", max_length=120)
    digest = models.BinaryField(max_length=32, editable=False)
    path = models.CharField(max_length=200, blank=True, editable=False)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=rules.AnswerState.choices(),
        default=rules.AnswerState.WAITING,
    )
    kinds_text = models.CharField("包含内容", max_length=120, blank=True)
    row_count = models.PositiveIntegerField("行数", default=0)
    exact_count = models.PositiveIntegerField("证件号码相同", default=0)
    probable_count = models.PositiveIntegerField("多项信息吻合", default=0)
    possible_count = models.PositiveIntegerField("疑似", default=0)
    not_found_count = models.PositiveIntegerField("未查到", default=0)
    stranger_count = models.PositiveIntegerField("与本批无关的行", default=0)
    mismatch_count = models.PositiveIntegerField("不一致", default=0)
    finding_count = models.PositiveIntegerField("错误", default=0)
    message = models.CharField("说明", max_length=500, blank=True)
    received_by_id = models.BigIntegerField("导入人", null=True)

    class Meta:
        verbose_name = "答复文件"
        constraints = (
            models.UniqueConstraint(
                fields=("exchange", "digest"),
                condition=Q(state__in=("waiting", "imported")),
                name="answerfile_once",
                violation_error_message="这份文件已经导入过,没有再次导入。",
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class AnswerFinding(models.Model):
    """One thing wrong with a file, by line and column (答复文件的错误). Never a value of a person."""

    file = models.ForeignKey(AnswerFile, models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField("行号")
    column = models.CharField("栏目", max_length=40, blank=True)
    code = models.CharField(max_length=30)
    message = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "答复文件的错误"


class Match(Base):
    """How a line of an answer was recognised as one of ours (比对关联).

    ``fields``: what each field contributed, as ``{"field", "level", "weight"}``, no values of the
    authority. ``theirs_sealed``: the line of a possible match, until it is decided or expires.
    """

    person = models.ForeignKey(ExchangePerson, models.PROTECT, related_name="matches")
    file = models.ForeignKey(AnswerFile, models.PROTECT, related_name="matches")
    row = models.PositiveIntegerField("行号", default=0)
    kind = models.CharField("认定方式", max_length=10, choices=rules.MatchKind.choices())
    weight = models.FloatField("匹配权重", null=True)
    fields = models.JSONField("各项依据", default=list)
    theirs_sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = "比对关联"
        constraints = (
            models.UniqueConstraint(fields=("person", "file"), name="match_once_a_file"),
            models.CheckConstraint(
                condition=Q(theirs_sealed=None) | Q(kind="possible"),
                name="match_keeps_only_the_undecided",
            ),
        )

    def __str__(self) -> str:
        return str(self.person)


class Answer(Base):
    """The result for one person and one kind (比对结果). ``theirs`` is emptied at expiry."""

    person = models.ForeignKey(
        ExchangePerson, models.PROTECT, related_name="answers", db_index=False
    )
    kind = models.CharField("比对内容", max_length=20, choices=rules.ThirdPartyKind.choices())
    file = models.ForeignKey(AnswerFile, models.PROTECT, related_name="answers")
    theirs = models.CharField("对方数据", max_length=10, blank=True)
    result = models.CharField("结果", max_length=10, choices=rules.ComparisonResult.choices())

    class Meta:
        verbose_name = "比对结果"
        constraints = (
            models.UniqueConstraint(fields=("person", "kind"), name="answer_once_a_kind"),
        )

    def __str__(self) -> str:
        return (
            f"{rules.ThirdPartyKind(self.kind).label}:{rules.ComparisonResult(self.result).label}"
        )
