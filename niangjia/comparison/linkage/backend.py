"""Where the linkage runs: DuckDB in this process, or Spark on a cluster. One SQL for both."""

# ruff: noqa: S608 - table and column names of our own, never a value
from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


class Backend(Protocol):
    """Holds named tables, runs the portable SQL of ``prepare``, and lends itself to Splink."""

    splink: Any
    """Splink's database API over the same tables."""

    def load(self, name: str, table: pa.Table) -> None:
        """Bring rows in under a name."""

    def make(self, name: str, sql: str) -> None:
        """Keep the result of a query under a name."""

    def rows(self, sql: str) -> pa.Table:
        """The result of a query."""

    def close(self) -> None:
        """Forget every table."""


class DuckBackend:
    """DuckDB in memory; what does not fit spills into ``folder``, which must be private."""

    def __init__(self, folder: Path | None = None, threads: int = 2) -> None:
        import duckdb  # half a second: only where something is linked
        from splink import DuckDBAPI

        self._con = duckdb.connect(":memory:")
        self._con.execute(f"SET threads = {threads:d}")
        self._con.execute("SET enable_progress_bar = false")
        if folder is not None:
            self._con.execute(f"SET temp_directory = '{folder.as_posix()}'")
        self.splink: Any = DuckDBAPI(connection=self._con)

    def load(self, name: str, table: pa.Table) -> None:
        """Bring rows in under a name."""
        self._con.register(f"{name}_arrow", table)
        self.make(name, f"SELECT * FROM {name}_arrow")
        self._con.unregister(f"{name}_arrow")

    def make(self, name: str, sql: str) -> None:
        """Keep the result of a query under a name."""
        self._con.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def rows(self, sql: str) -> pa.Table:
        """The result of a query."""
        return self._con.sql(sql).to_arrow_table()

    def close(self) -> None:
        """Forget every table."""
        self._con.close()


class SparkBackend:
    """A Spark session of the caller's; the similarity functions come with Splink as a jar."""

    def __init__(self, session: Any) -> None:
        from splink import SparkAPI  # needs pyspark, an extra
        from splink.internals.spark.jar_location import similarity_jar_location

        self._session = session
        self._names: list[str] = []
        session.sql(f"ADD JAR '{similarity_jar_location()}'")
        make: Any = SparkAPI  # without types
        self.splink: Any = make(spark_session=session, break_lineage_method="persist")

    def load(self, name: str, table: pa.Table) -> None:
        """Bring rows in under a name."""
        self._keep(name, self._session.createDataFrame(table.to_pylist(), _spark_schema(table)))

    def make(self, name: str, sql: str) -> None:
        """Keep the result of a query under a name."""
        self._keep(name, self._session.sql(sql))

    def rows(self, sql: str) -> pa.Table:
        """The result of a query."""
        return self._session.sql(sql).toArrow()

    def close(self) -> None:
        """Forget every table, those that Splink kept too; the session stays the caller's."""
        for name in self._names:
            self._session.catalog.dropTempView(name)
        self._session.catalog.clearCache()

    def _keep(self, name: str, frame: Any) -> None:
        frame.persist().createOrReplaceTempView(name)
        self._names.append(name)


def _spark_schema(table: pa.Table) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # an extra

    return from_arrow_schema(table.schema)
