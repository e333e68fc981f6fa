"""A sheet of plan items (计划事项表): every row checked, all findings together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from niangjia.kernel.numbers import plain_number
from niangjia.statistics.rules.plans import Direction

HEADS = (
    "事项",
    "指标",
    "承担工会",
    "方向",
    "目标值",
    "基数",
    "分值",
    "责任人",
    "职务或部门",
    "完成时限",
)
MOST_ROWS = 300
_LENGTHS = {"事项": 500, "责任人": 50, "职务或部门": 50}
Cell: TypeAlias = object


@dataclass(frozen=True)
class SheetItem:
    """One good row; ``indicator`` is a code, ``union`` the code of a union ("": the plan's own)."""

    text: str
    indicator: str = ""
    union: str = ""
    direction: str = Direction.AT_LEAST
    value: Decimal | None = None
    baseline: Decimal | None = None
    weight: Decimal = Decimal(0)
    owner: str = ""
    owner_post: str = ""
    due_on: date | None = None


@dataclass
class Read:
    """What a sheet holds: good items, and findings as 第3行“目标值”:… sentences."""

    items: list[SheetItem] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def read(
    rows: Sequence[Sequence[Cell]], indicators: Mapping[str, str], unions: Mapping[str, str]
) -> Read:
    """Check every row below the head. ``indicators`` and ``unions`` map codes and names to codes."""
    found = Read()
    head_row = next((n for n, row in enumerate(rows[:10]) if "事项" in map(_text, row)), None)
    if head_row is None:
        found.findings.append(f"没有找到表头。第一行应有:{'、'.join(HEADS)}(可少不可改名)。")
        return found
    places = {_text(cell): n for n, cell in enumerate(rows[head_row]) if _text(cell)}
    for number, row in enumerate(rows[head_row + 1 :], head_row + 2):
        cells = {head: row[n] if n < len(row) else "" for head, n in places.items()}
        if not any(_text(cell) for cell in cells.values()):
            continue
        if len(found.items) >= MOST_ROWS:
            found.findings.append(f"第{number}行起超过{MOST_ROWS}项。请合并或另立计划。")
            break
        _Row(number, cells, found).check(indicators, unions)
    if not found.items and not found.findings:
        found.findings.append("表头下面没有事项。")
    return found


class _Row:
    """One row being checked; what is wrong goes to the findings, with its place."""

    def __init__(self, number: int, cells: Mapping[str, Cell], found: Read) -> None:
        self.number, self.cells, self.found = number, cells, found

    def check(self, indicators: Mapping[str, str], unions: Mapping[str, str]) -> None:
        before = len(self.found.findings)
        item = SheetItem(
            text=self._words("事项"),
            indicator=self._known("指标", indicators, "指标目录里没有,请填指标代码或全名"),
            union=self._known("承担工会", unions, "不是本级或下级工会,请填工会编码或全名"),
            direction=self._direction(),
            value=self._number("目标值"),
            baseline=self._number("基数"),
            weight=self._number("分值") or Decimal(0),
            owner=self._words("责任人"),
            owner_post=self._words("职务或部门"),
            due_on=self._day("完成时限"),
        )
        if not item.text:
            self._say("事项", "没有填写")
        if item.weight > 100:
            self._say("分值", f"应在 0 到 100 之间,现在是 {item.weight}")
        if len(self.found.findings) == before:
            self.found.items.append(item)

    def _say(self, head: str, why: str) -> None:
        self.found.findings.append(f"第{self.number}行“{head}”:{why}。")

    def _words(self, head: str) -> str:
        text = _text(self.cells.get(head, ""))
        if len(text) > _LENGTHS[head]:
            self._say(head, f"超过{_LENGTHS[head]}个字")
        return text

    def _known(self, head: str, known: Mapping[str, str], why: str) -> str:
        text = _text(self.cells.get(head, ""))
        if text and text not in known:
            self._say(head, f"“{text[:40]}”{why}")
        return known.get(text, "")

    def _direction(self) -> str:
        text = _text(self.cells.get("方向", ""))
        for direction in Direction:
            if text in (direction.label, direction.value, {"ge": "≥", "le": "≤"}[direction.value]):
                return direction
        if text:
            self._say("方向", f"“{text[:20]}”应为“不少于”或“不超过”")
        return Direction.AT_LEAST

    def _number(self, head: str) -> Decimal | None:
        text = _text(self.cells.get(head, ""))
        if not text:
            return None
        value = plain_number(text)
        if value is None:
            self._say(head, f"“{text[:20]}”不是数字。请只填阿拉伯数字,不要写单位、万、亿")
            return None
        if value < 0 or value >= Decimal(10) ** 16:
            self._say(head, f"“{text[:20]}”应为不小于零的数")
            return None
        if value != value.quantize(Decimal("0.01")):
            self._say(head, f"“{text[:20]}”最多两位小数")
        return value

    def _day(self, head: str) -> date | None:
        cell = self.cells.get(head, "")
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = _text(cell).replace("/", "-").replace(".", "-")
        text = text.replace("年", "-").replace("月", "-").replace("日", "")
        if not text:
            return None
        try:
            year, month, day = (int(part) for part in text.split("-"))
            return date(year, month, day)
        except ValueError:
            self._say(head, f"“{_text(cell)[:20]}”不是日期,请写成 2026-12-31")
            return None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
