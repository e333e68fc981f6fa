"""How a list travels: SM4-GCM around the whole file, or digests of the numbers (SM3-HMAC).

Sources: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3), RFC 8998 (SM4-GCM), RFC 2104 (HMAC). An
encrypted file is ``MAGIC ‖ nonce (12) ‖ ciphertext ‖ tag (16)``; the key is 16 bytes, handed over by
another way. A digest is HMAC-SM3 of the number in upper case under the shared salt, in hexadecimal.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

MAGIC = b"NIANGJIA-SM4-GCM-1\n"
SUFFIX = ".sm4"
KEY_BYTES = 16
_NONCE, _TAG = 12, 16
_CHUNK = 1 << 20


class CannotOpen(Exception):  # noqa: N818 - reads as what it is
    """The file is not encrypted with this key, or it is damaged; the message is Chinese."""


def new_secret() -> str:
    """A fresh key or salt, in hexadecimal."""
    return secrets.token_hex(KEY_BYTES)


def encrypt(plain: bytes, secret: str) -> bytes:
    """Close a file."""
    nonce = os.urandom(_NONCE)
    cipher = Cipher(algorithms.SM4(bytes.fromhex(secret)), modes.GCM(nonce)).encryptor()
    body = cipher.update(plain) + cipher.finalize()
    return MAGIC + nonce + body + cipher.tag


def decrypt(closed: bytes, secret: str) -> bytes:
    """Open a file. Raises CannotOpen."""
    opened = io.BytesIO()
    _decrypt(io.BytesIO(closed), opened, secret)
    return opened.getvalue()


def decrypt_file(closed: Path, opened: Path, secret: str) -> None:
    """Open a large file piece by piece into another. Raises CannotOpen; then nothing is left there."""
    try:
        with closed.open("rb") as source, opened.open("wb") as target:
            _decrypt(source, target, secret)
    except CannotOpen:
        opened.unlink()
        raise


def _decrypt(source: BinaryIO, target: BinaryIO, secret: str) -> None:
    """What was written is worth nothing until this returns: the tag stands at the end."""
    if source.read(len(MAGIC)) != MAGIC:
        raise CannotOpen(
            "本批约定整体加密(SM4)交换,收到的却是没有加密的文件。请对方用本批密钥加密后重新提供。"
        )
    nonce = source.read(_NONCE)
    left = source.seek(0, os.SEEK_END) - len(MAGIC) - _NONCE - _TAG
    if left <= 0:
        raise CannotOpen("文件不完整,可能没有传完。请重新接收。")
    source.seek(-_TAG, os.SEEK_END)
    mode = modes.GCM(nonce, source.read(_TAG))
    cipher = Cipher(algorithms.SM4(bytes.fromhex(secret)), mode).decryptor()
    source.seek(len(MAGIC) + _NONCE)
    while left:
        piece = source.read(min(_CHUNK, left))
        left -= len(piece)
        target.write(cipher.update(piece))
    try:
        target.write(cipher.finalize())
    except InvalidTag as error:
        raise CannotOpen(
            "文件打不开:不是用本批密钥加密的(可能是另一批的文件),或没有传完、被改动过。"
            "请与对方核对批次和密钥后重新接收。"
        ) from error


def digest(identity: str, secret: str) -> str:
    """What stands for a number in a file without numbers."""
    mac = HMAC(bytes.fromhex(secret), SM3())
    mac.update(identity.upper().encode())
    return mac.finalize().hex()


def checksum(content: bytes | Iterable[bytes]) -> bytes:
    """SM3 of a file, whole or in pieces: the same file twice is the same file."""
    made = Hash(SM3())
    for piece in (content,) if isinstance(content, bytes) else content:
        made.update(piece)
    return made.finalize()
