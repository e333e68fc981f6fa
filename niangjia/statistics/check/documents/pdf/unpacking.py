"""What the streams of a PDF may unpack to. pdfminer sets no bound, and goes on where a stream breaks off."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from pdfminer import pdftypes

LARGEST_STREAM = 64 * 1024 * 1024
_LARGEST_PACKED = 64 * 1024
"""LZW and run lengths are of old times and of small streams."""


class TooLarge(Exception):  # noqa: N818 - reads as what it is
    """A stream unpacks to more than any report needs."""


class Damaged(Exception):  # noqa: N818 - reads as what it is
    """A stream that breaks off: what came before is not the whole page."""


def bound() -> None:
    """Make pdfminer unpack within bounds, once for the process."""
    setattr(pdftypes, "zlib", _Unpacking)  # noqa: B010 - no part of what it exports
    for name in ("lzwdecode", "rldecode"):
        setattr(pdftypes, name, _of_small(getattr(pdftypes, name)))


class _Unpacking:
    """``zlib`` as pdfminer uses it, which sets no bound to what a stream unpacks to."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """Raises TooLarge, Damaged, and zlib.error where only the sum at the end is wrong."""
        unpacking = zlib.decompressobj()
        try:
            found = unpacking.decompress(data, LARGEST_STREAM)
            if unpacking.unconsumed_tail:
                raise TooLarge
            if data and not unpacking.eof:
                unpacking.decompress(b"\0" * 4)  # asks whether more is missing than the sum
                raise Damaged
        except zlib.error as error:
            if "data check" in str(error):
                raise
            raise Damaged from error
        return found

    @staticmethod
    def decompressobj() -> _Bounded:
        """For streams whose sum at the end is wrong."""
        return _Bounded()


class _Bounded:
    def __init__(self) -> None:
        self._unpacking, self._left = zlib.decompressobj(), LARGEST_STREAM

    def decompress(self, data: bytes) -> bytes:
        found = self._unpacking.decompress(data, self._left)
        self._left -= len(found)
        if self._left <= 0:
            raise TooLarge
        return found


def _of_small(unpack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def unpacked(data: bytes) -> bytes:
        if len(data) > _LARGEST_PACKED:
            raise TooLarge
        return unpack(data)

    return unpacked
