"""What an uploaded paper really is, whatever its name says."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import filetypes
from niangjia.kernel.errors import Blocked
from niangjia.kernel.tests.pictures import chunk, jpeg, pdf, png, tiff


def test_the_three_types_are_told_by_content() -> None:
    found = [filetypes.examine(content).media_type for content in (jpeg(), png(), pdf())]

    assert found == ["image/jpeg", "image/png", "application/pdf"]


def test_a_plain_picture_stays_as_it_is() -> None:
    assert filetypes.examine(jpeg()).content == jpeg()
    assert filetypes.examine(png(7, 3)).content == png(7, 3)
    assert (filetypes.examine(png(7, 3)).width, filetypes.examine(png(7, 3)).height) == (7, 3)


def test_place_and_comments_are_left_out_and_the_turn_stays() -> None:
    taken = jpeg(exif=tiff(orientation=6, has_place=True), comment=b"at home")

    found = filetypes.examine(taken)

    assert found.had_place
    assert b"at home" not in found.content
    assert struct.pack(">H", 0x8825) not in found.content
    assert struct.pack("<H", 0x8825) not in found.content
    assert found.content[2:4] == b"\xff\xe1"
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in found.content
    assert filetypes.examine(found.content).content == found.content  # stable: its digest too


def test_a_png_loses_its_texts_and_place() -> None:
    extra = chunk(b"tEXt", b"Author\0someone") + chunk(b"eXIf", tiff(has_place=True))

    found = filetypes.examine(png(extra=extra))

    assert found.had_place
    assert found.content == png()


@pytest.mark.parametrize("content", [jpeg(), png()])
def test_what_hangs_behind_a_picture_is_cut_off(content: bytes) -> None:
    found = filetypes.examine(content + b"<script>alert(1)</script>")

    assert found.content == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        "这是一张照片".encode(),
        b"\xff\xd8\xff<html><script>alert(1)</script></html>",
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\x01\x00\x01\x00",
        b"%PDF-1.7 and nothing more",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
    ],
)
def test_a_photo_that_is_not_a_photo_is_refused(content: bytes) -> None:
    with pytest.raises(Blocked):
        filetypes.examine(content)


@pytest.mark.parametrize("content", [jpeg(), png(40, 40), pdf()])
def test_a_file_cut_off_anywhere_is_refused(content: bytes) -> None:
    for end in range(3, len(content) - 8, 7):
        with pytest.raises(Blocked):
            filetypes.examine(content[:end])


def test_a_damaged_png_is_noticed() -> None:
    content = bytearray(png(40, 40))
    content[60] ^= 1

    with pytest.raises(Blocked, match="损坏"):
        filetypes.examine(bytes(content))


@pytest.mark.parametrize(
    "content", [jpeg(width=60_000, height=60_000), png(60_000, 60_000, rows=1)]
)
def test_a_pixel_bomb_is_refused_before_it_is_unpacked(content: bytes) -> None:
    with pytest.raises(Blocked, match="像素"):
        filetypes.examine(content)


@pytest.mark.parametrize("rows", [0, 1, 5000])
def test_a_png_that_unpacks_to_another_size_is_refused(rows: int) -> None:
    with pytest.raises(Blocked, match="损坏"):
        filetypes.examine(png(10, 10, rows=rows))


def test_pdf_that_nobody_could_check_is_refused() -> None:
    with pytest.raises(Blocked, match="密码"):
        filetypes.examine(pdf(password="1234"))
    with pytest.raises(Blocked, match="脚本"):
        filetypes.examine(pdf(script="app.alert(1)"))
    with pytest.raises(Blocked, match="脚本"):
        filetypes.examine(pdf(script="x").replace(b"/JavaScript", b"/J#61vaScript"))
    with pytest.raises(Blocked, match="0页"):
        filetypes.examine(pdf(0))


def test_heic_is_told_what_to_do() -> None:
    with pytest.raises(Blocked, match="兼容性最佳"):
        filetypes.examine(b"\0\0\0\x18ftypheic" + bytes(40))


@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"]))
def test_any_bytes_are_kept_or_refused_in_chinese(tail: bytes, head: bytes) -> None:
    told = ""
    try:
        kept = filetypes.examine(head + tail).content
    except Blocked as refusal:
        kept, told = b"", refusal.reason

    assert kept or told.endswith("。")


@given(st.binary(max_size=80))
def test_a_broken_exif_block_does_not_refuse_a_photo(exif: bytes) -> None:
    found = filetypes.examine(jpeg(exif=exif or b"x"))

    assert found.media_type == "image/jpeg"
