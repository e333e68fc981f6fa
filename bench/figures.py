"""Figures at seven million members: snapshot, every node at once, one node live, records, Spark."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import home

NODES = {"township": "511725102", "county": "511725", "city": "5117", "province": "51"}
START, END = date(2023, 1, 1), date(2023, 11, 30)
CODE, AMOUNT = "members.total", "workers.total"
MOST_MS = 300
_NAMED = 5  # of the slowest
SAMPLE = 60  # of the indicators asked one by one: all of them take a quarter of an hour
PARTS = ("snapshot", "nodes", "live", "records", "spark", "closing")


def main() -> None:
    """Print the measurements as JSON; arguments name the parts, all of them by default."""
    wanted = sys.argv[1:] or list(PARTS)
    home.ready("province")
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    folder = home.HOME / "figures"
    found: dict[str, Any] = {"indicators": len(codes())}
    if "snapshot" in wanted or not _fits(folder):
        found |= _snapshot(folder)
    parts = {
        "nodes": _nodes, "live": _live, "records": _records, "spark": _spark, "closing": _closing,
    }  # fmt: skip
    for name, part in parts.items():
        if name in wanted:
            found |= part(folder)
    json.dump(found, sys.stdout)


def _fits(folder: Path) -> bool:
    """Whether there is a snapshot of the present definitions."""
    from niangjia.kernel.indicators import snapshot

    try:
        return snapshot.manifest(folder).fits()
    except snapshot.NoSnapshot:
        return False


def say(text: str) -> None:
    """Progress, for the one who waits."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def codes() -> list[str]:
    """Every live indicator with its slices."""
    from niangjia.statistics.queries.closings import codes_now

    return codes_now()


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(work: Callable[[], Any], rounds: int) -> float:
    """Milliseconds, the median after one warm-up."""
    work()
    return statistics.median(_seconds(work) for _ in range(rounds)) * 1000


def _snapshot(folder: Path) -> dict[str, Any]:
    """A snapshot against a bare export of the same statements, turn by turn; the better of two."""
    from niangjia.kernel.indicators import snapshot

    def take() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        snapshot.take(folder)

    say("exporting")
    _bare()  # warms PostgreSQL's and the system's caches
    rounds = [(_seconds(_bare), _seconds(take)) for _ in range(2)]
    bare, taken = (min(times) for times in zip(*rounds, strict=True))
    told = snapshot.manifest(folder)
    return {
        "snapshot_rows": told.rows,
        "snapshot_mb": sum(table.bytes for table in told.tables.values()) / 1e6,
        "bare_export_s": bare,
        "snapshot_s": taken,
        "snapshot_to_bare_export": taken / bare,
    }


def _bare() -> None:
    """Every statement of a snapshot to Arrow, which is then thrown away."""
    from adbc_driver_postgresql import dbapi

    from niangjia.kernel.indicators import snapshot

    with dbapi.connect(snapshot.address()) as connection:
        for sql, _columns in snapshot.sources().values():
            with connection.cursor() as cursor:
                cursor.execute(sql)
                for _batch in cursor.fetch_record_batch():
                    pass


def _nodes(folder: Path) -> dict[str, Any]:
    """Every indicator and slice of every node on DuckDB."""
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine

    engine = DuckDBEngine(folder)
    say("every node")
    scan = _ms(lambda: _scan(folder), 3)
    first = _seconds(lambda: _all_nodes(engine, codes())) * 1000
    again = _ms(lambda: _all_nodes(engine, codes()), 3)
    say("one statement per indicator")
    some = codes()[:: max(1, len(codes()) // SAMPLE)]
    singly = _seconds(lambda: [_all_nodes(engine, [code]) for code in some]) * 1000
    singly *= len(codes()) / len(some)
    return {
        "nodes": len(_all_nodes(engine, [CODE])),
        "duckdb_scan_and_group_ms": scan,
        "all_nodes_first_ms": first,
        "all_nodes_ms": again,
        "all_nodes_to_scan": again / scan,
        "one_statement_each_ms": singly,
        "times_faster_than_one_each": singly / again,
    }


def _scan(folder: Path) -> None:
    """One full scan-and-group: every column of every fact that is counted, grouped by its union.

    Facts that only earlier versions of indicators look at are left out.
    """
    import duckdb

    from niangjia.kernel.indicators import get
    from niangjia.kernel.indicators.counting import counters

    facts = {one.fact.code: one.fact for one in counters([get(code) for code in codes()])}
    with duckdb.connect() as connection:
        for fact in facts.values():
            columns = {**fact.columns, **fact.marks}
            others = [f"max({column})" for column in columns if column != "union_id"]
            connection.execute(
                f"SELECT union_id, count(*), {', '.join(others)} "
                f"FROM read_parquet('{folder}/{fact.code}.parquet') GROUP BY union_id"
            ).fetchnumpy()


def _all_nodes(engine: Any, wanted: Sequence[str]) -> Any:
    from niangjia.kernel.indicators import all_nodes

    return all_nodes(wanted, on=END, start=START, end=END, engine=engine)


def _live(folder: Path) -> dict[str, Any]:
    """One figure of one node from the live records; of large nodes from the snapshot as well."""
    from niangjia.kernel.indicators import evaluate
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
    from niangjia.unions.models import Union

    duck = DuckDBEngine(folder)
    found: dict[str, Any] = {}
    for name, code in NODES.items():
        say(f"live: {name}")
        union = Union.objects.get(code=code)
        found[f"one_figure_{name}_ms"] = _ms(lambda pk=union.pk: evaluate([CODE], pk, on=END), 5)
        found[f"one_figure_{name}_snapshot_ms"] = _ms(
            lambda pk=union.pk: evaluate([CODE], pk, on=END, engine=duck), 5
        )
        each = _each_figure(union.pk)
        every = sorted(each.values())
        for one in sorted(each, key=lambda c: -each[c])[:_NAMED]:
            say(f"  {one} {each[one]:.0f} ms")
        found[f"every_figure_{name}_median_ms"] = statistics.median(every)
        found[f"every_figure_{name}_slowest_ms"] = every[-1]
        found[f"every_figure_{name}_above_300"] = sum(ms > MOST_MS for ms in every)
    return found


def _each_figure(union: int) -> dict[str, float]:
    """Milliseconds of every live indicator of a node, slices aside; the better of two calls."""
    from niangjia.kernel.indicators import evaluate

    times: dict[str, float] = {}
    for code in (code for code in codes() if "[" not in code):
        rounds = [
            _seconds(partial(evaluate, [code], union, start=START, end=END)) for _ in range(2)
        ]
        times[code] = min(rounds) * 1000
    return times


def _records(_folder: Path) -> dict[str, Any]:
    """The first page of the records behind a figure, as the browser gets it."""
    from django.test import Client

    from niangjia.accounts.models import User
    from niangjia.web.figures import records_url

    client = Client()
    client.force_login(
        User.objects.get(username="sheng-zuzhi"),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    def get(url: str) -> None:
        assert client.get(url).status_code == 200, url

    found: dict[str, Any] = {}
    for what, indicator in (("records", CODE), ("records_of_amounts", AMOUNT)):
        for name, code in NODES.items():
            say(f"{what}: {name}")
            url = records_url(indicator, code, on=END)
            found[f"{what}_{name}_ms"] = _ms(lambda url=url: get(url), 5)
    return found


def _spark(folder: Path) -> dict[str, Any]:
    """The same on Spark in this process; starting it is measured apart."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        return {}
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
    from niangjia.kernel.indicators.engines.spark import SparkEngine

    duck, spark = DuckDBEngine(folder), SparkEngine(folder, "local[2]")
    say("spark")
    start = _seconds(spark.start)
    wanted = codes()
    first = _seconds(lambda: _all_nodes(spark, wanted))
    again = _seconds(lambda: _all_nodes(spark, wanted))
    base = _ms(lambda: _all_nodes(duck, wanted), 3) / 1000
    say("comparing the answers")
    mine, theirs = _all_nodes(spark, wanted), _all_nodes(duck, wanted)
    assert set(mine) == set(theirs)
    differing = sum(mine.values_of(node) != theirs.values_of(node) for node in theirs)
    return {
        "spark_start_s": start,
        "spark_first_s": first,
        "spark_s": again,
        "spark_to_duckdb": again / base,
        "spark_nodes_that_differ": differing,
    }


def _closing(folder: Path) -> dict[str, Any]:
    """Closing a year for the whole province, and checking its seal; nothing is kept."""
    from django.db import transaction

    from niangjia.kernel.actor import SYSTEM
    from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
    from niangjia.statistics.queries.closings import is_whole
    from niangjia.statistics.rules.periods import PeriodKind, containing
    from niangjia.statistics.services import closings
    from niangjia.unions.models import Union

    say("closing")
    year = containing(PeriodKind.YEAR, date(2022, 6, 1))
    with transaction.atomic():
        began = time.perf_counter()
        closing = closings.close(
            Union.objects.get(code="51"), year, actor=SYSTEM, engine=DuckDBEngine(folder)
        )
        closed = time.perf_counter() - began
        checked = _seconds(lambda: is_whole(closing))
        transaction.set_rollback(True)
    return {
        "closing_nodes": closing.node_count,
        "closing_s": closed,
        "checking_seal_s": checked,
    }


if __name__ == "__main__":
    main()
