"""Installations of their own for benchmarks, below ``.niangjia-bench`` (or ``BENCH_HOME``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HOME = Path(os.environ.get("BENCH_HOME", ROOT / ".niangjia-bench"))


def measure(module: str, home: str) -> dict[str, Any]:
    """Run ``python -m bench.<module>`` with its own installation; what it printed as JSON."""
    environment = os.environ | {"NIANGJIA_HOME": str(HOME / home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ready(scale: str, *, fresh: bool = False) -> None:
    """Start the database of this process's installation, with its demo; ``fresh`` builds it anew.

    A part run by itself, without ``NIANGJIA_HOME``, takes the installation of that scale below ``HOME``.
    """
    import argparse
    from contextlib import redirect_stdout

    os.environ.setdefault("NIANGJIA_HOME", str(HOME / scale))
    from niangjia.site import start

    with redirect_stdout(sys.stderr):
        start.ready()
        from niangjia.site.commands import demo
        from niangjia.unions.models import Union

        if fresh or not Union.objects.exists():
            demo.run(argparse.Namespace(scale=scale, reset=fresh))


def stop(home: str) -> None:
    """Stop the embedded database of that installation, if it has one."""
    environment = os.environ | {"NIANGJIA_HOME": str(HOME / home)}
    subprocess.run(
        [sys.executable, "-m", "niangjia", "db", "stop"], cwd=ROOT, env=environment, check=False
    )
