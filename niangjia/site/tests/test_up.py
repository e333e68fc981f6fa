"""`niangjia up`: one command starts everything, one Ctrl-C stops everything."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from niangjia.site import embedded
from niangjia.site.commands import up
from niangjia.site.config import Config
from niangjia.site.embedded import EmbeddedError

LIMIT_SECONDS = 60


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A home and a port of the test's own, removed afterwards wherever the data went."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "HOME": str(tmp_path),
        "PORT": str(port),
        "DEMO": "0",
        "DURABLE": "0",
        "WEB_WORKERS": "1",
    }
    yield os.environ | {f"NIANGJIA_{name}": text for name, text in own.items()}
    embedded.stop(tmp_path)
    memory = tmp_path / "embedded.json"
    if memory.exists():
        shutil.rmtree(json.loads(memory.read_text())["root"], ignore_errors=True)


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "niangjia", "up"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for(port: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"not up: {process.communicate()[0]}")


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What the process says up to the line with the text: its own probe may come after ours."""
    limit = threading.Timer(LIMIT_SECONDS, process.kill)
    limit.start()
    said = ""
    while text not in said and (line := process.stdout.readline()):
        said += line
    limit.cancel()
    return said


def children_of(pid: int) -> set[int]:
    """Processes below this one, as the kernel tells."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found |= {child} | children_of(child)
    return found


def test_one_command_starts_and_one_signal_stops_everything(environment: dict[str, str]) -> None:
    home, port = Path(environment["NIANGJIA_HOME"]), environment["NIANGJIA_PORT"]
    up = start(environment)
    wait_for(port, up)
    said = read_until(up, "http://")
    children = children_of(up.pid)

    second = start(environment)
    refused = second.communicate(timeout=LIMIT_SECONDS)[0]
    up.send_signal(signal.SIGINT)
    said += up.communicate(timeout=LIMIT_SECONDS)[0]

    assert second.returncode == 1
    assert "已被占用" in refused
    assert up.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert len(children) >= 3
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert embedded.status(home) is embedded.Status.STOPPED


def test_the_database_is_not_stopped_under_another_command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = Config(home=tmp_path)
    work = "import sys; from pathlib import Path; from niangjia.site import embedded\n"
    work += "embedded.use(Path(sys.argv[1])); print(flush=True); input()"
    command = [sys.executable, "-c", work, str(tmp_path)]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        up._stop_database(config)
        assert "数据库没有停:另一个 niangjia 命令还在使用" in capfd.readouterr().err
        other.kill()
    up._stop_database(config)

    assert capfd.readouterr().err == "已全部停止。\n"


@pytest.mark.django_db
def test_nothing_starts_while_a_demo_is_built_elsewhere(capfd: pytest.CaptureFixture[str]) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('niangjia demo'))")

        with pytest.raises(EmbeddedError, match="没有启动"):
            up._build_demo_if_due()
    finally:
        other.close()

    assert "另一个窗口正在生成演示数据" in capfd.readouterr().err
