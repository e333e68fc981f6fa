"""What a process costs before it does anything: processor seconds and peak memory, medians of new interpreters."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

ROUNDS = 7
TELLING = (
    "import resource, sys; own = resource.getrusage(resource.RUSAGE_SELF); "
    "sys.stderr.write(f'{own.ru_utime + own.ru_stime} {own.ru_maxrss}')"
)
WORK = {
    "bare_python": "pass",
    "application": "import django; django.setup(); "
    "from django.urls import get_resolver; get_resolver().url_patterns",
    "check_of_a_line": "from niangjia.site.cli import main; main(['check-figures', '-', '--json'])",
}


def measured(code: str) -> tuple[float, float]:
    """Processor seconds and megabytes of one new interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {TELLING}"], input="新建工会3家。",
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    seconds, kilobytes = done.stderr.split()[-2:]
    return float(seconds), int(kilobytes) / 1024


def main() -> None:
    """Print the medians, after one round that writes what Python compiles."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.site.settings")
    found: dict[str, float] = {}
    for name, code in WORK.items():
        measured(code)
        seconds, megabytes = zip(*(measured(code) for _ in range(ROUNDS)), strict=True)
        found |= {f"{name}_s": statistics.median(seconds), f"{name}_mb": max(megabytes)}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
