"""Verbs between the figure check and the register: a figure of a checked report is entered (登记)."""

from __future__ import annotations

from datetime import date

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.reports.models import CheckedDocument, CheckedFigure, PublishedFigure
from niangjia.reports.queries.checks import NOT_OURS, is_of_another_union
from niangjia.reports.queries.meanings import meanings
from niangjia.reports.rules.meanings import Timing
from niangjia.reports.services.published import Outside, publish


def as_published(document: CheckedDocument, figure: CheckedFigure) -> dict[str, object]:
    """What is known for the register entry of a figure: a stock's day, else its period."""
    end = figure.period_end or document.published_on
    meaning = meanings().get(figure.indicator)
    is_stock = meaning is not None and meaning.timing is Timing.STOCK
    is_period = figure.period_start is not None and not is_stock
    return {
        "label": figure.label, "said": figure.text[:60], "title": document.name,
        "document_on": document.published_on, "on": None if is_period else end,
        "start": figure.period_start if is_period else None, "end": end if is_period else None,
    }  # fmt: skip


def publish_figure(
    document: CheckedDocument,
    figure: CheckedFigure,
    *,
    label: str,
    said: str,
    title: str,
    document_on: date,
    on: date | None,
    start: date | None,
    end: date | None,
    actor: Actor,
) -> PublishedFigure:
    """Enter a figure of a checked report as an outside document's. Raises NotVisible, Blocked."""
    if is_of_another_union(document):
        raise Blocked(NOT_OURS)
    outside = Outside(
        said=said, label=label, unit=figure.unit, document=title,
        document_on=document_on, code=figure.indicator, on=on, start=start, end=end,
        sha256=document.digest,
    )  # fmt: skip
    return publish(document.union, outside, actor=actor)
