"""Who works with the embedded server: it is not stopped under a command that is still at work."""

from __future__ import annotations

import fcntl
import os
from functools import cache
from pathlib import Path

from .errors import EmbeddedError

_USE = "use.lock"


def open_lock(home: Path, name: str) -> int:
    """A lock file of this home, made where there is none. Raises `EmbeddedError`."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        return os.open(home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise EmbeddedError(
            f"当前用户无权使用 {home}。请用创建它的用户(或 root)运行,"
            "或用 NIANGJIA_HOME 另指定一个目录。"
        ) from error


@cache
def use(home: Path) -> int:
    """Tell others that this process works with the server until it ends, whichever way it does."""
    handle = open_lock(home, _USE)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_used(home: Path) -> bool:
    """Whether a process works with the server; one that asked to `use` it counts as well."""
    handle = open_lock(home, _USE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
