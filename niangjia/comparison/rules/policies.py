"""Dated parameters of data comparison (政策参数). Pure; declared by apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from niangjia.comparison.rules.codes import ThirdPartyKind


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

REQUIRED = "comparison.required"
REQUIRED_LABEL = "必须比对的内容"
REQUIRED_BASIS = (
    "全国总工会、民政部2022年关于加强困难职工家庭与低收入人口信息比对的通知;"
    "除低保外需要比对哪些内容,由本级工会商有关部门确定"
)
REQUIRED_DEFAULT: Mapping[str, bool] = {
    kind.value: kind is ThirdPartyKind.ALLOWANCE for kind in ThirdPartyKind
}
"""Whether a kind must be answered before somebody counts as compared."""


def required_kinds(values: Mapping[str, object]) -> tuple[ThirdPartyKind, ...]:
    """The kinds that the set in force demands."""
    return tuple(kind for kind in ThirdPartyKind if values.get(kind.value))
