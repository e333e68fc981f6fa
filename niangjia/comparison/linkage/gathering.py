"""The lines of a large answer, held in columns: a million take some 80 MB instead of 400."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.comparison.linkage import prepare
from niangjia.comparison.rules.codes import ThirdPartyKind
from niangjia.comparison.rules.sheet import Line

_AT_ONCE = 20_000
_SAID = "said"
_COLUMNS = prepare.COLUMNS.append(pa.field(_SAID, pa.int32()))
Values = Mapping[ThirdPartyKind, str | None]


class Gathered:
    """Takes lines one by one, gives them back as a table, and some as they were."""

    def __init__(self) -> None:
        self._open: list[Line] = []
        self._batches: list[pa.RecordBatch] = []
        self._values: list[Values] = []
        self._numbers: dict[int, int] = {}

    def add(self, line: Line) -> None:
        """The next line."""
        self._open.append(line)
        if len(self._open) >= _AT_ONCE:
            self._pack()

    def table(self) -> pa.Table:
        """All lines with the columns of ``prepare.COLUMNS``; ``id`` is the row."""
        return self._table().drop_columns([_SAID])

    def lines(self, rows: Iterable[int]) -> dict[int, Line]:
        """The lines of these rows, by row."""
        table = self._table()
        wanted = pc.is_in(table.column("id"), value_set=pa.array(list(rows), pa.int64()))
        return {kept["id"]: self._line(kept) for kept in table.filter(wanted).to_pylist()}

    def _line(self, kept: Mapping[str, object]) -> Line:
        born = str(kept["born"] or "")
        return Line(
            row=int(str(kept["id"])),
            name=str(kept["name"]),
            identity=str(kept["identity"] or ""),
            born_on=date(int(born[:4]), int(born[4:6]), int(born[6:])) if born else None,
            gender=int(str(kept["gender"])),
            region=str(kept["region"]),
            values=self._values[int(str(kept[_SAID]))],
        )

    def _table(self) -> pa.Table:
        self._pack()
        return pa.Table.from_batches(self._batches, schema=_COLUMNS)

    def _pack(self) -> None:
        lines, self._open = self._open, []
        columns = {
            "id": [line.row for line in lines],
            "name": [line.name for line in lines],
            "identity": [line.identity or None for line in lines],
            "born": [f"{x.born_on:%Y%m%d}" if x.born_on else None for x in lines],
            "gender": [line.gender for line in lines],
            "region": [line.region for line in lines],
            _SAID: [self._number(line.values) for line in lines],
        }
        self._batches.append(pa.RecordBatch.from_pydict(columns, schema=_COLUMNS))

    def _number(self, values: Values) -> int:
        """Equal values are one object (``Reader`` sees to it) and few, so they are told by identity."""
        number = self._numbers.setdefault(id(values), len(self._values))
        if number == len(self._values):
            self._values.append(values)
        return number
