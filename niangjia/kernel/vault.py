"""The store of papers (附件): sealed files outside the web root, written before their rows.

A file is written whole under its final name before the transaction that names it commits, and removed
only after the one that forgets it has: a crash in between leaves a file without a row, never a row
without its file. `sweep` takes such files away. Addresses are relative to the files folder
(``settings.NIANGJIA_FILES``) and mean nothing by themselves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from niangjia.kernel import crypto
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import uuid7
from niangjia.kernel.jobs import files_root

_ROOM = "vault"
_ENDING = ".sealed"
ORPHAN_SECONDS = 24 * 3600
"""No transaction takes longer: a file that old without a row has none coming."""
_AT_ONCE = 1_000


def store(area: str, content: bytes) -> str:
    """Seal and keep the content of one paper; returns its address. On disk when this returns."""
    name = uuid7().hex
    folder = files_root() / _ROOM / area / name[-2:]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}{_ENDING}"
    temporary = path.with_suffix(".part")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(crypto.sealer().seal_bytes(content))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    _flush(folder)
    return str(path.relative_to(files_root()))


def read(address: str) -> bytes:
    """The plain content. Raises Blocked when the file is gone, crypto.CannotUnseal when damaged."""
    try:
        sealed = _place(address).read_bytes()
    except FileNotFoundError:
        raise Blocked(
            "这份材料的文件不在了。请告诉系统管理员从备份恢复,或请职工重新提交。"
        ) from None
    return crypto.sealer().unseal_bytes(sealed)


def remove(address: str) -> None:
    """Delete a kept file; twice does no harm. Call it after the row's commit."""
    _place(address).unlink(missing_ok=True)


def sweep(
    area: str, known: Callable[[list[str]], Iterable[str]], *, now: float | None = None
) -> int:
    """Delete files of the area that no row names (``known`` tells which of some addresses are).

    Only those older than `ORPHAN_SECONDS`: a younger one may belong to a running transaction.
    """
    too_young = (time.time() if now is None else now) - ORPHAN_SECONDS
    old = (
        path
        for path in (files_root() / _ROOM / area).glob("*/*")
        if path.stat().st_mtime < too_young
    )
    removed = 0
    while some := list(islice(old, _AT_ONCE)):
        addresses = {str(path.relative_to(files_root())): path for path in some}
        for address in addresses.keys() - set(known(list(addresses))):
            addresses[address].unlink(missing_ok=True)
            removed += 1
    return removed


def _place(address: str) -> Path:
    root = (files_root() / _ROOM).resolve()
    path = (files_root() / address).resolve()
    if not path.is_relative_to(root):
        raise ValueError(f"{address} is outside the vault")
    return path


def _flush(folder: Path) -> None:
    """The name itself reaches the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
