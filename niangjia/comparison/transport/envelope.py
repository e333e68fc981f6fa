"""How a list travels: SM4-GCM around the whole file, or digests of the numbers (SM3-HMAC).

Sources: GB/T 32907-2016 (SM4), GB/T 32905-2016 (SM3), RFC 8998 (SM4-GCM), RFC 2104 (HMAC). An
encrypted file is ``MAGIC ‖ nonce (12) ‖ ciphertext ‖ tag (16)``; the key is 16 bytes, handed over by
another way. A digest is HMAC-SM3 of the number in upper case under the shared salt, in hexadecimal.
"""

from __future__ import annotations

import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

MAGIC = b"NIANGJIA-SM4-GCM-1\n"
SUFFIX = ".sm4"
KEY_BYTES = 16
_NONCE, _TAG = 12, 16


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
    if not closed.startswith(MAGIC):
        raise CannotOpen(
            "本批约定整体加密(SM4)交换,收到的却是没有加密的文件。请对方用本批密钥加密后重新提供。"
        )
    body = closed[len(MAGIC) :]
    if len(body) <= _NONCE + _TAG:
        raise CannotOpen("文件不完整,可能没有传完。请重新接收。")
    mode = modes.GCM(body[:_NONCE], body[-_TAG:])
    cipher = Cipher(algorithms.SM4(bytes.fromhex(secret)), mode).decryptor()
    try:
        return cipher.update(body[_NONCE:-_TAG]) + cipher.finalize()
    except InvalidTag as error:
        raise CannotOpen(
            "文件打不开:不是用本批密钥加密的,或没有传完、被改动过。请与对方核对密钥后重新接收。"
        ) from error


def digest(identity: str, secret: str) -> str:
    """What stands for a number in a file without numbers."""
    mac = HMAC(bytes.fromhex(secret), SM3())
    mac.update(identity.upper().encode())
    return mac.finalize().hex()


def checksum(content: bytes) -> bytes:
    """SM3 of a file: the same file twice is the same file."""
    made = Hash(SM3())
    made.update(content)
    return made.finalize()
