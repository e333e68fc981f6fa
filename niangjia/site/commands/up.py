"""`niangjia up`: start everything, say where it is, stop everything on Ctrl-C."""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from niangjia.site import embedded, vendor
from niangjia.site.config import Config, get_config
from niangjia.site.embedded import EmbeddedError
from niangjia.site.running import LOCK_NAME, is_port_free
from niangjia.site.start import (
    migrate,
    pending_migrations,
    refuse_wrong_key,
    say,
    set_up_django,
    start_database,
)

GRACE_SECONDS = 15
ASK_AGAIN_SECONDS = 0.3
STOPPING = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
READY_LIMIT_SECONDS = 60
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Stop(Exception):  # noqa: N818 - a request, not an error
    """Somebody asked us to stop."""


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; 1 when something could not start."""
    config = get_config()
    if not is_port_free(config.host, config.port):
        say(
            f"端口 {config.port} 已被占用(可能娘家已在另一个窗口运行)。"
            f"请先关闭占用它的程序,或换一个端口:NIANGJIA_PORT={config.port + 1} make run"
        )
        return 1
    for number in STOPPING:
        signal.signal(number, _ask_to_stop)
    sys.unraisablehook = _unless_stop
    try:
        with _only_one(config), _stopping(config) as children:
            _prepare(config)
            children.append(_spawn(_web_command(config)))
            children.append(_spawn(_worker_command()))
            _wait_until_ready(config, children)
            _greet(config)
            return _watch(children)
    except Stop:
        return 0
    except EmbeddedError as error:
        say(str(error))
        return 1


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    """Asks again until somebody listens: Python drops what is raised inside a finalizer."""
    signal.setitimer(signal.ITIMER_REAL, ASK_AGAIN_SECONDS)
    raise Stop


def _unless_stop(dropped: sys.UnraisableHookArgs) -> None:
    """Python tells at length that it dropped an exception; of ours, which comes again, nobody need know."""
    if not isinstance(dropped.exc_value, Stop):
        sys.__unraisablehook__(dropped)


@contextmanager
def _only_one(config: Config) -> Iterator[None]:
    config.home.mkdir(parents=True, exist_ok=True)
    handle = os.open(config.home / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise EmbeddedError(f"{config.home} 的娘家已在运行,无须再次启动。") from None
    finally:
        os.close(handle)


@contextmanager
def _stopping(config: Config) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Whatever happens inside, the children end with us, and so does the embedded database."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        yield children
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)  # stopping is not interrupted
        say("正在停止…")
        _end(children)
        _stop_database(config)


def _stop_database(config: Config) -> None:
    """Never under a command in another window, such as one that builds the demo."""
    if config.is_embedded and embedded.is_used(config.home):
        say(
            "网页服务和后台任务已停止。数据库没有停:另一个 niangjia 命令还在使用。"
            "它完成后,可用 niangjia db stop 停止数据库。"
        )
        return
    if config.is_embedded:
        embedded.stop(config.home)
    say("已全部停止。")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(child, signal.SIGKILL)
            child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        pass


def _prepare(config: Config) -> None:
    """Database, tables, key, browser files and, the first time, the demo federation."""
    start_database(config)
    set_up_django()
    if pending_migrations():
        migrate()
    refuse_wrong_key()
    _install_templates()
    if missing := vendor.missing_files():
        say(f"缺少网页文件({missing[0]} 等),页面会不完整。请运行 make setup。")
    if config.demo:
        _build_demo_if_due()
    else:
        _tell_of_half_a_demo()


def _install_templates() -> None:
    """The report templates of this version."""
    from niangjia.reports.services import ensure_shipped  # needs loaded applications

    ensure_shipped()


def _is_empty() -> bool:
    from django.apps import apps  # needs loaded applications
    from django.conf import settings

    return not apps.get_model(settings.TREE_MODEL)._base_manager.exists()


def _build_demo_if_due() -> None:
    """On an empty installation, or again where the last attempt was interrupted."""
    from niangjia.site.commands import demo  # needs loaded applications

    is_broken = demo.is_half_built()
    if is_broken:
        say("上次生成演示数据时中断,正在清空后重新生成(达州,约半分钟)…")
    elif _is_empty():
        say("首次启动:正在生成演示数据(达州,约半分钟)…")
    else:
        return
    if demo.run(argparse.Namespace(scale="small", reset=is_broken)) != demo.EXIT_DONE:
        raise EmbeddedError("没有启动:演示数据还没有,原因见上。")


def _tell_of_half_a_demo() -> None:
    """Where no demo is wanted none is made; what is left of one must not pass for data."""
    from niangjia.site.commands import demo  # needs loaded applications

    if demo.is_half_built():
        say(
            "注意:上次生成演示数据时中断,数据不完整。"
            "要演示数据,请停止后运行 niangjia demo --reset 清空并重新生成;不要在上面办理业务。"
        )


def _web_command(config: Config) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", config.host, "--port", str(config.port),
        "--workers", str(config.web_workers), "--blocking-threads", "4",
        "--workers-kill-timeout", "10", "--log-level", "warning",
        "niangjia.site.wsgi:application",
    ]  # fmt: skip


def _worker_command() -> list[str]:
    return [
        sys.executable, "-m", "django", "procrastinate", "worker",
        "--concurrency", "2", "--shutdown-graceful-timeout", "8",
    ]  # fmt: skip


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own; the kernel ends it if we are killed."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # chatter; what matters comes on standard error
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads run yet
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _wait_until_ready(config: Config, children: list[subprocess.Popen[bytes]]) -> None:
    began = said = time.monotonic()
    while not _answers(config):
        now = time.monotonic()
        if any(child.poll() is not None for child in children):
            raise EmbeddedError(
                "网页服务或后台任务没有启动,原因见上。可运行 niangjia doctor 检查。"
            )
        if now - began > READY_LIMIT_SECONDS:
            raise EmbeddedError(f"网页服务 {READY_LIMIT_SECONDS} 秒内没有就绪。")
        if now - said > 2:
            say(f"正在启动网页服务…已 {now - began:.0f} 秒")
            said = now
        time.sleep(0.1)


def _local_address(config: Config) -> str:
    host = "127.0.0.1" if config.is_public else config.host
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"


def _answers(config: Config) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{_local_address(config)}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        say(f"网页服务返回错误 {error.code},请看上面的日志。")
        return True
    except (OSError, urllib.error.URLError):
        return False


def _greet(config: Config) -> None:
    here = _local_address(config)
    lines = [f"娘家已启动:{here}", f"职工用手机:{here}/m/"]
    if config.is_try_out and not config.sms_gateway:
        lines.append(f"试用时不发短信,验证码看这里:{here}/dev/inbox/")
    sys.stdout.write("\n" + "\n".join(lines) + f"\n{_accounts()}按 Ctrl-C 停止。\n")
    sys.stdout.flush()


def _accounts() -> str:
    """The demo accounts, if this is a demo."""
    from niangjia.site.commands import demo  # needs loaded applications

    return demo.accounts_text()


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if child.poll() is not None:
                say(f"网页服务或后台任务意外结束(退出码 {child.returncode}),正在全部停止。")
                return 1
        time.sleep(0.5)
