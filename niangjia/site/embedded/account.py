"""Which system user runs the server: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedError

SYSTEM_USER = "niangjia"
FALLBACK_USERS = ("postgres", "daemon", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the operating system; `switch` says whether we must become it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(
        self, command: Sequence[str | Path], *, env: Mapping[str, str], timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this user, from `/`, without groups and with umask 077."""
        return subprocess.run(
            [str(part) for part in command],
            env=dict(env),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            umask=0o077,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this user may pass through the folder and all its parents."""
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], env={}).returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or folder that we have just made to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def choose_account(data: Path) -> Account:
    """The owner of the data if there is one, else ourselves, or a system user for root."""
    if data.exists():
        return _owner_of(data)
    if os.geteuid() != 0:
        return _account_of(pwd.getpwuid(os.geteuid()).pw_name) or _anonymous()
    if _account_of(SYSTEM_USER) is None:
        _add_system_user()
    for name in (SYSTEM_USER, *FALLBACK_USERS):
        if account := _account_of(name):
            return account
    raise EmbeddedError(
        "以 root 运行时,PostgreSQL 需要一个普通系统用户,但无法创建 niangjia 用户。"
        "请执行 useradd --system niangjia,或改用普通用户运行。"
    )


def _owner_of(data: Path) -> Account:
    """The account that owns existing data; only root may act for somebody else."""
    stat = data.stat()
    me = os.geteuid()
    if stat.st_uid == me:
        if me == 0:
            raise EmbeddedError(f"数据目录 {data} 属于 root,PostgreSQL 不能以 root 运行。")
        return Account(name=_name_of(me), uid=me, gid=stat.st_gid, switch=False)
    if me != 0:
        raise EmbeddedError(
            f"数据目录 {data} 属于用户 {_name_of(stat.st_uid)},当前用户无权使用。"
            "请用原来的用户(或 root)运行,或用 NIANGJIA_HOME 另指定一个目录。"
        )
    return Account(name=_name_of(stat.st_uid), uid=stat.st_uid, gid=stat.st_gid, switch=True)


def _account_of(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    if entry.pw_uid == 0:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid, switch=entry.pw_uid != os.geteuid())


def _anonymous() -> Account:
    """A user id without an entry in the password file, as containers have."""
    return Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _add_system_user() -> None:
    """Add the system user `niangjia`; a failure is answered by the fallback users."""
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        return
    subprocess.run(
        [tool, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True,
        check=False,
    )  # fmt: skip
