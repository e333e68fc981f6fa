"""Life of a checked document and of its findings (数据核对). Pure.

A finding is decided by a named person and may be decided again; every decision is kept. The text
of the report is never changed: what was printed, what is right and why stand side by side.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta

from niangjia.kernel.choices import TextCode
from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.output import number


class CheckState(TextCode):
    """核对进度."""

    CHECKING = "checking", "核对中"
    CHECKED = "checked", "已核对"
    FAILED = "failed", "无法读取"


class Decision(TextCode):
    """处理结果."""

    ACCEPTED = "accepted", "采纳"
    CORRECTED = "corrected", "已更正"
    EXPLAINED = "explained", "说明"


class FindingState(TextCode):
    """疑问状态: undecided, decided, or settled by an explanation given for an earlier document."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    CORRECTED = "corrected", "已更正"
    EXPLAINED = "explained", "已说明"
    KNOWN = "known", "已有说明"


SEVERITIES = (("error", "错误"), ("warn", "存疑"), ("info", "提示"))
"""Severity and its word, gravest first."""
LARGEST_UPLOAD = 50 * 1024 * 1024
LONGEST_PASTE = 200_000
SHORTEST_REASON = 4
LONGEST_CHECK = timedelta(minutes=10)
"""A check that takes longer is given up: the text must be divided."""
_NUMBER = re.compile(r"[\d0-9〇零一二两三四五六七八九十百千万亿半]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")


def plain_paste(text: str) -> str:
    """Pasted words without the invisible control signs some programs put between them."""
    return _UNSEEN.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n"))


def why_not_decided(
    kind: str, *, corrected: str, reason: str, evidence: str, is_of_figure: bool = False
) -> tuple[str, str] | None:
    """The field and the Chinese reason why a decision is incomplete, or None.

    ``is_of_figure``: the finding stands at a figure, so what is right must be a number.
    """
    if kind == Decision.CORRECTED and not corrected:
        return "corrected", "没有保存:请填写正确的数(连同单位),例如 1.22 亿元。"
    if kind == Decision.CORRECTED and is_of_figure and not _NUMBER.search(corrected):
        return "corrected", "没有保存:这里要填一个数(连同单位),例如 356 户;文字请写在原因里。"
    if kind in (Decision.CORRECTED, Decision.EXPLAINED) and len(reason) < SHORTEST_REASON:
        return "reason", "没有保存:请写明原因,不少于 4 个字。"
    if kind == Decision.EXPLAINED and not evidence:
        return "evidence", "没有保存:说明要有依据,请写明文件、台账或核实人。"
    return None


def decided_meanwhile(kind: str, who: str) -> str:
    """Why a decision is not taken over one that was not seen."""
    stands = FindingState(kind).label
    return f"没有保存:您打开这一页以后,{who}对这条疑问{stands}。请刷新页面,看过之后再定。"


def key_of(finding: Finding, figures: Iterable[Figure]) -> str:
    """What makes two findings of different documents the same: rule, figures, periods.

    With the same figures a finding that was explained once does not come again. One that names no figure
    (近日 without a date) is known only in a text with the same numbers.
    """
    figures = list(figures)
    starts = {item.start for item in finding.evidence}
    told = sorted(
        "|".join((f.indicator or f.label, number(f.value), f.unit, f.period.start, f.period.end))
        for f in figures
        if f.start in starts
    )
    words = told or [
        *sorted("".join(item.text.split()) for item in finding.evidence),
        *(number(f.value) for f in figures),
    ]
    return hashlib.sha256("\n".join((finding.rule, *words)).encode()).hexdigest()
