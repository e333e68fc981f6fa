"""The figure check's answer as JSON-ready data and as sentences for a terminal. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check import Report
from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.rules.catalogue import CATALOGUE

_WORDS = {Severity.ERROR: "错误", Severity.WARN: "存疑", Severity.INFO: "提示"}

_ENDS = re.compile(r"[。!?!?]+[”’』」))]*|\n\s*")
_LONGEST = 120  # signs on either side of a place, of a sentence that does not end
_AROUND, _LONGEST_PLACE = 12, 40


def as_data(report: Report) -> dict[str, list[dict[str, object]]]:
    """``{"figures": […], "findings": […]}``; values are decimal strings."""
    return {
        "figures": [_figure(figure) for figure in report.figures],
        "findings": [_finding(finding) for finding in report.told],
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "text": figure.text,
        "value": number(figure.value),
        "unit": figure.unit.strip("?") or None,
        "label": figure.label,
        "indicator": figure.indicator,
        "start": figure.start,
        "end": figure.end,
        "upper": None if figure.upper is None else number(figure.upper),
        "precision": figure.precision.value,
        "written_unit": figure.written_unit.strip("?") or None,
        "concepts": list(figure.concepts),
        "period": {
            "text": figure.period.text,
            "kind": figure.period.kind.value if figure.period.kind else None,
            "start": figure.period.start or None,
            "end": figure.period.end or None,
        },
        "organisation": figure.organisation or None,
        "stages": list(figure.stages),
        "part_of": figure.parent,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "evidence": [
            {"text": item.text, "start": item.start, "end": item.end} for item in finding.evidence
        ],
        "start": finding.start,
        "end": finding.end,
        "suggestion": finding.suggestion,
    }


def number(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence of a place on one line; a very long one only near the place."""
    near = max(0, start - _LONGEST)
    ends = [match.end() for match in _ENDS.finditer(text, near, start)]
    after = _ENDS.search(text, max(end - 1, start), end + _LONGEST)
    first = ends[-1] if ends else near
    last = after.end() if after else min(len(text), end + _LONGEST)
    opening = "…" if not ends and near else ""
    closing = "…" if after is None and last < len(text) else ""
    return f"{opening}{_on_line(text[first:last]).strip()}{closing}"


def words_around(text: str, start: int, end: int) -> str:
    """A place of the text with a few words before and after it: …新建工会【30家】,发展会员….

    A place without signs stands nowhere in the text and gives "".
    """
    if end <= start:
        return ""
    inner = _on_line(text[start:end])
    if len(inner) > _LONGEST_PLACE:
        inner = f"{inner[: _LONGEST_PLACE // 2]}…{inner[-_LONGEST_PLACE // 2 :]}"
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    opening = (
        "…"
        if len(before) == _AROUND and text[max(0, start - _AROUND - 1) : start - _AROUND].strip()
        else ""
    )
    closing = (
        "…" if len(after) == _AROUND and text[end + _AROUND : end + _AROUND + 1].strip() else ""
    )
    return f"{opening}{_on_line(before)}【{inner}】{_on_line(after)}{closing}".strip()


def _on_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def as_lines(report: Report, text: str) -> Iterator[str]:
    """What a person reads in a terminal."""
    counts = dict.fromkeys(Severity, 0)
    for finding in report.told:
        counts[finding.severity] += 1
    summary = "、".join(f"{_WORDS[severity]} {count} 条" for severity, count in counts.items())
    yield f"读出 {len(report.figures)} 个数据;{summary}。"
    for finding in report.told:
        name = CATALOGUE[finding.rule].name
        yield f"[{_WORDS[finding.severity]}] {finding.rule} {name}:{finding.message}"
        for item in finding.evidence:
            place = words_around(text, item.start, item.end)
            yield f"    原文:{place}" if place else f"    依据:{item.text}"
        if finding.suggestion:
            yield f"    建议:{finding.suggestion}"
    yield "核对只提出疑问,不改动原文;请由专人确认、更正或说明。"
