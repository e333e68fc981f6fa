"""Reports: finding them, what their seal covers, the frozen document, and later revisions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.utils import timezone

from niangjia.kernel.actor import Actor
from niangjia.reports.models import Report, ReportFigure
from niangjia.reports.queries.answers import answer
from niangjia.reports.queries.drafts import Change
from niangjia.reports.queries.meanings import code_then
from niangjia.reports.rules.document import Document
from niangjia.reports.rules.questions import Question
from niangjia.reports.rules.storing import Unreadable, seal, unpack
from niangjia.web.figures import explain_url

_FIGURE = re.compile(r"(?<=^/figures/)[^/]+")  # the code in the address of a figure


def find_reports(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By part of the title, or the code or name of the union."""
    return rows.filter(
        Q(title__contains=text) | Q(union__code__startswith=text) | Q(union__name__contains=text)
    )


def sealed_content(report: Report) -> dict[str, Any]:
    """Everything the hash covers: text, document, figures, and which definitions they follow."""
    return {
        "title": report.title,
        "union": report.union.code,
        "start": str(report.start),
        "end": str(report.end),
        "template": f"{report.template.template.code}@{report.template.number}",
        "text": report.body,
        "document": report.content,
        "figures": [_sealed(figure) for figure in figures_of(report)],
        "frozen_by": report.frozen_by,
        "frozen_at": report.frozen_at.isoformat() if report.frozen_at else "",
    }


def is_intact(report: Report) -> bool:
    """Whether a frozen report is still what its hash was made from."""
    return bool(report.sha256) and seal(sealed_content(report)) == report.sha256


def frozen_document(report: Report) -> Document | None:
    """The document as frozen, word for word, with its hash; None for a draft that never was.

    Where a definition changed since, its figures open to what was counted by the one of then.
    """
    if not report.content:
        return None
    try:
        kept = unpack(_by_definitions_of_then(report))
    except Unreadable:
        return None
    frozen_on = timezone.localdate(report.frozen_at) if report.frozen_at else None
    return replace(kept, meta=replace(kept.meta, digest=report.sha256, frozen_on=frozen_on))


def figures_of(report: Report) -> Sequence[ReportFigure]:
    """The figures as last written, in the order of the text."""
    return list(report.figures.order_by("pk"))


def figures_seen_by(report: Report, actor: Actor) -> list[ReportFigure]:
    """The figures an actor may look at: all of a frozen report, of a draft those of her scope."""
    rows = list(report.figures.select_related("union").order_by("pk"))
    if report.sha256:
        return rows
    return [row for row in rows if actor.may("figures.view", row.union.path)]


def revisions(report: Report, *, actor: Actor) -> list[Change]:
    """What the records say today where it differs from a frozen report, by the same definitions.

    Shown, never written back. Figures of unions outside the actor's sight are left out, and those
    whose definition of then is not kept (``lost``).
    """
    found: list[Change] = []
    by_union: dict[int, list[ReportFigure]] = {}
    for figure in report.figures.select_related("union").order_by("pk"):
        by_union.setdefault(figure.union_id, []).append(figure)
    for held in by_union.values():
        union = held[0].union
        if not actor.may("figures.view", union.path):
            continue
        asked = {asked: figure for figure in held if (asked := _question(figure)) is not None}
        answered = answer(asked, union, actor=actor).answers
        for question, figure in asked.items():
            now = answered[question][union.code].value
            if now == figure.value:
                continue
            on, start, end = figure.on, figure.start, figure.end
            url = explain_url(question.code, union.code, on=on, start=start, end=end)
            when = str(figure.on) if figure.on else f"{figure.start} 至 {figure.end}"
            label = f"{figure.union_name} {figure.name}({when})"
            found.append(Change(label, figure.unit, figure.value, now, url))
    return found


def lost(report: Report) -> list[ReportFigure]:
    """Figures that cannot be counted again: the definition of then is not kept."""
    return [one for one in figures_of(report) if code_then(one.code, one.version) is None]


def _question(figure: ReportFigure) -> Question | None:
    """The same question by the definition of then; None where that is not kept."""
    code = code_then(figure.code, figure.version)
    return Question(code, figure.on, figure.start, figure.end) if code is not None else None


def _by_definitions_of_then(report: Report) -> Any:
    """The kept content with the addresses of figures by the definitions of then."""
    codes = dict(report.figures.values_list("code", "version"))
    then = {code: code_then(code, version) or code for code, version in codes.items()}
    changed = {
        quote(code, safe=""): quote(now, safe="") for code, now in then.items() if code != now
    }
    return _readdressed(report.content, changed) if changed else report.content


def _readdressed(value: Any, codes: Mapping[str, str]) -> Any:
    """Packed values with other codes in the addresses of figures."""
    if isinstance(value, list):
        return [_readdressed(one, codes) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _readdressed(one, codes) for key, one in value.items()}
    if isinstance(found.get("url"), str):
        found["url"] = _FIGURE.sub(lambda code: codes.get(code[0], code[0]), found["url"])
    return found


def _sealed(figure: ReportFigure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "definition": figure.fingerprint,
        "value": None if figure.value is None else f"{figure.value:.6f}",
        "source": figure.source,
        "said": figure.said,
    }
