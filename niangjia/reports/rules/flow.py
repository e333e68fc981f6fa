"""The life cycle of a report (报告): draft, frozen, withdrawn; and kinds of templates. Pure.

A frozen report is what a union has said in public: it is withdrawn with a reason, never rewritten.
"""

from __future__ import annotations

from niangjia.kernel.choices import TextCode
from niangjia.kernel.workflow import Step, Workflow

LONGEST_TEXT = 500_000
"""Characters of one report or template."""


class TemplateKind(TextCode):
    """模板类别."""

    WORK = "work", "工作报告"
    RETURN = "return", "统计年报"
    OTHER = "other", "其他"


class ReportStatus(TextCode):
    """报告状态."""

    DRAFT = "draft", "草稿"
    FROZEN = "frozen", "已定稿"
    WITHDRAWN = "withdrawn", "已撤回"


S = ReportStatus
REPORT = Workflow.of(
    "report",
    "报告",
    S.choices(),
    Step("freeze", "定稿", source=(S.DRAFT,), target=S.FROZEN, permission="reports.freeze"),
    Step(
        "withdraw",
        "撤回",
        source=(S.FROZEN,),
        target=S.WITHDRAWN,
        permission="reports.freeze",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "drop",
        "作废草稿",
        source=(S.DRAFT,),
        target=S.WITHDRAWN,
        permission="reports.edit",
        needs_reason=True,
        is_primary=False,
    ),
)


SHORTEST_EXPLANATION = 4
"""Characters of an answer to a doubt: 核实 alone explains nothing."""


def explanation_refusal(said: str) -> str | None:
    """Why an answer to a doubt does not explain it."""
    said = said.strip()
    if not said:
        return "这一处还没有说明。请改正正文,或写明为什么可以这样说。"
    if len(said) < SHORTEST_EXPLANATION:
        return f"说明“{said}”太短,至少写 {SHORTEST_EXPLANATION} 个字:为什么可以这样说。"
    return None


def text_refusal(text: str) -> str | None:
    """Why a text cannot be stored."""
    if "\0" in text:
        return "正文里有不可见的控制字符(空字符)。请从原文件重新复制后粘贴。"
    if len(text) > LONGEST_TEXT:
        return f"正文最多 {LONGEST_TEXT:,} 个字,现在有 {len(text):,} 个字。请分成几份报告。"
    return None
