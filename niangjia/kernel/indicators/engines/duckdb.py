"""DuckDB (快照): the same questions over the Parquet files of a snapshot folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np

from niangjia.kernel.indicators import snapshot
from niangjia.kernel.indicators.definition import Fact, moved_name
from niangjia.kernel.indicators.engines import Answer, Question, TreeOf, with_tables

# No place elsewhere; a first place of every union; each place that ended followed by the next.
_HOLDS_ALL = """
    WITH places AS MATERIALIZED (SELECT * FROM ({every}) WHERE {wanted})
    SELECT NOT EXISTS (SELECT 1 FROM places ANTI JOIN ({inside}) USING (place_id))
       AND NOT EXISTS (SELECT 1 FROM (SELECT * FROM places WHERE until_on IS NOT NULL) AS ended
                       ANTI JOIN places AS next
                       ON next.union_id = ended.union_id AND next.from_on = ended.until_on)
       AND (SELECT count(*) FROM places WHERE from_on IS NULL)
           = (SELECT count(*) FROM ({every}) WHERE today)
"""


class DuckDBEngine:
    """Counts what a snapshot holds; keeps one connection in memory, a cursor per question."""

    name = "duckdb"
    has_tallies = False
    folds = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[tuple[TreeOf, int], bool] = {}

    def as_of(self) -> datetime | None:
        """When the snapshot was taken. Raises NoSnapshot."""
        return snapshot.manifest(self.folder).taken_at

    def answer(self, question: Question) -> Answer:
        """One statement; none where there is nothing to count."""
        names = question.statement.expression.columns
        if question.statement.facts and not any(map(self._has_rows, question.statement.facts)):
            return {name: np.zeros(0, np.int64) for name in names}
        columns = ", ".join(f"{name}::BIGINT AS {name}" for name in names)
        select = question.statement.sql("duckdb")
        tables = {fact.code: self._file(fact.code) for fact in question.statement.facts}
        if question.statement.looks_at_moved:
            moved = map(moved_name, question.statement.facts)
            tables |= {name: self._file(name) for name in moved}
        tables |= self._standing(question.tree, question.node)
        asks = f"SELECT {columns} FROM ({with_tables(select, tables)})"  # noqa: S608 - our definitions
        with self._connection.cursor() as cursor:
            return dict(cursor.execute(asks).fetchnumpy())

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """Asked once of each node: a snapshot does not change."""
        if (tree, node) not in self._held:
            every, wanted = "SELECT * FROM kept_place", f"{'' if tree == 'today' else 'NOT '}today"
            inside = f"SELECT place_id FROM ({self._file('ancestor')}) WHERE node_id = {node:d}"  # noqa: S608 - an id
            asks = _HOLDS_ALL.format(every=every, wanted=wanted, inside=inside)
            with self._connection.cursor() as cursor:
                self._held[tree, node] = bool((cursor.execute(asks).fetchone() or [False])[0])
        return self._held[tree, node]

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
        places = f"SELECT * FROM kept_place WHERE {inside}"  # noqa: S608 - as above
        own = f"SELECT * FROM ({ancestors}) SEMI JOIN ({places}) USING (place_id)"  # noqa: S608 - as above
        return {"place": places, "ancestor": own}

    def _file(self, name: str) -> str:
        path = str(self.folder / f"{name}.parquet").replace("'", "''")
        return f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 - a path of ours

    def _has_rows(self, fact: Fact) -> bool:
        """Areas that are not used yet have facts without any."""
        return self._tables[fact.code].rows > 0

    @cached_property
    def _tables(self) -> Mapping[str, snapshot.Table]:
        return snapshot.manifest(self.folder).tables

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """With the places in memory: every question asks for them, mostly twice."""
        spill = str(Path(tempfile.gettempdir()) / "niangjia-duckdb")
        # Nobody reads an answer in order.
        made = duckdb.connect(config={"temp_directory": spill, "preserve_insertion_order": False})
        made.execute(f"CREATE TABLE kept_place AS {self._file('place')}")
        return made
