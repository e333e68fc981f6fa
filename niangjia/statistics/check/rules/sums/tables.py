"""Totals of tables (表格合计): SUM down a column and along a row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import rounding
from niangjia.statistics.check.rules.parts.order import within_period
from niangjia.statistics.check.rules.sums.adding import WHOLES, splits
from niangjia.statistics.check.rules.support import (
    exceeds,
    found,
    half_digit,
    plain,
    shown,
    written,
)

_TOTAL = re.compile(r"(?:合\s*计|总\s*计|共\s*计|总\s*数|小\s*计)$")
PART = re.compile(r"^\s*(?:其中|[-—·]|#)")
_ADDED = {
    "人",
    "户",
    "件",
    "个",
    "家",
    "元",
    "人次",
    "场",
    "份",
    "张",
    "条",
    "项",
    "户次",
    "期",
    "对",
    "名",
}
_FEWEST = 2


_MAY_EXCEED = re.compile(r"增|完成|执行|同比|收缴|达成")
_COMPUTED = re.compile(r"率|占|均|每|增减|增长|增幅|同比|完成|%")


_ORDERED = (
    (r"应[到参建收签缴检训办换]", r"(?:实|已)(?:际)?[到参建收签缴检训办换]"),
    (r"^(?:在职|全部|现有)?职工(?:总?人?数)?$", r"^(?:工会)?会员(?:总?人?数)?$"),
    (r"报名", r"参赛|参加|到场|参训"), (r"^企业(?:总?数)?$|^单位(?:总?数)?$", r"^建会|^组建|^已建"),
    (r"申请|申报|报名|推荐", r"审批|批准|通过|获评|获批|命名|入围"),
    (r"发放|发出|发行|制发|投放", r"收回|回收|激活|核销|领取|使用|有效"),
    (r"排查|发现|查出|隐患数", r"整改|消除|销号|治理"),
    (r"受理|接收|收到|立案", r"办结|结案|审结|回复|调解成功|成功"),
    (r"在[册档]|^困难职工", r"已?帮扶|脱困|解困|慰问"),
    (r"征集|收集|提出|建议数", r"采纳|落实|实施|采用"),
    (r"参赛|参训|参考|参加", r"获奖|合格|结业|及格|晋级"),
    (r"建会|工会数|工会组织数|基层工会", r"女职工委员会|女工委|经审会|经费审查委员会|职代会"),
    (r"^职工", r"^女职工|^农民工"),
)  # fmt: skip
"""(earlier or whole, later or part): how columns are called."""
_ELSE = re.compile(r"率|占|增|同比|上年|去年|累计|目标|任务|计划|人次|%|覆盖")


_COUNT_WORDS = re.compile(r"\([^()]*\)|(?:总?[人家个]?数|总[数量])(?:\([^()]*\))?$|\s")
_NARROWING = frozenset({
    "专项", "区域性", "行业性", "新就业形态", "农民工", "高技能", "困难", "在档", "一线", "女", "高",
    "国家级", "省级", "市级", "县级", "省级以上", "市级以上", "非公", "百人以上", "规模以上", "专职", "兼职",
    "青年", "外来", "示范", "骨干", "实名", "星级", "联合",
})  # fmt: skip
_MOST_ROWS, _SHORTEST, _LONGEST = 60, 3, 5
"""Names of rows and columns: 会员 alone is narrowed by known words only; 建立工资集体协商制度的企业 is no kind."""


@dataclass(frozen=True)
class Row:
    """A row: its name and the figure of each column, None where there is none."""

    name: str
    cells: tuple[Figure | None, ...]


def check(reading: Reading) -> Iterator[Finding]:
    """Every total row and total column."""
    for table in tables(reading):
        yield from _down(reading, table)
        yield from _along(reading, table)
        yield from _columns(reading, table)
        yield from _ordered(reading, table)
        yield from _narrower(reading, table)


def tables(reading: Reading) -> Iterator[list[Row]]:
    """Rows of equal width that follow each other; a header starts a new table, unless it is the same again."""
    places = reading.places
    rows: list[Row] = []
    head = ""
    for block in reading.page.blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        cells: list[Figure | None] = []
        offset = block.start
        for cell in block.text.split("\t"):
            cells.append(places.get(offset + len(cell) - len(cell.lstrip())))
            offset += len(cell) + 1
        row = Row(block.text.split("\t")[0].strip(), tuple(cells))
        if not any(cells) and rows and block.text == head:
            continue  # repeated on the next page
        head = head if any(cells) else block.text
        if not any(cells) or (rows and len(rows[0].cells) != len(cells)):
            yield rows
            rows = []
        if any(cells):
            rows.append(row)
    yield rows


def _down(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """合计 below (or above) its rows."""
    totals = [rank for rank, row in enumerate(rows) if _TOTAL.search(row.name)]
    for at in totals:
        first = max((rank + 1 for rank in totals if rank < at), default=0)
        parts = rows[first:at] or (rows[at + 1 :] if totals == [0] else [])
        parts = [row for row in parts if not PART.match(row.name)]
        for column, total in enumerate(rows[at].cells):
            figures = [cell for row in parts if (cell := row.cells[column]) is not None]
            if total is not None and len(figures) == len(parts):
                yield from compared(reading, total, figures)


def _along(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """A column 合计 beside columns of the same unit."""
    for row in rows:
        figures = [cell for cell in row.cells if cell is not None]
        totals = [cell for cell in figures if _TOTAL.search(cell.label)]
        others = [cell for cell in figures if cell not in totals]
        yield from _split_columns(reading, row.cells)
        if not totals and len(figures) > _FEWEST:
            parts_of_year = all(re.search(r"季度|半年|月份?$", cell.label) for cell in figures[:-1])
            totals = (
                figures[-1:] if parts_of_year and re.search(r"全\s*年$", figures[-1].label) else []
            )
            others = figures[:-1]
        if (
            len(totals) == 1
            and not _TOTAL.search(row.name)
            and totals[0] in (figures[0], figures[-1])
        ):
            yield from compared(reading, totals[0], others)


def _split_columns(reading: Reading, cells: Sequence[Figure | None]) -> Iterator[Finding]:
    """会员 | 其中:女 | 男: two columns that divide the one before."""
    for whole, one, other in zip(cells, cells[1:], cells[2:], strict=False):
        if whole is None or one is None or other is None:
            continue
        if whole.unit == one.unit == other.unit and splits((one, other), WHOLES):
            yield from compared(reading, whole, (one, other))


def _columns(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """A column that comes from two others in most rows (a rate, a mean, a change), but not in all."""
    width = len(rows[0].cells) if rows else 0
    for column in range(width):
        told = [row for row in rows if row.cells[column] is not None]
        first = told[0].cells[column] if len(told) >= _FEWEST else None
        if first is None or len(told) < len(rows) or not _COMPUTED.search(first.label + first.unit):
            continue
        others = [other for other in range(width) if other != column]
        ways = [
            _way(told, column, part, whole, is_change=is_change)
            for part in others for whole in (*others, None) if part != whole
            for is_change in ((False, True) if first.unit == "%" and whole is not None else (False,))
        ]  # fmt: skip
        best = max(ways, key=lambda way: sum(fits for _, _, _, fits in way), default=[])
        fitting = sum(fits for _, _, _, fits in best)
        if fitting * 2 <= len(best) and not (fitting and len(best) == _FEWEST):
            continue
        for figure, right, places, fits in best:
            part, whole = places
            if (
                re.search(r"率|占", figure.label)
                and not _MAY_EXCEED.search(figure.label)
                and part.low > whole.high
            ):
                yield found(
                    reading, "LE",
                    f"表中“{part.label}”{part.text},大于“{whole.label}”{whole.text},比率会超过 100%。请核对这一行。",
                    [part, whole],
                )  # fmt: skip
            elif not fits:
                value = (
                    f"{plain(round(right, 2))}{'%' if figure.unit == '%' else ' ' + figure.unit}"
                )
                yield found(
                    reading, "RATE-REC" if figure.unit == "%" else "MUL",
                    f"表中“{figure.label}”写的是 {figure.text},按 {places[0].text} 和 {places[1].text} "
                    f"计算应为 {value}。请核对这一行。",
                    [figure, *places], suggestion=value,
                )  # fmt: skip


def _ordered(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """应到 210 人 | 实到 216 人: a later step or a part above its whole in one row."""
    for row in rows:
        told = [(cell.label.removeprefix(row.name), cell) for cell in row.cells if cell is not None]
        told = [(title, cell) for title, cell in told if title and not _ELSE.search(title)]
        for (title, whole), (name, part) in permutations(told, 2):
            if whole.unit != part.unit or part.low <= whole.high or within_period(reading, part):
                continue
            if any(re.search(a, title) and re.search(b, name) for a, b in _ORDERED):
                yield exceeds(reading, part, whole, "一部分不能多于全部,后一步不能多于前一步")


def _narrower(reading: Reading, rows: Sequence[Row]) -> Iterator[Finding]:
    """工会会员数 | 1704 and 联合工会会员人数 | 4633: a row or column that qualifies another's noun has more than it."""
    columns = [
        Row(_title(rows, cells), cells) for cells in zip(*(r.cells for r in rows), strict=True)
    ]
    for lines in (rows[:_MOST_ROWS], columns):
        for part, whole in permutations(lines, 2):
            for one, of in (
                zip(part.cells, whole.cells, strict=True) if _is_kind(part, whole) else ()
            ):
                if one is None or of is None or one.unit != of.unit or one.unit not in _ADDED:
                    continue
                if one.low > of.high:
                    yield exceeds(reading, one, of, "前者按名称是后者的一部分,不能更多")


def _title(rows: Sequence[Row], cells: Sequence[Figure | None]) -> str:
    """What a column is called."""
    named = zip(rows, cells, strict=True)
    return next((cell.label.removeprefix(row.name) for row, cell in named if cell), "")


def _is_kind(part: Row, whole: Row) -> bool:
    """Whether the name of one is that of the other with something in front."""
    name, noun = (_COUNT_WORDS.sub("", line.name) for line in (part, whole))
    more = name.removesuffix(noun)
    known = more in _NARROWING or len(noun) >= _SHORTEST
    words = bool(re.fullmatch("[一-鿿]+", name)) and not _ELSE.search(more)
    return words and len(noun) > 1 and known and more != name and 0 < len(more) <= _LONGEST


_Cell = tuple[Figure, Decimal, tuple[Figure, Figure], bool]


def _way(
    rows: Sequence[Row], column: int, part: int, whole: int | None, *, is_change: bool
) -> list[_Cell]:
    """Each row's cell with what part and whole (or the total row) give, and whether it is that."""
    total = next((row for row in rows if _TOTAL.search(row.name)), None)
    cells: list[_Cell] = []
    for row in rows:
        told, above = row.cells[column], row.cells[part]
        below = row.cells[whole] if whole is not None else total.cells[part] if total else None
        if told is None or above is None or below is None or not below.value:
            return []
        if "%" in {above.unit, below.unit} or told.unit not in {"%", above.unit}:
            return []
        share = (above.value - below.value if is_change else above.value) / below.value
        right = share * 100 if told.unit == "%" else share
        cells.append((told, right, (above, below), _is_near(told, right, (above, below))))
    return cells


def _is_near(told: Figure, right: Decimal, places: Sequence[Figure]) -> bool:
    size = Decimal(10) ** -len(told.number.partition(".")[2])
    blur = (abs(right) + (100 if told.unit == "%" else 0)) * sum(
        (rounding(place) for place in places), Decimal(0)
    )
    return abs(abs(right) - abs(told.value)) <= size + blur


def compared(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    same = all(part.unit == total.unit for part in parts) and total.unit in _ADDED
    if len(parts) < _FEWEST or not same:
        return
    amount = sum((part.value for part in parts), Decimal(0))
    slack = sum((half_digit(figure) for figure in (total, *parts)), Decimal(0))
    if abs(amount - total.value) > slack:
        yield found(
            reading, "SUM",
            f"表中“{total.label}”为 {shown(total)},各行(列)相加为"
            f" {written(amount, total.unit)},相差 {written(abs(amount - total.value), total.unit)}。"
            "请核对合计,或说明有未列出的项。",
            [total, *parts], severity=Severity.ERROR,
            suggestion=f"如各项无误,合计应为 {written(amount, total.unit)}",
        )  # fmt: skip
