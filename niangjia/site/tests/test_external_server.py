"""A PostgreSQL server of somebody else's, as old as we allow: `NIANGJIA_DATABASE_URL`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from niangjia.site.embedded.account import choose_account

BINARIES = Path("/usr/lib/postgresql/15/bin")

pytestmark = pytest.mark.skipif(
    not (BINARIES / "postgres").exists(), reason="Debian's PostgreSQL 15 is not installed"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of version 15 on a private socket, under the user that may run one."""
    folder = Path(tempfile.mkdtemp(prefix="nj15-", dir="/var/tmp"))
    account = choose_account(folder / "data")
    account.own(folder)
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    make: list[str | Path] = [
        BINARIES / "initdb", "-D", folder / "data", "-U", "niangjia", "--auth=trust",
        "--encoding=UTF8", "--no-sync",
    ]  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control: list[str | Path] = [BINARIES / "pg_ctl", "-D", folder / "data", "-w"]
    make_database: list[str | Path] = [
        BINARIES / "createdb",
        "-h",
        folder,
        "-U",
        "niangjia",
        "niangjia",
    ]
    try:
        for command in (
            make,
            [*control, "-l", folder / "log", "-o", options, "start"],
            make_database,
        ):
            done = account.run(command, env=env)
            assert done.returncode == 0, done.stderr
        yield f"postgresql://niangjia@/niangjia?host={folder}"
        account.run([*control, "-m", "immediate", "stop"], env=env)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def niangjia(address: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"NIANGJIA_DATABASE_URL": address, "NIANGJIA_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "niangjia", *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_is_set_up_on_version_15(address: str, tmp_path: Path) -> None:
    first = niangjia(address, tmp_path, "figures", "--list", "--json")
    examined = niangjia(address, tmp_path, "doctor")

    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)
    assert "PostgreSQL 15" in examined.stdout
    assert "[正常] 数据表" in examined.stdout
    assert not (tmp_path / "postgres").exists()
