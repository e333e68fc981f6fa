"""Figures without a value in words: which, where, and what to do about them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from niangjia.reports.rules.document import Gap

HONOURS = "荣誉名录"
AWAITED = "待接入"
_SHOWN = 5
_LINES_SHOWN = 8


def in_words(gaps: Sequence[Gap]) -> str:
    """One sentence naming each missing thing once, with its lines and reason, and one of advice."""
    lines: dict[tuple[str, str], list[int]] = {}
    for gap in gaps:
        lines.setdefault((gap.name, gap.reason), []).append(gap.line)
    named = [f"“{name}”({_where(found)}{reason})" for (name, reason), found in lines.items()]
    more = f"等{len(named)}项" if len(named) > _SHOWN else ""
    return f"没有数可写:{'、'.join(named[:_SHOWN])}{more}。{_advice(gaps)}"


def _where(lines: list[int]) -> str:
    found = sorted({line for line in lines if line})
    said = "、".join(map(str, found[:_LINES_SHOWN])) + ("等" if len(found) > _LINES_SHOWN else "")
    return f"第{said}行," if found else ""


def _advice(gaps: Sequence[Gap]) -> str:
    awaited = [gap for gap in gaps if gap.reason.startswith(AWAITED)]
    figures = "待接入的数可以先在“数据报送”填报,或者删去那一句。"
    honours = "荣誉名录请直接写在正文里,或者删去那几行。"
    return (figures if any(gap.code for gap in awaited) else "") + (
        honours if any(gap.name == HONOURS for gap in awaited) else ""
    )
