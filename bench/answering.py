"""An answer of a million lines to 100,000 questions: how long it takes, and how much memory.

The list and the answer are made in a process of their own, so that the peak is that of receiving,
reading, linking and writing alone. Above what a worker holds when it has done nothing yet.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from bench import home
from niangjia.comparison.rules import Compared

ASKED, LINES = 100_000, 1_000_000
SEED = 103
_MB = 1024
_DAYS = 30
_FIRST_YEAR, _LAST_YEAR = 1900, 2025


def main() -> None:
    """Print the measurements as JSON."""
    home.ready("small")
    made = subprocess.run(
        [sys.executable, "-m", "bench.answering", "make"], stdout=subprocess.PIPE, check=True
    )
    number, path = made.stdout.decode().split()
    json.dump(_measure(number, Path(path)), sys.stdout)


def _measure(number: str, path: Path) -> dict[str, float]:
    from niangjia.comparison import services
    from niangjia.comparison.models import Exchange
    from niangjia.kernel.actor import SYSTEM

    exchange = Exchange.objects.get(number=number)
    before = _peak()
    size = path.stat().st_size
    used, began = time.process_time(), time.perf_counter()
    with path.open("rb") as content:
        file = services.receive(exchange, content, "答复.csv.sm4", actor=SYSTEM)
    received = time.perf_counter()
    steps: dict[str, float] = {}

    def tell(lines: int, step: str) -> None:
        steps.setdefault(step, time.perf_counter())

    file = services.import_answer(file, actor=SYSTEM, tell=tell)
    ended = time.perf_counter()
    path.unlink()
    if file.state != "imported":
        raise SystemExit(file.message)
    linking, writing = steps["认出答复中的人"], steps["写入结果,完成前不留下任何改动"]
    return {
        "answer_lines": file.row_count,
        "answer_asked": exchange.person_count,
        "answer_mb": size / _MB / _MB,
        "answer_receive_s": received - began,
        "answer_read_s": linking - received,
        "answer_link_s": writing - linking,
        "answer_write_s": ended - writing,
        "answer_processor_s": time.process_time() - used,
        "answer_peak_mb": (_peak() - before) / _MB,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _make() -> None:
    """An exported exchange, and the encrypted answer to it; prints its number and the file's path."""
    home.ready("small")

    from niangjia.comparison import rules, services
    from niangjia.comparison.linkage import truth
    from niangjia.comparison.services import files
    from niangjia.comparison.transport import envelope
    from niangjia.kernel import clock
    from niangjia.kernel.actor import SYSTEM
    from niangjia.unions.models import Union

    made = truth.generate(ASKED, LINES, seed=SEED)
    until = clock.today() + timedelta(days=_DAYS)

    asked = [
        Compared(
            "bench", row["id"], None, row["name"], row["identity"] or "", _day(row["born"]),
            row["gender"], until, region=row["region"],
        )
        for row in made.left.to_pylist()
    ]  # fmt: skip
    kinds = (rules.ThirdPartyKind.ALLOWANCE, rules.ThirdPartyKind.VEHICLE)
    exchange = services.request(
        Union.objects.get(code="5117"), list(_once(asked)), kinds=kinds, authority="达州市民政局",
        purpose="基准测量", expires_on=until, file_format="csv_gb18030", actor=SYSTEM,
    )  # fmt: skip
    services.export_file(exchange, actor=SYSTEM)
    path = files.folder() / "bench-answer.csv"
    _write(path, made.right)
    secret = services.secret_of(exchange, actor=SYSTEM)
    path.write_bytes(envelope.encrypt(path.read_bytes(), secret))
    sys.stdout.write(f"{exchange.number} {path}\n")


def _day(born: str | None) -> date | None:
    """A damaged birthday may be none at all: an office would leave it empty."""
    try:
        found = date(int(born[:4]), int(born[4:6]), int(born[6:])) if born else None
    except ValueError:
        return None
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _once(asked: Iterable[Compared]) -> Iterator[Compared]:
    """A number stands once in an exchange; damaged ones may meet."""
    seen = {""}
    for one in asked:
        if not (one.identity or one.born_on) or (one.identity and one.identity in seen):
            continue
        seen.add(one.identity)
        yield one


def _write(path: Path, right: pa.Table) -> None:
    with path.open("w", encoding="gb18030", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["姓名", "证件号码", "出生日期", "性别", "户籍地代码", "低保", "车辆"])
        seen: set[str] = set()
        count = 0
        for batch in right.to_batches(max_chunksize=50_000):
            for row in batch.to_pylist():
                identity = row["identity"] or ""
                born = _day(row["born"])
                key = identity or f"{row['name']} {born} {row['region']}"
                if key in seen or not (identity or born):
                    continue  # a damaged number that is another's too: the file would be refused
                seen.add(key)
                gender = "女" if row["gender"] == 2 else "男"
                held = "有" if row["id"] % 20 == 0 else "无"
                writer.writerow(
                    [row["name"], identity, born or "", gender,
                     row["region"], held, row["id"] % 3]
                )  # fmt: skip
                count += 1
        writer.writerow(["合计", count])


if __name__ == "__main__":
    _make() if sys.argv[1:] == ["make"] else main()
