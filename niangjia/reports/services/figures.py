"""Keeping the figures of a report: as last written, sealed, entered into the register."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.reports.models import PublishedFigure, Report, ReportFigure
from niangjia.reports.queries.drafts import Line, Written
from niangjia.reports.queries.published import bare
from niangjia.reports.queries.reports import sealed_content
from niangjia.reports.rules.questions import Source
from niangjia.reports.rules.register import Precision, Printed, printed
from niangjia.reports.rules.storing import pack
from niangjia.reports.rules.storing import seal as digest_of


def store(report: Report, written: Written, *, renew: bool) -> None:
    """Write the figures of a text: new ones always, those there before only with ``renew``.

    A text with errors has no figures to tell: what was written before stays.
    """
    if written.document is None:
        return
    now = timezone.now()
    rows = [_row(report, line, now) for line in written.lines]
    held = ReportFigure.objects.filter(report=report)
    if renew:
        held.delete()
        ReportFigure.objects.bulk_create(rows)
        report.figures_at = now
        report.save(update_fields=["figures_at", "updated_at"])
    else:
        held.exclude(key__in=[row.key for row in rows]).delete()
        ReportFigure.objects.bulk_create(rows, ignore_conflicts=True)


def seal(report: Report, written: Written, actor: Actor) -> None:
    """Keep the document word for word and stamp its hash; the report is still a draft."""
    assert written.document is not None
    report.frozen_at = timezone.now()
    report.frozen_by_id = actor.user_id
    report.frozen_by = actor.label[:100]
    report.content = pack(written.document)
    report.sha256 = digest_of(sealed_content(report))
    report.save(
        update_fields=[
            "frozen_at", "frozen_by_id", "frozen_by", "content", "sha256", "updated_at",
        ]
    )  # fmt: skip


def publish_all(report: Report, actor: Actor) -> None:
    """Enter every figure the report says into the register; one journal entry."""
    rows = []
    for figure in report.figures.select_related("union").order_by("pk"):
        if figure.value is None or not figure.said or figure.source == Source.AWAITING:
            continue
        read = narrowest(figure)
        rows.append(
            PublishedFigure(
                union=figure.union,
                code=bare(figure.code),
                version=figure.version,
                label=figure.name,
                unit=figure.unit,
                kind=figure.kind,
                on=figure.on,
                start=figure.start,
                end=figure.end,
                value=figure.value,
                low=min(read.low, figure.value),
                high=max(read.high, figure.value),
                precision=read.precision.value,
                said=read_words(figure, read),
                report=report,
                document=report.title,
                document_on=clock.today(),
                sha256=report.sha256,
                entered_by_id=actor.user_id,
                entered_by=actor.label[:100],
            )
        )
    PublishedFigure.objects.bulk_create(rows)
    journal.record(
        "reports.publish_all", report, actor=actor, summary=f"{len(rows)} 个数登记为已公布数据"
    )


def withdraw_all(report: Report, reason: str, actor: Actor) -> None:
    """End every published figure of the report by rows of withdrawal; one journal entry."""
    held = PublishedFigure.objects.filter(report=report, withdraws=None, withdrawn_by=None)
    rows = []
    for figure in held.order_by("pk"):
        copy: dict[str, Any] = {
            field.attname: getattr(figure, field.attname)
            for field in PublishedFigure._meta.concrete_fields
            if field.name not in ("id", "public_id", "withdraws", "reason", "entered_at")
        }
        copy |= {"entered_by_id": actor.user_id, "entered_by": actor.label[:100]}
        rows.append(PublishedFigure(**copy, withdraws=figure, reason=reason.strip()[:500]))
    PublishedFigure.objects.bulk_create(rows)
    journal.record(
        "reports.withdraw_all", report, actor=actor, reason=reason,
        summary=f"随报告撤回 {len(rows)} 个已公布数据",
    )  # fmt: skip


def narrowest(figure: ReportFigure) -> Printed:
    """Of the ways the text writes a figure, the one that says most."""
    assert figure.value is not None
    read = [p for p in (printed(words) for words in figure.said.splitlines()) if p is not None]
    exact = Printed(figure.value, figure.value, figure.value, Precision.EXACT)
    return min(read, key=lambda p: p.width, default=exact)


def read_words(figure: ReportFigure, read: Printed) -> str:
    """The words of that way."""
    for words in figure.said.splitlines():
        if printed(words) == read:
            return words[:60]
    return figure.said.splitlines()[0][:60]


def _row(report: Report, line: Line, now: Any) -> ReportFigure:
    return ReportFigure(
        report=report,
        key=line.key,
        code=line.code,
        version=line.version,
        fingerprint=line.fingerprint,
        name=line.name,
        unit=line.unit,
        kind=line.kind,
        union=line.union,
        union_name=line.union.name,
        on=line.on,
        start=line.start,
        end=line.end,
        value=line.value,
        source=line.source,
        said="\n".join(line.said),
        written_at=now,
    )
