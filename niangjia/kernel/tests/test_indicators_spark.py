"""A Spark cluster on this machine, a master and two workers: the same answers as PostgreSQL.

``local[2]`` goes through the suite of all engines in test_indicators_engines.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators.engines import the_engine
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import day
from niangjia.kernel.tests.spark_driver import values_of

ROOT = Path(__file__).parents[3]
WORKERS = 2
SECONDS = 400

pytestmark = pytest.mark.django_db


@contextmanager
def _daemon(kind: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A part of the cluster, ended by its pid."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *options]
    process = subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _until(process: subprocess.Popen[str], words: str, times: int) -> None:
    """Wait until a line with these words was written that often."""
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        times -= words in line
        if not times:
            drain = threading.Thread(target=process.stdout.read, daemon=True)
            drain.start()  # or it would stand still once the pipe is full
            return
    pytest.fail(f"Spark ended early:\n{''.join(said[-20:])}")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master on loopback with two workers of one core and 512 MB each."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    here = ("--host", "127.0.0.1", "--webui-port", "0")
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as running:
        master = running.enter_context(_daemon("master.Master", *here, "--port", port))
        for number in range(WORKERS):
            work = str(tmp_path_factory.mktemp(f"worker{number}"))
            limits = ("--cores", "1", "--memory", "512m", "--work-dir", work)
            running.enter_context(_daemon("worker.Worker", *here, *limits, address))
        _until(master, "Registering worker", WORKERS)
        yield address


@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
@pytest.mark.parametrize("world", [3], indirect=True)
def test_a_cluster_of_two_workers_agrees_with_postgres(world: World, cluster: str) -> None:
    settings = {k: v for k, v in os.environ.items() if k != "SPARK_CONF_DIR"}  # as in real work
    done = subprocess.run(
        [sys.executable, "-m", "niangjia.kernel.tests.spark_driver", str(world.folder), cluster],
        cwd=ROOT,
        env=settings | {"SPARK_EXECUTOR_MEMORY": "512m", "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["executors"] == WORKERS
    assert told["figures"] == values_of(the_engine("postgres"))


@pytest.mark.parametrize("world", [3], indirect=True)
def test_without_spark_the_refusal_says_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from niangjia.kernel.indicators import evaluate
    from niangjia.kernel.indicators.engines.spark import SparkEngine

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)

    with pytest.raises(Blocked, match="没有安装 Spark"):
        evaluate(["unions.total"], world.made.root, on=day(45), engine=SparkEngine(world.folder))
