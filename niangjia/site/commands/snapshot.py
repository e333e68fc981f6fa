"""`niangjia snapshot`: all facts as Parquet files without personal data, for DuckDB and Spark."""

from __future__ import annotations

import argparse
import json
import sys
import time

EXIT_DONE = 0


def run(args: argparse.Namespace) -> int:
    """Take a snapshot and say where it is."""
    from niangjia.kernel.indicators.snapshot import manifest  # loads Ibis, about a second
    from niangjia.statistics.services.snapshots import renew

    began = time.monotonic()
    told_at = began

    def tell(done: int, _total: int | None, words: str) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > 1:
            told_at = time.monotonic()
            sys.stderr.write(f"{words},已写 {done} 行\n")

    folder = renew(tell)
    made = manifest(folder)
    seconds = round(time.monotonic() - began, 1)
    if args.json:
        answer = {
            "folder": str(folder),
            "taken_at": made.taken_at.isoformat(),
            "rows": made.rows,
            "seconds": seconds,
            "tables": {name: {"rows": t.rows, "bytes": t.bytes} for name, t in made.tables.items()},
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"快照已生成:{folder}({made.rows} 行,{seconds} 秒)\n")
    return EXIT_DONE
