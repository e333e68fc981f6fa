"""Start, stop and ask the embedded server."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

import psycopg

from .account import Account, choose_account
from .errors import EmbeddedError
from .place import SOCKET_NAME, Place, environment, locate, prepare
from .using import open_lock

START_LIMIT_SECONDS = 300
ORPHAN_LIMIT_SECONDS = 10
SETTINGS = {
    "listen_addresses": "''",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'256MB'",
    "effective_cache_size": "'2GB'",
    "random_page_cost": "1.1",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'15min'",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "'Asia/Shanghai'",
    "log_timezone": "'Asia/Shanghai'",
    "log_min_duration_statement": "-1",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

Say = Callable[[str], None]


class Status(Enum):
    """What the server is doing."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"


def to_stderr(text: str) -> None:
    """Progress goes to standard error, so that standard output stays pure."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def status(home: Path) -> Status:
    """Ask the server of this home."""
    return _ask(locate(home))


def ensure_running(home: Path, *, durable: bool = True, say: Say = to_stderr) -> Place:
    """Start the server of this home unless it runs; returns once it answers.

    Two callers at once are safe: one starts, the other waits. Raises `EmbeddedError`.
    """
    place = locate(home)
    if _ask(place) is Status.RUNNING:
        return place
    with _lock(home):
        place, account = prepare(home)
        if _ask(place) is Status.RUNNING:
            return place
        _end_homeless(place)
        _end_unreachable(place)
        if not (place.data / "PG_VERSION").is_file():
            _initialise(place, account, say)
        _refuse_other_version(place)
        _clear_stale(place)
        _configure(place, account, durable=durable)
        _start(place, account, say)
        _create_database(place)
    return place


def stop(home: Path) -> bool:
    """Stop the server of this home; returns whether it was running."""
    place = locate(home)
    if not (place.data / "postmaster.pid").exists() and _ask(place) is Status.STOPPED:
        return False
    with _lock(home):
        if not _is_alive(place):
            return False
        account = choose_account(place.data)
        done = account.run(
            [place.binaries / "bin" / "pg_ctl", "stop", "-D", place.data, "-m", "fast", "-t", "60"],
            env=environment(place.binaries),
            timeout=90,
        )
    if done.returncode != 0:
        raise EmbeddedError(f"内置数据库没有停下来:{done.stderr.strip()}")
    return True


def _ask(place: Place) -> Status:
    if not (place.sockets / SOCKET_NAME).exists():
        return Status.STOPPED
    try:
        psycopg.connect(place.dsn_of("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        starting = "starting up" in str(error) or "recovery" in str(error)
        return Status.STARTING if starting else Status.STOPPED
    return Status.RUNNING


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a home."""
    handle = open_lock(home, "embedded.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _initialise(place: Place, account: Account, say: Say) -> None:
    say("正在初始化内置数据库(仅首次,约数秒)…")
    if place.data.exists() and any(place.data.iterdir()):
        raise EmbeddedError(
            f"数据目录 {place.data} 不完整(上次初始化可能被中断)。请移走该目录后重试。"
        )
    command: list[str | Path] = [
        place.binaries / "bin" / "initdb", "-D", place.data, "--username=niangjia",
        "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8", "--lc-messages=C", "--no-instructions",
    ]  # fmt: skip
    command.append("--no-sync")  # synced below by the first checkpoint and shutdown
    done = account.run(command, env=environment(place.binaries), timeout=300)
    if done.returncode != 0:
        raise EmbeddedError(f"内置数据库初始化失败:{_last_lines(done.stderr)}")


def _refuse_other_version(place: Place) -> None:
    found = (place.data / "PG_VERSION").read_text(encoding="ascii").strip()
    shipped = _major_version(place.binaries)
    if found != shipped:
        raise EmbeddedError(
            f"数据由 PostgreSQL {found} 建立,而当前程序是 {shipped}。请先用原版本导出"
            "(niangjia db dump),升级后再导入。"
        )


def _major_version(binaries: Path) -> str:
    """Major version from a header or, where headers were not copied, the server itself."""
    account = Account("self", os.geteuid(), os.getegid(), switch=False)
    done = account.run([binaries / "bin" / "postgres", "-V"], env=environment(binaries))
    return done.stdout.split()[-1].split(".")[0] if done.stdout else ""


def _processes(place: Place) -> set[int]:
    """Live processes of this server: all of them work in its data directory."""
    return _working_in(str(place.data.resolve())) if place.data.exists() else set()


def _working_in(folder: str) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if str((entry / "cwd").readlink()) == folder:
                    found.add(int(entry.name))
    return found


def _is_alive(place: Place) -> bool:
    """Whether the postmaster of this data directory lives."""
    try:
        first = (place.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
        return int(first) in _processes(place)
    except (OSError, ValueError):
        return False


def _clear_stale(place: Place) -> None:
    """Remove what a killed server left: its pid may belong to another process by now.

    Never while a process of the old server lives: two servers on one folder destroy it.
    """
    if _is_alive(place):
        return
    deadline = time.monotonic() + ORPHAN_LIMIT_SECONDS
    while orphans := _processes(place):
        if time.monotonic() > deadline:
            numbers = "、".join(map(str, sorted(orphans)))
            raise EmbeddedError(
                f"上次异常结束的数据库还有进程没有退出(进程号 {numbers})。请等待片刻或结束它们后重试。"
            )
        time.sleep(0.1)
    leftovers = (
        place.data / "postmaster.pid",
        place.sockets / SOCKET_NAME,
        place.sockets / f"{SOCKET_NAME}.lock",
    )
    for path in leftovers:
        path.unlink(missing_ok=True)


def _end_homeless(place: Place) -> None:
    """End a server whose folder was removed under it.

    It notices within a minute, and would then take the new server's socket away with its own.
    """
    _end(_working_in(f"{place.data.resolve()} (deleted)"))


def _end_unreachable(place: Place) -> None:
    """End a server that runs but has lost its socket: nobody can reach it any more."""
    deadline = time.monotonic() + ORPHAN_LIMIT_SECONDS
    while _is_alive(place) and not (place.sockets / SOCKET_NAME).exists():
        if time.monotonic() > deadline:  # not just starting
            _end(_processes(place))
            return
        time.sleep(0.1)


def _end(processes: set[int]) -> None:
    """SIGQUIT: at once, as after a power cut; the journal brings everything back."""
    for number in processes:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGQUIT)
    deadline = time.monotonic() + ORPHAN_LIMIT_SECONDS
    while any(Path(f"/proc/{number}").exists() for number in processes):
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)


def _configure(place: Place, account: Account, *, durable: bool) -> None:
    """Write our settings anew at each start; a user's own go through ALTER SYSTEM."""
    values = SETTINGS | (DURABLE if durable else FAST)
    values |= {"unix_socket_directories": f"'{place.sockets}'", "unix_socket_permissions": "0700"}
    lines = ["# Written by Niangjia at each start. Use ALTER SYSTEM for your own settings."]
    lines += [f"{name} = {value}" for name, value in values.items()]
    ours = place.data / "niangjia.conf"
    ours.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ours.chmod(0o600)
    account.own(ours)
    main = place.data / "postgresql.conf"
    include = "include 'niangjia.conf'\n"
    if include not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as out:
            out.write(include)


def _start(place: Place, account: Account, say: Say) -> None:
    command: list[str | Path] = [
        place.binaries / "bin" / "pg_ctl", "start", "--no-wait", "-D", place.data, "-l", place.log
    ]  # fmt: skip
    done = account.run(command, env=environment(place.binaries))
    if done.returncode != 0:
        raise EmbeddedError(f"内置数据库无法启动:{_last_lines(done.stderr + done.stdout)}")
    began = time.monotonic()
    said = began
    while _ask(place) is not Status.RUNNING:
        now = time.monotonic()
        if now - began > 1 and not _is_alive(place):
            raise EmbeddedError(f"内置数据库启动失败,日志 {place.log}:{_log_tail(place)}")
        if now - began > START_LIMIT_SECONDS:
            raise EmbeddedError(f"内置数据库 {START_LIMIT_SECONDS} 秒内未就绪,见日志 {place.log}。")
        if now - said > 2:
            say(f"正在启动内置数据库…已 {now - began:.0f} 秒(上次若未正常关闭,需要恢复日志)")
            said = now
        time.sleep(0.05)


def _create_database(place: Place) -> None:
    with psycopg.connect(place.dsn_of("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'niangjia'")
        if found.fetchone() is None:
            connection.execute("CREATE DATABASE niangjia")


def _log_tail(place: Place) -> str:
    try:
        return _last_lines(place.log.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return "(没有日志)"


def _last_lines(text: str, count: int = 5) -> str:
    return " / ".join(text.strip().splitlines()[-count:])
