"""What starting loads: seconds of every command and megabytes of every process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.starting import WORK

LOADED = "import sys; print(*({names!r} & set(sys.modules)), file=sys.stderr)"


def loaded(program: str, names: set[str]) -> set[str]:
    """Which of these modules a new interpreter has loaded once it ran the program."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{program}; {LOADED.format(names=names)}"],
        input="新建工会3家。", capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    return set(ended.stderr.split())


def test_checking_a_file_loads_no_database() -> None:
    heavy = {"django", "psycopg", "cryptography", "pydantic", "pdfminer", "ibis"}

    assert loaded(WORK["check_of_a_line"], {*heavy, "niangjia.statistics.check"}) == {
        "niangjia.statistics.check"
    }


def test_starting_loads_neither_pandas_nor_the_rules_of_the_check() -> None:
    heavy = {
        "pandas",
        "pyspark",
        "pypinyin",
        "pdfminer",
        "niangjia.statistics.check.rules.families",
    }

    assert loaded(WORK["application"], {*heavy, "django"}) == {"django"}
