"""DuckDB (快照): the same questions over the Parquet files of a snapshot folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb

from niangjia.kernel.indicators import snapshot
from niangjia.kernel.indicators.definition import moved_name
from niangjia.kernel.indicators.engines import Answer, Question, TreeOf, with_tables


class DuckDBEngine:
    """Counts what a snapshot holds; keeps one connection in memory, a cursor per question."""

    name = "duckdb"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def as_of(self) -> datetime | None:
        """When the snapshot was taken. Raises NoSnapshot."""
        return snapshot.manifest(self.folder).taken_at

    def answer(self, question: Question) -> Answer:
        """One statement."""
        columns = ", ".join(f"{n}::BIGINT AS {n}" for n in question.statement.expression.columns)
        select = question.statement.sql("duckdb")
        tables = {fact.code: self._file(fact.code) for fact in question.statement.facts}
        if question.statement.looks_at_moved:
            names = map(moved_name, question.statement.facts)
            tables |= {name: self._file(name) for name in names}
        tables |= self._standing(question.tree, question.node)
        asks = f"SELECT {columns} FROM ({with_tables(select, tables)})"  # noqa: S608 - our definitions
        with self._connection.cursor() as cursor:
            return dict(cursor.execute(asks).fetchnumpy())

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """Not asked: reading the whole tree of a snapshot gains nothing."""
        return False

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """One after the other, each asked while the caller reads the one before."""
        with ThreadPoolExecutor(1) as ahead:
            yield from ahead.map(self.answer, questions)

    def _standing(self, tree: TreeOf, node: int | None) -> dict[str, str]:
        inside = f"{'' if tree == 'today' else 'NOT '}today"
        ancestors = self._file("ancestor")
        if node is not None:
            ancestors += f" WHERE node_id = {node:d}"
            inside += f" AND place_id IN (SELECT place_id FROM ({ancestors}))"  # noqa: S608 - an id
        places = f"{self._file('place')} WHERE {inside}"
        own = f"SELECT * FROM ({ancestors}) SEMI JOIN ({places}) USING (place_id)"  # noqa: S608 - as above
        return {"place": places, "ancestor": own}

    def _file(self, name: str) -> str:
        path = str(self.folder / f"{name}.parquet").replace("'", "''")
        return f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 - a path of ours

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        spill = str(Path(tempfile.gettempdir()) / "niangjia-duckdb")
        return duckdb.connect(config={"temp_directory": spill})
