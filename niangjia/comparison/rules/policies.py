"""Dated parameters of data comparison (政策参数). Pure; declared by apps."""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """Code, Chinese name, days and legal basis."""

    code: str
    label: str
    days: int
    basis: str


REVIEW = Parameter(
    "comparison.review",
    "核实比对不一致事项(工作日)",
    10,
    "本级工会办理时限,可按地方规定调整",
)
ANSWER = Parameter(
    "comparison.answer",
    "等待对方答复(工作日)",
    20,
    "与比对部门商定的答复时限,可按地方规定调整",
)
KEEP = Parameter(
    "comparison.keep",
    "比对数据最长保存(自然日)",
    90,
    "个人信息保护法第十九条:保存期限应为实现处理目的所必要的最短时间;天数由本级工会确定",
)
PARAMETERS = (REVIEW, ANSWER, KEEP)
