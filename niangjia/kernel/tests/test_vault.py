"""The store of papers: sealed, whole or not there, orphans swept."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from niangjia.kernel import vault
from niangjia.kernel.crypto import CannotUnseal
from niangjia.kernel.errors import Blocked

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


def test_content_comes_back_and_rests_sealed_and_private(root: Path) -> None:
    address = vault.store("aid", b"diagnosis of somebody")

    path = root / address
    assert vault.read(address) == b"diagnosis of somebody"
    assert b"diagnosis" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.suffix for one in path.parent.iterdir()] == [".sealed"]


def test_the_same_content_is_kept_twice_and_removed_once() -> None:
    first, second = vault.store("aid", b"x"), vault.store("aid", b"x")

    vault.remove(first)
    vault.remove(first)

    assert vault.read(second) == b"x"
    with pytest.raises(Blocked, match="备份"):
        vault.read(first)


def test_a_changed_file_is_noticed(root: Path) -> None:
    address = vault.store("aid", b"bank slip")
    sealed = bytearray((root / address).read_bytes())
    sealed[20] ^= 1
    (root / address).write_bytes(sealed)

    with pytest.raises(CannotUnseal):
        vault.read(address)


@pytest.mark.parametrize("address", ["../secret", "vault/../../secret", "/etc/hostname", "jobs/x"])
def test_nothing_outside_is_read_or_removed(address: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        vault.read(address)
    with pytest.raises(ValueError, match="outside"):
        vault.remove(address)


def test_sweep_takes_old_files_without_a_row_and_nothing_else(root: Path) -> None:
    named, orphan, young = (vault.store("aid", b"x") for _ in range(3))
    torn = (root / orphan).with_suffix(".part")
    torn.write_bytes(b"half")
    other = vault.store("other", b"x")
    for address in (named, orphan, other):
        os.utime(root / address, (time.time() - 2 * DAY,) * 2)
    os.utime(torn, (time.time() - 2 * DAY,) * 2)

    removed = vault.sweep("aid", lambda addresses: [one for one in addresses if one == named])

    assert removed == 2
    assert vault.read(named) == vault.read(young) == vault.read(other) == b"x"
    assert not (root / orphan).exists()
    assert vault.sweep("aid", lambda addresses: [named]) == 0
