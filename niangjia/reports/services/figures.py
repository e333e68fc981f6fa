"""Keeping the figures of a report: as last written, sealed, entered into the register."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.reports.models import PublishedFigure, Report, ReportFigure
from niangjia.reports.queries.drafts import Written
from niangjia.reports.queries.lines import Line, Reckoned, asked_by
from niangjia.reports.queries.published import bare
from niangjia.reports.queries.reports import sealed_content
from niangjia.reports.rules.questions import Source
from niangjia.reports.rules.register import Precision, Printed, printed, printed_change
from niangjia.reports.rules.register import Reckoned as Kind
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
        asked, known = {asked_by(row) for row in rows}, {asked_by(row) for row in held}
        held.filter(pk__in=[row.pk for row in held if asked_by(row) not in asked]).delete()
        ReportFigure.objects.bulk_create(
            [row for row in rows if asked_by(row) not in known], ignore_conflicts=True
        )


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


def publish_all(report: Report, written: Written, actor: Actor) -> None:
    """Enter every figure the report says into the register; one journal entry.

    Figures as counted, and those reckoned from two: changes, rates of change, shares.
    """
    source = {
        "report": report,
        "document": report.title,
        "document_on": clock.today(),
        "sha256": report.sha256,
        "entered_by_id": actor.user_id,
        "entered_by": actor.label[:100],
    }
    rows = [
        PublishedFigure(**_published(figure), **source)
        for figure in report.figures.select_related("union").order_by("pk")
        if figure.value is not None and figure.said and figure.source != Source.AWAITING
    ]
    rows += [PublishedFigure(**_published_reckoned(one), **source) for one in written.reckoned]
    PublishedFigure.objects.bulk_create(rows)
    journal.record(
        "reports.publish_all", report, actor=actor, summary=f"{len(rows)} 个数登记为已公布数据"
    )


def _published(figure: ReportFigure) -> dict[str, Any]:
    """A figure as counted, as the register keeps it."""
    assert figure.value is not None
    words, read = narrowest(
        figure.said.splitlines(), [printed(one) for one in figure.said.splitlines()], figure.value
    )
    return {
        "union": figure.union,
        "code": bare(figure.code),
        "version": figure.version,
        "label": figure.name,
        "unit": figure.unit,
        "kind": figure.kind,
        "on": figure.on,
        "start": figure.start,
        "end": figure.end,
        **_told(figure.value, words, read),
    }


def _published_reckoned(one: Reckoned) -> dict[str, Any]:
    """A change, rate or share, as the register keeps it: with the other figure and the formula."""
    words, read = narrowest(
        one.said, [printed_change(said, one.value) for said in one.said], one.value
    )
    first, other = one.first, one.other
    return {
        "role": Kind[one.role.name].value,
        "formula": one.formula[:700],
        "union": first.union,
        "code": bare(first.code),
        "version": first.version,
        "label": one.name[:100],
        "unit": one.unit,
        "kind": first.kind,
        "on": first.on,
        "start": first.start,
        "end": first.end,
        "other_union": other.union,
        "other_code": bare(other.code),
        "other_on": other.on,
        "other_start": other.start,
        "other_end": other.end,
        **_told(one.value, words, read),
    }


def _told(value: Decimal, words: str, read: Printed) -> dict[str, Any]:
    return {
        "value": value,
        "low": min(read.low, value),
        "high": max(read.high, value),
        "precision": read.precision.value,
        "said": words[:60],
    }


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


def narrowest(
    said: Sequence[str], read: Sequence[Printed | None], value: Decimal
) -> tuple[str, Printed]:
    """Of the ways the text writes a figure, the one that says most, with what it says."""
    told = [(words, one) for words, one in zip(said, read, strict=True) if one is not None]
    exact = Printed(value, value, value, Precision.EXACT)
    return min(told, key=lambda pair: pair[1].width, default=(said[0], exact))


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
