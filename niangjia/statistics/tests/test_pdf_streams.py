"""Streams of PDF files: too large ones and ones that break off are refused with their page."""

from __future__ import annotations

import zlib

import pytest
from pdfminer import pdftypes

from niangjia.statistics.check.documents import Unreadable, read_bytes
from niangjia.statistics.check.documents.pdf import unpacking
from niangjia.statistics.tests.test_pdf import FULL, drawn, lines

WHOLE = zlib.compress("\n".join(lines(FULL, "新建工会350家。")).encode())


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (zlib.compress(b" " * 2_000_000), "第 1 页解压后过大"),
        (WHOLE[:40] + b"\xff" * 60, "第 1 页已损坏"),
        (WHOLE[: len(WHOLE) // 2], "第 1 页已损坏"),
    ],
)
def test_a_stream_that_is_too_large_or_breaks_off_names_its_page(
    monkeypatch: pytest.MonkeyPatch, stream: bytes, words: str
) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_STREAM", 1_000_000)

    with pytest.raises(Unreadable, match=words):
        read_bytes(drawn([], packed=stream))


@pytest.mark.parametrize("stream", [WHOLE[:-4] + b"\0" * 4, WHOLE[:-4]])
def test_a_stream_that_only_lacks_its_sum_is_read(stream: bytes) -> None:
    assert "新建工会350家" in read_bytes(drawn([], packed=stream))


def test_no_way_of_packing_is_without_bound() -> None:
    for name in ("lzwdecode", "rldecode"):
        with pytest.raises(unpacking.TooLarge):
            getattr(pdftypes, name)(b" " * 100_000)
    endless = unpacking._Bounded()
    with pytest.raises(unpacking.TooLarge):
        endless.decompress(zlib.compress(b" " * (unpacking.LARGEST_STREAM + 1)))
