"""Figures in tables (表格): rows of cells joined by tabs, units from headers and captions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from niangjia.statistics.check import numerals, units
from niangjia.statistics.check.drawn import is_prose
from niangjia.statistics.check.figures import Figure, Precision
from niangjia.statistics.check.layout import Block, BlockKind, Page
from niangjia.statistics.check.reading.concepts import concepts_of, indicator_of

_CELL = re.compile(
    rf"^\s*(?P<lead>约|近|超|逾)?(?P<number>{numerals.ARABIC})\s*(?P<more>[余多])?(?P<magnitude>[万亿])?"
    rf"(?P<odd>[余多])?\s*(?P<unit>{units.UNIT}|%)?(?P<about>左右)?\s*$"
)
_IN_BRACKETS = re.compile(
    r"[(\[]\s*(?:单位:)?\s*(?P<magnitude>[万亿千百])?(?P<unit>[^()\[\]]{1,4})\s*[)\]]"
)
_CAPTION = re.compile(r"单位\s*:\s*(?P<magnitude>[万亿千百])?(?P<unit>[一-鿿%]{1,4})")
_UNITS = re.compile(r"单位\s*:\s*(?P<units>[^,;:。()\s]{1,20})")
_ONE_UNIT = re.compile(r"(?P<magnitude>[万亿千百])?(?P<unit>[一-鿿%]{1,4})")
_SAYS_UNIT = re.compile(r"(?P<visits>(?:人|场|户|家|件)次)数?$|(?P<of>[人户件家个场期份张对])数$")
_RATE = re.compile(r"(?:率|占比|比重|比例|%|百分比)$|^占")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERS = frozenset({"12351", "12345", "12333", "12348"})  # 12351 热线受理: the name of a row
_PART = re.compile(r"\s*(?:#|其中|[—·-])")
_MOST_BETWEEN, _LONGEST_BETWEEN = 3, 30
_LONGEST_GROUP = 14
_TOTAL = re.compile(r"[合总共小]\s*计")
_LONGEST_NAME = 12
_ABOUT_ROW = re.compile(r"人$|单位|部门|地址|地点|备注|来源|电话|时间|日期|说明")
Unit = tuple[str, str]
"""Magnitude and unit: 万 and 元."""
_SERIAL = re.compile(r"^(?:序号|编号|行次|代码|年份|年度|日期|时间|电话|联系电话|名次|排名)$")


def table_figures(page: Page, block: Block) -> list[Figure]:
    """The figures of one row, named by its first cell and the column's header."""
    cells = block.text.split("\t")
    header = _header(page, block, len(cells))
    opening = cells[0].strip()
    is_year = bool(_YEAR.fullmatch(opening.removesuffix("年")))
    named = opening if is_year else _name_of(page, block, cells, header)
    own_unit = next((told for c in cells if (told := units.of_cell(c.strip()))), None)
    figures: list[Figure] = []
    numeric = [cell.strip() for cell in cells if _CELL.match(cell)]
    years = len(numeric) > 1 and all(_YEAR.fullmatch(cell) for cell in numeric)
    if years and not _goes_on(page, block):
        return []  # a header of years
    offset = block.start
    for column, cell in enumerate(cells):
        start = offset
        offset += len(cell) + 1
        match = _CELL.match(cell)
        title = header[column] if column < len(header) else ""
        is_name = cell.strip() in _NUMBERS and re.match(
            "[一-鿿]", "".join(cells[column + 1 : column + 2])
        )
        if match and not _SERIAL.match(title) and not is_name and (column or not is_year):
            found = _figure(page, block, match, start, (named, title, own_unit))
            if found:
                figures.append(found)
    return figures


def sentences_in(block: Block) -> Iterator[Block]:
    """The cells of a row that hold sentences, beside cells of numbers: read as text, in their place."""
    start = block.start
    for cell in block.text.split("\t"):
        words = cell.strip()
        if is_prose(words):
            first = start + len(cell) - len(cell.lstrip())
            yield Block(block.index, first, first + len(words), words, BlockKind.TEXT)
        start += len(cell) + 1


def _name_of(page: Page, block: Block, cells: list[str], header: Sequence[str]) -> str:
    """The first cell that names the row: words, neither a code, a unit nor a number.

    A second name right before the numbers belongs to it (东山县, 非公企业), and so does the name of the row above
    where the first cell goes on over several rows.
    """
    words = [c.strip() for c in cells]
    names = [word for word in words if _is_name(word)]
    name = next(iter(names), "") or next((w for w in words if w and not _CELL.match(w)), "")
    place = words.index(name) if names else len(words)
    second, after = [*words[place + 1 : place + 3], "", ""][:2]
    title = header[place + 1] if place + 1 < len(header) else ""
    is_second = (
        _is_name(second)
        and len(second) <= _LONGEST_NAME
        and (_CELL.match(after) or units.of_cell(after))
    )
    if is_second and not _ABOUT_ROW.search(title):
        name += second
    if not words[0] and not _TOTAL.search(name):
        name = _merged_above(page, block, len(cells)) + name
    return name


def _is_name(word: str) -> bool:
    return bool(re.search("[一-鿿]", word)) and not _CELL.match(word) and not units.of_cell(word)


def _merged_above(page: Page, block: Block, width: int) -> str:
    """The name in the first cell of the nearest row above that has one, in the same table."""
    for other in reversed(page.blocks[max(0, block.index - _LONGEST_GROUP) : block.index]):
        cells = other.text.split("\t")
        if other.kind is not BlockKind.TABLE or len(cells) != width:
            return ""
        if cells[0].strip():
            told = any(_CELL.match(cell) for cell in cells[1:])
            name = cells[0].strip()
            return name if told and _is_name(name) and not _TOTAL.search(name) else ""
    return ""


def _figure(
    page: Page, block: Block, match: re.Match[str], start: int, names: tuple[str, str, Unit | None]
) -> Figure | None:
    """One numeric cell as a figure; None for years, serial numbers and cells without a unit."""
    named, title, own_unit = names
    magnitude, unit = match["magnitude"] or "", match["unit"] or ""
    if not unit:
        outer, unit = _outer_unit(page, block, named, title, own_unit)
        magnitude = magnitude or outer
    label = re.sub(_IN_BRACKETS, "", "".join(dict.fromkeys((named, title)))).strip()
    told = "" if unit else _unit_in(re.sub(_IN_BRACKETS, "", named))
    group = _unit_of_group(page, block) if told in {"", "个"} and not unit else ""
    if told and group and not named.endswith("数"):
        told = group  # 会员(人); 其中:企业; 事业单位: members, not units
    unit = unit or told or _unit_in(title) or group
    number = numerals.parse(match["number"])
    if number is None or not unit or not label:
        return None
    value = number * Decimal(numerals.MAGNITUDES[magnitude])
    precision = _precision(match)
    low, high = numerals.bounds(value, precision)
    begin, end = start + match.start("number"), start + len(match.group().rstrip())
    context = f"{label}#"
    concepts = concepts_of(context, unit)
    return Figure(
        text=page.slice(begin, end), start=begin, end=end, value=value, low=low, high=high, precision=precision,
        unit=units.canonical(unit), written_unit=unit, label=label, context=context,
        number=match["number"], magnitude=magnitude, block=block.index, sentence=0, segment=0,
        concepts=tuple(concept.code for concept in concepts),
        indicator=indicator_of(concepts, context, unit),
    )  # fmt: skip


def _precision(match: re.Match[str]) -> Precision:
    """约 86.5, 近 350, 1.2 万余: how exactly a cell tells its number."""
    if match["more"] or match["odd"] or match["lead"] in {"超", "逾"}:
        return Precision.AT_LEAST
    if match["lead"] == "近":
        return Precision.BELOW
    return Precision.ABOUT if match["lead"] or match["about"] else Precision.EXACT


def _outer_unit(page: Page, block: Block, named: str, title: str, own: Unit | None) -> Unit:
    """Magnitude and unit from the column header, the row's name, a unit cell or 单位:万元."""
    for text in (title, named):
        match = _IN_BRACKETS.search(text)
        if match and units.measure_of(match["unit"]):
            return match["magnitude"] or "", match["unit"]
    if own:
        return own
    if _PART.match(named):
        above = _whole_above(page, block)
        match = _IN_BRACKETS.search(above) if above else None
        if match and units.measure_of(match["unit"]):
            return match["magnitude"] or "", match["unit"]
    if _RATE.search(title) or (_RATE.search(named) and not units.implied_unit(title)):
        return "", "%"
    for other in reversed(page.blocks[max(0, block.index - 40) : block.index]):
        told = _units_told(other.text)
        if told:
            return _fitting(told, title, named)
        if other.kind is not BlockKind.TABLE and len(other.text) > 60:
            break
    return "", ""


def _whole_above(page: Page, block: Block) -> str:
    """The name of the row that a row #女职工 or 其中:女性 is a part of."""
    return next((name for name in _names_above(page, block) if not _PART.match(name)), "")


def _names_above(page: Page, block: Block) -> Iterator[str]:
    """The names of the rows right above one, nearest first."""
    for other in reversed(page.blocks[max(0, block.index - _LONGEST_GROUP) : block.index]):
        if other.kind is not BlockKind.TABLE:
            return
        yield other.text.split("\t")[0].strip()


def _unit_of_group(page: Page, block: Block) -> str:
    """The unit of a row among the parts that 其中 opened: 基层工会数; 其中:企业; 事业单位; 机关."""
    names = list(_names_above(page, block))
    own = block.text.split("\t")[0].strip()
    if _PART.match(own):
        return _unit_of_name(_whole_above(page, block))
    opened = next((rank for rank, name in enumerate(names) if _PART.match(name)), None)
    if opened is None:
        return ""
    whole = next((name for name in names[opened:] if not _PART.match(name)), "")
    unit = _unit_of_name(whole)
    between = {_unit_of_name(name) for name in names[:opened]} - {"", "个"}
    return unit if all(units.measure_of(u) is units.measure_of(unit) for u in between) else ""


def _units_told(text: str) -> list[tuple[str, str]]:
    """单位:万元; 单位:家、人: every magnitude and unit a caption names."""
    found = _UNITS.search(text)
    named = (
        [_ONE_UNIT.fullmatch(word) for word in re.split("[、/]", found["units"])] if found else []
    )
    return [
        (one["magnitude"] or "", one["unit"]) for one in named if one and units.measure_of(one["unit"])
    ]  # fmt: skip


def _fitting(told: list[tuple[str, str]], title: str, named: str) -> tuple[str, str]:
    """The unit that measures what the column or the row names, else the first."""
    for noun in (title, named):
        measure = units.measure_of(_unit_in(noun))
        for magnitude, unit in told:
            if measure is not None and units.measure_of(unit) is measure:
                return magnitude, unit
    own = _unit_in(title)
    return ("", own) if own else told[0]


def _unit_in(noun: str) -> str:
    """The unit a name says itself (参与人次, 户数) or must have (会员), or ""."""
    said = _SAYS_UNIT.search(noun)
    return (said["visits"] or said["of"]) if said else units.implied_unit(noun)


def _unit_of_name(name: str) -> str:
    """The unit a row's name gives in a bracket or by its noun; none where the bracket has a 万."""
    said = _IN_BRACKETS.search(name)
    if said and units.measure_of(said["unit"]):
        return "" if said["magnitude"] else said["unit"]
    return _unit_in(name)


def units_of_table(page: Page, block: Block) -> tuple[int, str, str] | None:
    """A header row whose units of money differ from the caption's: (caption block, both units)."""
    caption = None
    for other in reversed(page.blocks[max(0, block.index - 4) : block.index]):
        caption = _CAPTION.search(other.text)
        if caption or other.kind is not BlockKind.TABLE:
            at = other.index
            break
    if caption is None:
        return None
    said = (caption["magnitude"] or "") + caption["unit"]
    for match in _IN_BRACKETS.finditer(block.text):
        own = (match["magnitude"] or "") + match["unit"]
        if own.endswith("元") and said.endswith("元") and own != said:
            return at, said, own
    return None


def _header(page: Page, block: Block, width: int) -> Sequence[str]:
    """The nearest row above without numbers (years are names), of the same width.

    A table that goes on after a page break keeps its header: a page head, a page number or 续表
    between its rows is stepped over.
    """
    between = 0
    for index in range(block.index - 1, -1, -1):
        other = page.blocks[index]
        if other.kind is not BlockKind.TABLE:
            between += 1
            if between > _MOST_BETWEEN or len(other.text) > _LONGEST_BETWEEN:
                return []
            continue
        between = 0
        cells, of_years, named = _head(other.text)
        if len(cells) == width and named and not (of_years and _goes_on(page, other)):
            return _grouped(page, other, cells)
    return []


@lru_cache(maxsize=8192)
def _head(row: str) -> tuple[tuple[str, ...], bool, bool]:
    """The cells of a row, whether it has years, and whether it has no other numbers: asked by each row below."""
    cells = tuple(cell.strip() for cell in row.split("\t"))
    numeric = [cell for cell in cells if _CELL.match(cell)]
    return cells, bool(numeric), all(_YEAR.fullmatch(cell) for cell in numeric)


def _grouped(page: Page, block: Block, lower: Sequence[str]) -> Sequence[str]:
    """A head of two rows: 会员 over 新增(人) and 累计(人) is 会员新增(人), 会员累计(人)."""
    above = page.blocks[block.index - 1] if block.index else block
    upper = [cell.strip() for cell in above.text.split("\t")]
    is_head = above.kind is BlockKind.TABLE and len(upper) == len(lower)
    groups = [cell for cell in upper if cell]
    if not is_head or above is block or len(groups) < 2 or len(groups) == len(upper):
        return lower  # one name is the table's title; a full row is no head of groups
    if any(_CELL.match(cell) for cell in upper):
        return lower
    titles: list[str] = []
    group = ""
    for over, own in zip(upper, lower, strict=True):
        group = over or (group if own else "")
        has_own = own and (_IN_BRACKETS.search(own) or _RATE.search(own))
        titles.append((_IN_BRACKETS.sub("", group) if has_own else group) + own)
    return titles


def _goes_on(page: Page, block: Block) -> bool:
    """Whether the row above has numbers: 专职工会工作人员 | 1972 is then a row, not a header of years."""
    above = page.blocks[block.index - 1] if block.index else block
    cells = [cell.strip() for cell in above.text.split("\t")]
    numbers = (cell for cell in cells[1:] if _CELL.match(cell))
    return above.kind is BlockKind.TABLE and any(not _YEAR.fullmatch(cell) for cell in numbers)
