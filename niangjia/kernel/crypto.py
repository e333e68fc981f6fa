"""Sensitive fields: sealed with SM4-GCM, found again by a blind index of HMAC-SM3.

Sources: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3), RFC 8998 (SM4-GCM).

A sealed value is ``key id (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16)``. The key id lets keys be
rotated: new values use the current key, old ones name the key they need. A blind index is the
first 16 bytes of HMAC-SM3: with 1.4 × 10⁹ possible persons a collision has a chance below
10⁻²⁰, and half the index size is saved. It is keyed per kind, so equal texts of different kinds
do not show as equal. The blind key is not rotated with the others: it would rewrite every row.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from niangjia.kernel.errors import Unusable

_NONCE = 12
_TAG = 16
BLIND_SIZE = 16
_KEY_BYTES = 16
_BLIND_KEY_BYTES = 32
_HIGHEST_KEY_ID = 255


class BadKeyFile(Unusable):
    """The key file is missing or unusable."""


class CannotUnseal(Exception):  # noqa: N818 - reads as what it is
    """A sealed value is damaged, or was sealed with a key that is not in the key file."""


@dataclass(frozen=True)
class KeyRing:
    """The SM4 keys by id, which of them seals new values, and the key of blind indexes.

    Values and methods only: it can be handed to another process (see `KeyRing.dump`).
    """

    current: int
    keys: dict[int, bytes] = field(repr=False)
    blind_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a ring that could not work."""
        if self.current not in self.keys or len(self.blind_key) < _BLIND_KEY_BYTES:
            raise BadKeyFile("密钥文件不完整:缺少当前密钥或检索密钥。请从备份恢复原文件。")
        if any(len(key) != _KEY_BYTES for key in self.keys.values()):
            raise BadKeyFile("密钥文件中的SM4密钥长度不对,应为16字节。请从备份恢复原文件。")
        if not all(0 < number <= _HIGHEST_KEY_ID for number in self.keys):
            raise BadKeyFile("密钥文件中的密钥编号应在1至255之间。请从备份恢复原文件。")

    @classmethod
    def load(cls, text: str) -> KeyRing:
        """Read the JSON of a key file. Raises BadKeyFile."""
        try:
            raw = json.loads(text)
            return cls(
                current=int(raw["current"]),
                keys={int(number): bytes.fromhex(key) for number, key in raw["keys"].items()},
                blind_key=bytes.fromhex(raw["blind"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadKeyFile("密钥文件的内容无法识别。请从备份恢复原文件。") from error

    def dump(self) -> str:
        """The JSON of the key file."""
        keys = {str(number): key.hex() for number, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "blind": self.blind_key.hex()})

    def check_value(self) -> str:
        """A digest that tells two rings apart and gives neither away.

        Survives rotation: it covers the blind key and the first SM4 key.
        """
        mac = HMAC(self.blind_key, SM3())
        mac.update(b"niangjia-key-check" + self.keys[min(self.keys)])
        return mac.finalize()[:8].hex()


class Sealer:
    """Seals and blinds with one ring; cipher objects are made once and reused.

    Safe to share between threads: what is reused is read-only (key schedules, HMAC copies).
    """

    def __init__(self, ring: KeyRing) -> None:
        """Expand the keys once."""
        self._ring = ring
        self._algorithms = {n: algorithms.SM4(key) for n, key in ring.keys.items()}
        self._head = bytes([ring.current])
        self._macs: dict[str, HMAC] = {}

    def seal_bytes(self, plain: bytes) -> bytes:
        """Encrypt and authenticate; the same input gives another output each time."""
        nonce = os.urandom(_NONCE)
        cipher = Cipher(self._algorithms[self._ring.current], modes.GCM(nonce)).encryptor()
        body = cipher.update(plain) + cipher.finalize()
        return self._head + nonce + body + cipher.tag

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """Undo `seal_bytes`. Raises CannotUnseal."""
        algorithm = self._algorithms.get(sealed[0]) if len(sealed) > _NONCE + _TAG else None
        if algorithm is None:
            raise CannotUnseal("密钥文件里没有加密这条数据的密钥。请恢复备份中的密钥文件。")
        mode = modes.GCM(sealed[1 : 1 + _NONCE], sealed[-_TAG:])
        cipher = Cipher(algorithm, mode).decryptor()
        try:
            return cipher.update(sealed[1 + _NONCE : -_TAG]) + cipher.finalize()
        except InvalidTag as error:
            raise CannotUnseal("加密数据已损坏或被改动。请从备份恢复该条数据。") from error

    def blind(self, kind: str, text: str) -> bytes:
        """Keyed hash for equality search; ``kind`` keeps identity and phone apart."""
        mac = self._macs.get(kind)
        if mac is None:
            mac = HMAC(self._ring.blind_key, SM3())
            mac.update(kind.encode() + b"\0")
            self._macs[kind] = mac
        copy = mac.copy()
        copy.update(text.encode())
        return copy.finalize()[:BLIND_SIZE]


# --- Key file -----------------------------------------------------------------------------


def new_ring() -> KeyRing:
    """A ring of fresh random keys."""
    return KeyRing(1, {1: secrets.token_bytes(_KEY_BYTES)}, secrets.token_bytes(_BLIND_KEY_BYTES))


def read_key_file(path: Path) -> KeyRing:
    """The ring in a key file. Raises BadKeyFile."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadKeyFile(
            f"读不到密钥文件 {path}。请检查 NIANGJIA_KEY_FILE,或从备份恢复该文件。"
        ) from error
    return KeyRing.load(text)


def create_key_file(path: Path) -> KeyRing:
    """Write fresh keys, readable by the owner alone, unless the file exists; return its ring.

    Two processes may call it at once: one file wins and both use it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, new_ring(), os.link)
    return read_key_file(path)


def rotate(path: Path) -> KeyRing:
    """Add a fresh SM4 key and make it current; values sealed before stay readable.

    Running processes keep the old ring until they are restarted.
    """
    ring = read_key_file(path)
    number = max(ring.keys) + 1
    if number > _HIGHEST_KEY_ID:
        raise BadKeyFile("密钥已轮换254次,编号用尽。请先重新加密旧数据并清理旧密钥。")
    keys = ring.keys | {number: secrets.token_bytes(_KEY_BYTES)}
    turned = KeyRing(number, keys, ring.blind_key)
    _write(path, turned, os.replace)
    return turned


def _write(path: Path, ring: KeyRing, publish: Callable[[Path, Path], None]) -> None:
    """Write beside the target, flush, then publish under its name in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(ring.dump())
            out.flush()
            os.fsync(out.fileno())
        publish(temporary, path)
    except FileExistsError:
        pass  # another process was first: its file counts
    finally:
        temporary.unlink(missing_ok=True)


# --- The ring of this installation --------------------------------------------------------


@lru_cache(maxsize=4)
def _sealer(path: Path) -> Sealer:
    return Sealer(read_key_file(path))


def sealer() -> Sealer:
    """The sealer of this installation (setting ``NIANGJIA_KEY_FILE``). Raises BadKeyFile."""
    return _sealer(Path(settings.NIANGJIA_KEY_FILE))


def seal(text: str) -> bytes:
    """Encrypt a text for storing."""
    return sealer().seal_bytes(text.encode())


def unseal(sealed: bytes) -> str:
    """Decrypt a stored text. Raises CannotUnseal."""
    return sealer().unseal_bytes(sealed).decode()


def blind(kind: str, text: str) -> bytes:
    """Keyed hash (16 bytes) of a normalised text, for equality search and unique constraints."""
    return sealer().blind(kind, text)
