"""The heading of an answer: which column is which, what is missing, what must not be there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from niangjia.comparison.rules.codes import Protection, ThirdPartyKind
from niangjia.kernel.findings import Finding, Severity
from niangjia.members.rules.cells import Cell, compact

NUMBER, NAME, IDENTITY, DIGEST = "序号", "姓名", "证件号码", "证件号码摘要"
BORN, GENDER, REGION = "出生日期", "性别", "户籍地代码"
TOTAL = "合计"
_SYNONYMS = {
    "身份证号": IDENTITY,
    "身份证号码": IDENTITY,
    "公民身份号码": IDENTITY,
    "证件号": IDENTITY,
    "摘要": DIGEST,
    "出生年月日": BORN,
    "出生年月": BORN,
    "户籍地": REGION,
    "行政区划代码": REGION,
    "编号": NUMBER,
}
_KINDS = {
    "最低生活保障": ThirdPartyKind.ALLOWANCE,
    "是否低保": ThirdPartyKind.ALLOWANCE,
    "低保情况": ThirdPartyKind.ALLOWANCE,
    "特困供养": ThirdPartyKind.EXTREME_POVERTY,
    "是否特困": ThirdPartyKind.EXTREME_POVERTY,
    "低收入家庭": ThirdPartyKind.LOW_INCOME,
    "低保边缘": ThirdPartyKind.LOW_INCOME,
    "残疾等级": ThirdPartyKind.DISABILITY,
    "婚姻状况": ThirdPartyKind.MARRIAGE,
    "死亡": ThirdPartyKind.FUNERAL,
    "死亡(殡葬)": ThirdPartyKind.FUNERAL,
    "车辆数": ThirdPartyKind.VEHICLE,
    "机动车": ThirdPartyKind.VEHICLE,
    "房产数": ThirdPartyKind.PROPERTY,
    "不动产": ThirdPartyKind.PROPERTY,
    "工商": ThirdPartyKind.BUSINESS,
    "市场主体": ThirdPartyKind.BUSINESS,
    "社会保险": ThirdPartyKind.SOCIAL_INSURANCE,
    "住房公积金": ThirdPartyKind.HOUSING_FUND,
    "纳税": ThirdPartyKind.TAX,
    "个税": ThirdPartyKind.TAX,
} | {kind.label: kind for kind in ThirdPartyKind}
_PLAIN = (NUMBER, NAME, IDENTITY, DIGEST, BORN, GENDER, REGION)


@dataclass(frozen=True)
class Heading:
    """Where each thing stands: column index by name, and by kind."""

    row: int
    width: int
    places: Mapping[str, int]
    kinds: Mapping[ThirdPartyKind, int]


def error(row: int, column: str, code: str, message: str) -> Finding:
    """A finding that refuses the file."""
    return Finding(row, column, code, Severity.ERROR, message)


def read_heading(
    row: int, cells: Sequence[Cell], asked: Collection[str], protection: str
) -> tuple[Heading, list[Finding]]:
    """Read the heading; findings for what is unknown, double, missing or was never asked for."""
    places: dict[str, int] = {}
    kinds: dict[ThirdPartyKind, int] = {}
    found: list[Finding] = []
    width = 0
    for index, cell in enumerate(cells):
        title = compact(str(cell)).replace("(", "(").replace(")", ")")
        if not title:
            continue
        width = index + 1
        name, kind = _SYNONYMS.get(title, title), _KINDS.get(title)
        if kind is not None:
            found += _kind_problem(row, title, kind, asked, kind in kinds)
            kinds.setdefault(kind, index)
        elif name not in _PLAIN:
            found.append(error(row, title[:20], "unknown_column", _unknown(title[:20])))
        elif name in places:
            found.append(
                error(row, name, "double_column", f"“{name}”栏出现了两次。请对方删去一栏。")
            )
        else:
            places[name] = index
    found += _missing(row, places, kinds, protection)
    return Heading(row, width, places, kinds), found


def _unknown(title: str) -> str:
    return f"“{title}”不是约定的栏目。本系统只收有无、类别、数量段,请对方删去这一栏后重新提供。"


def _kind_problem(
    row: int, title: str, kind: ThirdPartyKind, asked: Collection[str], is_double: bool
) -> list[Finding]:
    if is_double:
        text = f"“{kind.label}”栏出现了两次。请对方删去一栏。"
        return [error(row, title, "double_column", text)]
    if kind not in asked:
        text = f"“{kind.label}”不在本批的比对内容内。请对方删去这一栏后重新提供。"
        return [error(row, title, "not_asked", text)]
    return []


def _missing(
    row: int, places: Mapping[str, int], kinds: Collection[str], protection: str
) -> list[Finding]:
    needed = (DIGEST,) if protection == Protection.HASHED else (NAME, IDENTITY)
    found = [
        error(row, name, "missing_column", f"缺少“{name}”栏。请对方按导出的名单格式补上。")
        for name in needed
        if name not in places
    ]
    if not kinds:
        text = "没有任何比对结果栏。请对方按导出的名单格式填写结果。"
        found.append(error(row, "", "missing_column", text))
    if protection == Protection.HASHED and places.keys() & {NAME, IDENTITY}:
        text = "本批约定只用摘要,文件里却有姓名或证件号码。请对方删去这些栏后重新提供。"
        found.append(error(row, "", "not_asked", text))
    return found


def looks_like_heading(cells: Sequence[Cell]) -> bool:
    """Whether a row names the key column; lines of explanation may stand above it."""
    titles = {compact(str(cell)) for cell in cells}
    return (
        bool({_SYNONYMS.get(title, title) for title in titles} & {IDENTITY, DIGEST})
        and len(titles) > 1
    )
