"""The sheet of typed figures (数据报送表): written for one union and period, read back as checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from niangjia.kernel import clock, excel, jobs
from niangjia.kernel.actor import Actor
from niangjia.kernel.excel.reading import is_blank
from niangjia.kernel.findings import Finding, Severity
from niangjia.kernel.indicators import Awaiting
from niangjia.statistics.forms.reporting import LONGEST_NOTE, check
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.queries import catalogue, reported
from niangjia.statistics.rules.periods import Period, previous
from niangjia.unions.models import Union

CODE, VALUE, NOTE = "指标代码", "本期数值", "说明"
HEADS = (CODE, "指标名称", "单位", "口径", "上期数值", VALUE, NOTE, "统计口径说明")
_HEADER_WITHIN = 20  # rows in which the header is looked for
_KEEP = timedelta(days=7)


@dataclass(frozen=True)
class Read:
    """What a sheet says: values and notes by code, and everything wrong with it."""

    values: dict[str, Decimal] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    layout: excel.Layout | None = None
    workbook: excel.Workbook | None = None

    def refuse(self, row: int, column: str, code: str, message: str) -> None:
        """Add an error."""
        self.findings.append(Finding(row, column, code, Severity.ERROR, message))


def write(path: Path, union: Union, period: Period, areas: Iterable[str]) -> None:
    """Write the sheet to fill in, with the last period's values beside."""
    wanted = catalogue.awaiting_of(areas)
    now = reported.of_period(wanted, union.pk, period)
    before = reported.of_period(wanted, union.pk, previous(period))
    excel.write_sheet(
        path,
        [excel.Column(head) for head in HEADS],
        (
            (i.code, i.name, i.unit.value, i.kind.value, _value(i, before), _value(i, now),
             now[i.code].note if i.code in now else "", i.words)
            for i in wanted
        ),
        sheet_name=_title(union, period),
        watermark=f"{union} {period.label} 数据报送表。只填“{VALUE}”和“{NOTE}”两列,没有数据的留空。",
    )  # fmt: skip


def read(path: Path, union: Union, period: Period) -> Read:
    """Check every row of a filled sheet. Raises UnusableFile for what is no workbook."""
    workbook = excel.open_workbook(path)
    sheet = next((s for s in workbook.sheets if s.is_visible), workbook.sheets[0])
    rows = workbook.rows(sheet)
    header = _header(rows)
    if header is None:
        raise excel.UnusableFile(
            f"表中没有“{CODE}”和“{VALUE}”两列。请在本页下载本期的数据报送表,填好后再上传。"
        )
    columns = {str(cell).strip(): index for index, cell in enumerate(rows[header])}
    found = Read(layout=excel.Layout(sheet, header + 1, columns), workbook=workbook)
    if sheet.name != _title(union, period):
        found.refuse(
            header + 1, CODE, "WRONG-SHEET",
            f"这张表是“{sheet.name}”的,当前选择的是“{_title(union, period)}”。请核对工会和期间。",
        )  # fmt: skip
    formulas = workbook.formulas(sheet)
    known = {i.code: i for i in catalogue.awaiting_of(())}
    live = {line.indicator.code for line in catalogue.lines() if not line.is_awaiting}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if not is_blank(row):
            cells = {name: row[index] for name, index in columns.items() if index < len(row)}
            is_formula = (number, columns[VALUE]) in formulas
            _read_row(found, number, cells, known, live, is_formula=is_formula)
    return found


def _read_row(
    found: Read,
    number: int,
    cells: dict[str, excel.Cell],
    known: dict[str, Awaiting],
    live: set[str],
    *,
    is_formula: bool,
) -> None:
    code, text = str(cells[CODE]).strip(), _text(cells[VALUE])
    if not text:
        return
    indicator = known.get(code)
    if code in live:
        found.refuse(number, CODE, "LIVE", f"“{code}”由记录统计,不能填报。请删去这一行的数值。")
    elif indicator is None:
        found.refuse(number, CODE, "UNKNOWN", f"没有代码为“{code}”的指标。请不要改动指标代码列。")
    elif code in found.values:
        found.refuse(number, CODE, "TWICE", f"“{indicator.name}”在表中出现了两次。请只留一行。")
    elif is_formula:
        found.refuse(number, VALUE, "FORMULA", "这一格是公式。请改成数值(选择性粘贴—数值)。")
    else:
        value, refusal = check(indicator, text)
        if refusal is not None or value is None:
            found.refuse(number, VALUE, "VALUE", refusal or "")
        else:
            found.values[code] = value
            found.notes[code] = str(cells.get(NOTE, ""))[:LONGEST_NOTE]


def marked(found: Read, actor: Actor) -> str:
    """Keep the user's own file with its errors marked for a week; returns its key."""
    if found.workbook is None or found.layout is None:
        return ""
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    oldest = (clock.now() - _KEEP).timestamp()
    for old in folder.iterdir():
        if old.stat().st_mtime < oldest:
            old.unlink(missing_ok=True)
    key = uuid.uuid4()
    target = folder / f"{key}.xlsx"
    excel.mark_workbook(found.workbook, found.layout, target, found.findings)
    target.chmod(0o600)
    return str(key)


def marked_file(key: uuid.UUID, actor: Actor) -> Path | None:
    """The marked file of that key, for who sent it alone."""
    path = _folder(actor) / f"{key}.xlsx"
    return path if path.exists() else None


def _folder(actor: Actor) -> Path:
    return jobs.files_root() / "reported" / str(actor.user_id)


def _title(union: Union, period: Period) -> str:
    return f"{period.code} {union.code}"[:31]


def _header(rows: Sequence[Sequence[excel.Cell]]) -> int | None:
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        if {CODE, VALUE} <= {str(cell).strip() for cell in row}:
            return index
    return None


def _text(cell: excel.Cell) -> str:
    """A cell as typed; whole numbers, which Excel keeps as floats, without ``.0``."""
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    return str(cell).strip()


def _value(indicator: Awaiting, rows: dict[str, ReportedValue]) -> Decimal | int | None:
    value = rows[indicator.code].value if indicator.code in rows else None
    return int(value) if value is not None and not indicator.decimals else value
