"""Verbs of the register of published figures (已公布数据): enter by hand, withdraw by a new row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.reports.models import PublishedFigure
from niangjia.reports.rules.register import Printed, printed
from niangjia.unions.models import Union

EDIT = "reports.edit"
_LARGEST = Decimal(10) ** 16


@dataclass(frozen=True)
class Outside:
    """A figure in a document of ours that was not made here (文件、报刊、网站)."""

    said: str
    label: str
    unit: str
    document: str
    document_on: date
    code: str = ""
    kind: str = ""
    on: date | None = None
    start: date | None = None
    end: date | None = None
    sha256: str = ""


@verb
def publish(union: Union, figure: Outside, *, actor: Actor) -> PublishedFigure:
    """Enter a figure that the union published elsewhere. Raises NotVisible, Blocked (field named)."""
    if not actor.may(EDIT, union.path):
        raise NotVisible
    if not (figure.label.strip() or figure.code):
        raise Blocked("请选择指标,或者写出这个数的名称。", field="label")
    if not figure.document.strip():
        raise Blocked("请写出公布这个数的文件或报道的标题。", field="document")
    _check_days(figure)
    read = read_print(figure.said)
    known = _indicator(figure)
    row = PublishedFigure.objects.create(
        union=union,
        code=figure.code,
        version=known[3],
        label=figure.label.strip() or known[0],
        unit=known[1] or figure.unit,
        kind=known[2] or figure.kind,
        on=figure.on,
        start=figure.start,
        end=figure.end,
        value=read.value,
        low=read.low,
        high=read.high,
        precision=read.precision.value,
        said=figure.said.strip(),
        document=figure.document.strip(),
        document_on=figure.document_on,
        sha256=figure.sha256,
        entered_by_id=actor.user_id,
        entered_by=actor.label[:100],
    )
    journal.record(
        "reports.publish", row, actor=actor, summary=f"登记已公布数据“{row.label} {row.said}”"
    )
    return row


@verb
def withdraw_published(figure: PublishedFigure, *, reason: str, actor: Actor) -> PublishedFigure:
    """End a published figure by a new row; both stay. Raises NotVisible or Blocked."""
    figure = lock(PublishedFigure, figure.pk)
    if not actor.may(EDIT, figure.scope_path):
        raise NotVisible
    refused = withdrawal_refusal(figure)
    if refused:
        raise Blocked(refused)
    if not reason.strip():
        raise Blocked("请写明撤回的原因。", field="reason")
    return append_withdrawal(figure, reason=reason, actor=actor)


def withdrawal_refusal(figure: PublishedFigure) -> str | None:
    """Why a row cannot be withdrawn now."""
    if figure.withdraws_id is not None:
        return "这一条本身就是撤回记录。"
    if PublishedFigure.objects.filter(withdraws=figure).exists():
        return "这个数已经撤回。"
    if figure.report_id is not None:
        return "这个数来自已定稿的报告。要撤回,请撤回那份报告。"
    return None


def append_withdrawal(figure: PublishedFigure, *, reason: str, actor: Actor) -> PublishedFigure:
    """The row that ends another; the caller has checked and locked."""
    copied = (
        "union_id", "code", "version", "label", "unit", "kind", "on", "start", "end", "value",
        "low", "high", "precision", "said", "report_id", "document", "document_on", "sha256",
        "role", "formula", "other_union_id", "other_code", "other_on", "other_start", "other_end",
    )  # fmt: skip
    row = PublishedFigure.objects.create(
        **{name: getattr(figure, name) for name in copied},
        withdraws=figure,
        reason=reason.strip()[:500],
        entered_by_id=actor.user_id,
        entered_by=actor.label[:100],
    )
    journal.record(
        "reports.withdraw_published",
        figure,
        actor=actor,
        summary=f"撤回已公布数据“{figure.label} {figure.said}”",
        reason=reason,
    )
    return row


def read_print(said: str) -> Printed:
    """What the printed words say. Raises Blocked (field ``said``)."""
    read = printed(said)
    if read is None:
        raise Blocked("没有读出数字。请照公布的原样填写,例如 40.3万余人、96.82%。", field="said")
    if read.high >= _LARGEST:
        raise Blocked("这个数太大,不像是工会的数据。请核对小数点和“万”“亿”。", field="said")
    return read


def _check_days(figure: Outside) -> None:
    has_period = figure.start is not None or figure.end is not None
    if (figure.on is None) == (not has_period):
        raise Blocked("请给出时点,或者起止日期,两者给一种。", field="on")
    if has_period and (figure.start is None or figure.end is None):
        raise Blocked("期间要同时给出起日和止日。", field="end")
    if figure.start is not None and figure.end is not None and figure.start > figure.end:
        raise Blocked(f"起日 {figure.start} 晚于止日 {figure.end},请对调。", field="start")


def _indicator(figure: Outside) -> tuple[str, str, str, int | None]:
    """Name, unit, kind and version of the indicator; empty for a free label. Raises Blocked."""
    if not figure.code:
        return "", "", "", None
    from niangjia.kernel.indicators import UnknownIndicator, get  # loads Ibis

    try:
        indicator = get(figure.code)
    except UnknownIndicator as unknown:
        raise Blocked(str(unknown), field="code") from unknown
    return indicator.name, indicator.unit.value, indicator.kind.value, indicator.version
