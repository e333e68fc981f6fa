"""The figure check's answer as JSON-ready data and as sentences for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from niangjia.statistics.check import Report
from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.rules.catalogue import CATALOGUE

_WORDS = {Severity.ERROR: "错误", Severity.WARN: "存疑", Severity.INFO: "提示"}


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


def as_lines(report: Report) -> Iterator[str]:
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
            yield f"    第 {item.start} 字:{item.text}"
        if finding.suggestion:
            yield f"    建议:{finding.suggestion}"
    yield "核对只提出疑问,不改动原文;请由专人确认、更正或说明。"
