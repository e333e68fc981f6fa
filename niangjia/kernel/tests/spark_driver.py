"""Run by test_indicators_spark in a process of its own: ``python -m … FOLDER MASTER`` prints JSON.

A process has one Spark, so the cluster's must not be the one the other tests keep.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(folder: str, master: str) -> None:
    """Figures of unions, members and cards of every node, and how many executors there were."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
    import django

    django.setup()
    from pyspark.sql import SparkSession

    from niangjia.kernel.indicators.engines.spark import SparkEngine

    engine = SparkEngine(Path(folder), master)
    figures = values_of(engine)
    session = SparkSession.builder.getOrCreate()
    blocks: Any = session.sparkContext._jsc.sc().getExecutorMemoryStatus()
    executors = int(blocks.size()) - 1  # the driver counts itself
    json.dump({"figures": figures, "executors": executors}, sys.stdout)
    session.stop()


def values_of(engine: Any) -> dict[str, dict[str, str]]:
    """Node → code → value, as text: of each fact with rows one of a kind, and slices.

    local[2] is asked all of them.
    """
    from niangjia.kernel.indicators import State, all_nodes, catalogue, slices
    from niangjia.kernel.indicators.counting import counters
    from niangjia.kernel.tests.federation import day

    areas = ("unions.", "members.", "cards.")
    live = [i for i in catalogue() if i.state is State.LIVE and i.code.startswith(areas)]
    kinds = {(c.fact.code, c.kind, c.distinct): c.code for c in counters(live)}
    codes = [*kinds.values(), *(s.code for s in slices("members.total"))]
    found = all_nodes(codes, on=day(45), start=day(20), end=day(45), engine=engine)
    return {str(n): {c: str(f.value) for c, f in own.items()} for n, own in found.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
