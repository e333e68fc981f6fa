"""Snapshots (快照): every fact as a Parquet file, without personal data, for DuckDB and Spark.

ADBC carries the rows from PostgreSQL to Arrow without making Python objects of them. All tables
come from one transaction, so they show one moment; the folder appears under its name only when
it is whole.

A snapshot folder holds ``<fact code>.parquet`` for each fact (with its ``marks``) and
``<fact code>_moved.parquet`` with the rows of unions that moved, ``place.parquet`` (where unions
stood: ``place_id, union_id, from_on, until_on, today``; ``today`` marks the places of today's
tree), ``ancestor.parquet`` (``place_id, node_id, child_id``: each node at or above a place, and
which of its children the place belongs to; the node itself for its own) and ``manifest.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from psycopg import conninfo
from psycopg import pq as libpq

from niangjia.kernel.ids import uuid7
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.compile import ANCESTOR, PLACE
from niangjia.kernel.indicators.definition import Fact, Tree, moved_name, once
from niangjia.kernel.jobs import files_root

SCHEMA_VERSION = 2
MANIFEST = "manifest.json"
PLACE_FILE, ANCESTOR_FILE = "place", "ancestor"
_HALF = ".taking-"
_BATCH_BYTES = 16 * 1024 * 1024
_BATCHES_AHEAD = 4
_ONE_VIEW = (
    "-c default_transaction_isolation=repeatable\\ read -c default_transaction_read_only=on "
    "-c work_mem=128MB"
)

Tell = Callable[[int, int | None, str], None]


class NoSnapshot(Exception):  # noqa: N818 - reads as what it is
    """A folder holds no whole snapshot. The message is Chinese."""


@dataclass(frozen=True)
class Table:
    """One file of a snapshot; ``definition`` is the fingerprint of the SQL and columns it came from."""

    rows: int
    bytes: int
    sha256: str
    definition: str


@dataclass(frozen=True)
class Manifest:
    """What a snapshot says about itself."""

    taken_at: datetime
    schema_version: int
    tables: Mapping[str, Table]

    @property
    def rows(self) -> int:
        """Rows of all its tables."""
        return sum(table.rows for table in self.tables.values())

    def fits(self) -> bool:
        """Whether it was taken with the facts and the tree as they are declared now."""
        wanted = {name: _definition(name, *source) for name, source in sources().items()}
        wanted |= {moved_name(fact): _derived(fact) for fact in registry.facts()}
        held = {name: table.definition for name, table in self.tables.items()}
        return self.schema_version == SCHEMA_VERSION and held == wanted


def take(folder: Path, progress: Tell | None = None) -> Manifest:
    """Write a snapshot to ``folder``, which must not hold anything yet.

    ``progress`` is told rows written so far and may raise to stop; then nothing is left.
    """
    half = folder.parent / f"{_HALF}{uuid7()}"
    half.mkdir(parents=True, mode=0o700)
    try:
        manifest = _fill(half, progress or _silent)
        (half / MANIFEST).write_text(_written(manifest), encoding="utf-8")
        _sync(half)
        half.rename(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return manifest


def renew(root: Path, *, keep: int, progress: Tell | None = None) -> Path:
    """Take a snapshot below ``root`` and remove all but the newest ``keep``; its folder."""
    now = datetime.now(UTC)
    folder = root / f"{now:%Y%m%dT%H%M%S.%fZ}"
    take(folder, progress)
    for old in _folders(root)[keep:]:
        shutil.rmtree(old)
    _clear_away(root)
    return folder


def latest(root: Path) -> Path | None:
    """The newest whole snapshot below ``root`` that fits the present definitions, if any."""
    for folder in _folders(root):
        try:
            if manifest(folder).fits():
                return folder
        except NoSnapshot:
            continue
    return None


def home() -> Path:
    """Where this installation keeps its snapshots."""
    return files_root() / "snapshots"


def manifest(folder: Path) -> Manifest:
    """What the snapshot says about itself. Raises NoSnapshot."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(
            taken_at=datetime.fromisoformat(told["taken_at"]),
            schema_version=told["schema_version"],
            tables={name: Table(**table) for name, table in told["tables"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise NoSnapshot(
            f"{folder.name} 不是完整的数据快照。请用 niangjia snapshot 重新生成。"
        ) from None


def damaged(folder: Path) -> list[str]:
    """Names of tables whose file is missing or is not what was written. Raises NoSnapshot."""
    return [
        name
        for name, table in manifest(folder).tables.items()
        if _sha256(folder / f"{name}.parquet") != table.sha256
    ]


def place_sql(tree: Tree) -> str:
    """Every place of the dated tree and of today's."""
    return f"SELECT place_id, union_id, from_on, until_on, today FROM ({_places(tree)}) p"  # noqa: S608 - definitions of ours, no input


def ancestor_sql(tree: Tree) -> str:
    """Each place with every node at or above it, and the node's child on the way (or itself)."""
    return f"""
        SELECT place_id, way[n]::bigint AS node_id, COALESCE(way[n + 1], way[n])::bigint AS child_id
        FROM (SELECT place_id, string_to_array(btrim(path, '/'), '/') AS way
              FROM ({_places(tree)}) p) ways,
             generate_series(1, cardinality(way)) AS n
    """  # noqa: S608 - as above


def _places(tree: Tree) -> str:
    columns = "place_id, union_id, path, from_on, until_on"
    return f"""
        SELECT {columns}, false AS today FROM ({tree.dated}) dated
        UNION ALL SELECT {columns}, true FROM ({tree.today}) today
    """  # noqa: S608 - as above


def sources() -> dict[str, tuple[str, Mapping[str, str]]]:
    """SQL and columns of each table of a snapshot."""
    tree = registry.the_tree()
    return {
        PLACE_FILE: (place_sql(tree), {**PLACE, "today": "boolean"}),
        ANCESTOR_FILE: (ancestor_sql(tree), ANCESTOR),
        **{fact.code: (fact.sql, fact.columns) for fact in registry.facts()},
    }


def _fill(folder: Path, tell: Tell) -> Manifest:
    """Write every table from one transaction."""
    from adbc_driver_postgresql import dbapi  # brings pandas with it, which nothing else needs

    wanted = sources()
    tables: dict[str, Table] = {}
    done = 0
    taken_at = datetime.now(UTC)
    with closing(dbapi.connect(address())) as source:
        for number, (name, (sql, columns)) in enumerate(wanted.items(), 1):
            words = f"正在导出第{number}张表,共{len(wanted)}张"
            path = folder / f"{name}.parquet"
            rows = 0
            with _batches(source, sql) as batches, _Writer(path, columns) as write:
                for batch in batches:
                    write(batch)
                    rows += batch.num_rows
                    tell(done + rows, None, words)
            done += rows
            tables[name] = Table(rows, 0, "", _definition(name, sql, columns))
    _mark(folder)
    tables |= _set_moved_apart(folder)
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        tables[name] = replace(table, bytes=path.stat().st_size, sha256=_sha256(path))
    return Manifest(taken_at, SCHEMA_VERSION, tables)


def _mark(folder: Path) -> None:
    """Say of each row whether its thing has no other row: such things are counted like rows."""
    for fact in registry.facts():
        path, marked = folder / f"{fact.code}.parquet", folder / f"{fact.code}.marked"
        for column in fact.things:
            with duckdb.connect() as db:
                db.execute(_MARK.format(fact=_file(path), column=column, to=_file(marked)))
            marked.rename(path)


def _set_moved_apart(folder: Path) -> dict[str, Table]:
    """Write the rows of unions that have stood at several places a second time, by themselves."""
    tables = {}
    place = _file(folder / f"{PLACE_FILE}.parquet")
    with duckdb.connect() as db:
        for fact in registry.facts():
            name = moved_name(fact)
            path = folder / f"{name}.parquet"
            given = {"fact": _file(folder / f"{fact.code}.parquet"), "place": place}
            found = db.execute(_MOVED.format(**given, to=_file(path))).fetchone()
            tables[name] = Table(int(found[0]) if found else 0, 0, "", _derived(fact))
    return tables


def _file(path: Path) -> str:
    """A path of ours as a literal of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


_AS_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
_MARK = f"""
    COPY (SELECT f.*, f.{{column}} IS NOT NULL AND s.{{column}} IS NULL AS {once("{column}")}
          FROM read_parquet({{fact}}) f LEFT JOIN
               (SELECT {{column}} FROM read_parquet({{fact}}) GROUP BY ALL HAVING count(*) > 1) s
               ON s.{{column}} = f.{{column}})
    TO {{to}} {_AS_PARQUET}
"""  # noqa: S608 - columns of ours
_MOVED = f"""
    COPY (SELECT * FROM read_parquet({{fact}}) SEMI JOIN
               (SELECT union_id FROM read_parquet({{place}})
                WHERE from_on IS NOT NULL OR until_on IS NOT NULL) USING (union_id))
    TO {{to}} {_AS_PARQUET}
"""  # noqa: S608 - paths of ours


@contextmanager
def _batches(source: Any, sql: str) -> Iterator[Iterator[Any]]:
    """Record batches of the statement, fetched ahead by a thread while others are written."""
    from adbc_driver_postgresql import StatementOptions

    option = StatementOptions.BATCH_SIZE_HINT_BYTES.value
    ahead: queue.Queue[Any] = queue.Queue(_BATCHES_AHEAD)
    stopped = threading.Event()

    def put(item: Any) -> None:
        while not stopped.is_set():
            with suppress(queue.Full):
                ahead.put(item, timeout=0.2)
                break

    def fetch() -> None:
        try:
            with source.cursor() as cursor:
                cursor.adbc_statement.set_options(**{option: str(_BATCH_BYTES)})
                cursor.execute(sql)
                for batch in cursor.fetch_record_batch():
                    put(batch)
                    if stopped.is_set():
                        return
            put(None)
        except Exception as error:
            put(error)

    thread = threading.Thread(target=fetch, name="snapshot", daemon=True)
    thread.start()
    try:
        yield _until_none(ahead)
    finally:
        stopped.set()
        thread.join()


def _until_none(ahead: queue.Queue[Any]) -> Iterator[Any]:
    while (item := ahead.get()) is not None:
        if isinstance(item, Exception):
            raise item
        yield item


class _Writer:
    """One Parquet file with the declared column types; there is a file even without rows."""

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        self._schema = ibis.schema(dict(columns)).to_pyarrow()
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=1)

    def __enter__(self) -> Callable[[Any], None]:
        return self._write

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _write(self, batch: Any) -> None:
        table = pa.Table.from_batches([batch]).select(self._schema.names).cast(self._schema)
        self._file.write_table(table)


def address() -> str:
    """Where Django's own connection goes, for libpq."""
    known = {option.keyword.decode() for option in libpq.Conninfo.get_defaults()}
    given = {k: v for k, v in connection.get_connection_params().items() if k in known}
    options = " ".join(filter(None, (given.pop("options", ""), _ONE_VIEW)))
    return conninfo.make_conninfo(**given, options=options)


def _definition(name: str, sql: str, columns: Mapping[str, str]) -> str:
    text = json.dumps([name, " ".join(sql.split()), list(columns.items())])
    return hashlib.sha256(text.encode()).hexdigest()


def _derived(fact: Fact) -> str:
    """What a file made of another file of the snapshot came from."""
    return _definition(moved_name(fact), fact.sql, fact.columns)


def _written(manifest: Manifest) -> str:
    told = asdict(manifest) | {"taken_at": manifest.taken_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _folders(root: Path) -> list[Path]:
    """Whole snapshots below ``root``, newest first: their names are their times."""
    if not root.is_dir():
        return []
    found = (f for f in root.iterdir() if not f.name.startswith(".") and (f / MANIFEST).is_file())
    return sorted(found, key=lambda folder: folder.name, reverse=True)


def _clear_away(root: Path) -> None:
    """Remove what a crash left half-written more than a day ago; a younger one may be at work."""
    for half in root.glob(f"{_HALF}*"):
        if datetime.now(UTC).timestamp() - half.stat().st_mtime > 24 * 3600:
            shutil.rmtree(half, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make names of files in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _silent(_done: int, _total: int | None, _words: str) -> None:
    """Progress that nobody watches."""
