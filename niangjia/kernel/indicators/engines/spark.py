"""Spark (集群): the same question over the Parquet files of a snapshot, on a cluster or in-process.

pyspark is an extra and needs Java 17. The folder must be readable under one path on every machine
of the cluster.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import snapshot
from niangjia.kernel.indicators.definition import moved_name
from niangjia.kernel.indicators.engines import Answer, Question, TreeOf

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.shuffle.partitions": "8",  # adaptive execution merges the small ones
    "spark.sql.catalogImplementation": "in-memory",
    # Conditions are of our own making: overflow or a bad cast is an error, never a silent null.
    "spark.sql.ansi.enabled": "true",
}


class SparkEngine:
    """Counts a snapshot on ``master``: ``local[2]``, ``spark://host:port`` or what Spark knows else."""

    name = "spark"
    has_tallies = False
    folds = True

    def __init__(self, folder: Path, master: str | None = None) -> None:
        self._folder = folder.absolute()
        self._taken_at = snapshot.manifest(folder).taken_at
        self._master = master or settings.NIANGJIA_SPARK_MASTER

    def as_of(self) -> datetime | None:
        """When the snapshot was taken."""
        return self._taken_at

    def start(self) -> None:
        """Connect now instead of at the first question. Raises Blocked without Spark."""
        _cluster(self._master)

    def answer(self, question: Question) -> Answer:
        """One Spark SQL statement; only whole numbers come back."""
        session = _cluster(self._master).newSession()  # its tables are not another question's

        def table(name: str) -> Any:
            return session.read.parquet(f"file://{self._folder}/{name}.parquet")

        facts = question.statement.facts
        moved = [moved_name(f) for f in facts if question.statement.looks_at_moved]
        for name in [*(fact.code for fact in facts), *moved]:
            table(name).createOrReplaceTempView(name)
        chosen = "today" if question.tree == "today" else "NOT today"
        table(snapshot.PLACE_FILE).where(chosen).drop("today").createOrReplaceTempView("place")
        ancestors = table(snapshot.ANCESTOR_FILE).join(session.table("place"), "place_id", "semi")
        if question.node is not None:
            ancestors = ancestors.where(f"node_id = {question.node:d}")
        ancestors.createOrReplaceTempView("ancestor")
        found = session.sql(question.statement.sql("pyspark")).toArrow()
        return {name: found.column(name).to_pylist() for name in found.column_names}

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """Not asked: reading the whole tree of a snapshot gains nothing."""
        return False

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """One after the other."""
        return map(self.answer, questions)


def session() -> Any:
    """A session of its own on the configured master, for work other than figures. Raises Blocked."""
    return _cluster(settings.NIANGJIA_SPARK_MASTER).newSession()


def _cluster(master: str) -> Any:
    """The connection of this process to the master; made at first use, which takes seconds.

    A process has one: asking for another master ends the first. Raises Blocked without Spark.
    """
    try:
        from pyspark.errors import PySparkRuntimeError  # an extra: may be absent
        from pyspark.sql import SparkSession
    except ImportError:
        raise Blocked(
            "这台机器没有安装 Spark。请安装 Java 17 和 requirements-spark.lock 里的软件,或改用 duckdb。"
        ) from None
    active = SparkSession.getActiveSession()
    if active is not None and active.sparkContext.master != master:
        active.stop()
    builder = SparkSession.builder.master(master).appName("niangjia")
    for key, value in (_SETTINGS | _of_loopback(master)).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError:
        raise Blocked(
            "Spark 没有启动:需要 Java 17,并且 JAVA_HOME 或 java 命令可用。请安装后再试,或改用 duckdb。"
        ) from None


def _of_loopback(master: str) -> dict[str, str]:
    """Workers elsewhere must find this process; on one machine nobody else should."""
    is_here = master.startswith("local") or "//127.0.0.1:" in master
    memory = {"spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", "1g")}
    if not is_here:
        return memory
    return memory | {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
