"""Sealing, blind index and key file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import crypto

RING = crypto.new_ring()
SEALER = crypto.Sealer(RING)
ZEROS = "0" * 64


@given(st.text(max_size=200))
def test_sealed_text_comes_back_and_never_looks_the_same(text: str) -> None:
    plain = text.encode()

    sealed = SEALER.seal_bytes(plain)

    assert SEALER.unseal_bytes(sealed) == plain
    assert sealed != SEALER.seal_bytes(plain)
    assert len(sealed) == len(plain) + 29


@pytest.mark.parametrize("place", [1, 5, 13, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(SEALER.seal_bytes(b"511702199001011234"))
    sealed[place] ^= 1

    with pytest.raises(crypto.CannotUnseal):
        SEALER.unseal_bytes(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + b"0" * 40])
def test_foreign_values_are_refused(sealed: bytes) -> None:
    with pytest.raises(crypto.CannotUnseal):
        SEALER.unseal_bytes(sealed)


def test_blind_index_is_stable_and_keyed() -> None:
    index = SEALER.blind("identity", "511702199001011234")

    assert index == SEALER.blind("identity", "511702199001011234")
    assert len(index) == crypto.BLIND_SIZE
    assert index != SEALER.blind("phone", "511702199001011234")
    assert index != SEALER.blind("identity", "511702199001011235")
    assert index != crypto.Sealer(crypto.new_ring()).blind("identity", "511702199001011234")


def test_key_file_is_private_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "keys.json"

    first = crypto.create_key_file(path)
    again = crypto.create_key_file(path)

    assert first == again == crypto.read_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_rotation_keeps_old_values_readable(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    old = crypto.Sealer(crypto.create_key_file(path))
    sealed = old.seal_bytes(b"13812341234")

    ring = crypto.rotate(path)

    new = crypto.Sealer(ring)
    assert ring.current == 2
    assert new.unseal_bytes(sealed) == b"13812341234"
    assert new.seal_bytes(b"x")[0] == 2
    assert new.blind("phone", "1") == old.blind("phone", "1")
    assert ring.check_value() == crypto.read_key_file(path).check_value()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"current": 1, "keys": {"1": "00"}, "blind": "00"}',
        f'{{"current": 2, "keys": {{"1": "{ZEROS[:32]}"}}, "blind": "{ZEROS}"}}',
        f'{{"current": 1, "keys": {{"1": "zz"}}, "blind": "{ZEROS}"}}',
        f'{{"current": 999, "keys": {{"999": "{ZEROS[:32]}"}}, "blind": "{ZEROS}"}}',
    ],
)
def test_a_broken_key_file_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)

    with pytest.raises(crypto.BadKeyFile, match="备份"):
        crypto.read_key_file(path)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(crypto.BadKeyFile, match="读不到"):
        crypto.read_key_file(tmp_path / "none.json")


def test_keys_do_not_show_in_a_traceback() -> None:
    assert RING.keys[1].hex() not in repr(RING)
    assert str(RING.keys[1]) not in repr(RING)
