"""What a cell means: texts without stray blanks, numbers as digits, dates in every usual form. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A cell as the reader hands it over; an empty cell is the empty text."""

# Blanks and invisible characters that copying from web pages and chats leaves behind.
_INVISIBLE = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        0xAD,
        0x034F,
        0x061C,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
    ]
)
_BLANK_CODES = (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x3000)
_VISIBLE = _INVISIBLE | dict.fromkeys(_BLANK_CODES, " ")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NAME = _VISIBLE | _HALF_WIDTH | dict.fromkeys(map(ord, "•・‧∙⋅・●᛫▪．｡"), "·")
_BLANKS = re.compile(r"\s+")
_HAN_DOT = re.compile(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])")

_SEPARATED = re.compile(
    r"(\d{4})[-./年、,,_—–]\s*(\d{1,2})[-./月、,,_—–]\s*(\d{1,2})[日号.]?"
    r"(?:[T\s]*\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_415  # 1910-01-01 and 2100-12-31
_FIRST_COMPACT, _LAST_COMPACT = 19_000_101, 21_001_231


def tidy(text: str) -> str:
    """One line of plain text: no invisible characters, blanks collapsed and trimmed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _BLANKS.sub(" ", text.translate(_VISIBLE)).strip()


def compact(text: str) -> str:
    """Half-width text without any blank, for numbers and codes."""
    if text.isascii() and text.isalnum():
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return _BLANKS.sub("", plain)


def digits(cell: Cell) -> str:
    """A number as typed: digits of a text cell, or the integer of a number cell."""
    if isinstance(cell, str):
        return compact(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def plain(cell: Cell) -> str:
    """Any cell as one line of text; whole numbers without ``.0``."""
    return tidy(cell) if isinstance(cell, str) else digits(cell)


def name(cell: Cell) -> str:
    """A person's name: the dot of minority names kept as ``·``, no blanks between characters.

    Names in Latin letters keep single blanks. Letters and marks are not judged: what is written
    is stored as text.
    """
    if not isinstance(cell, str):
        return ""
    if cell.isalpha() and not cell.isascii():
        return cell
    text = _BLANKS.sub(" ", cell.translate(_NAME)).strip()
    if text.isascii():
        return text
    return _HAN_DOT.sub("·", text.replace(" ", ""))


@lru_cache(maxsize=65536, typed=True)
def read_date(cell: Cell) -> date | None:
    """A date written in any usual way, or None.

    ``20160503``, ``2016.5.3``, ``2016-5-3``, ``2016/5/3``, ``2016年5月3日``, Excel's serial number,
    a real date; with or without a time of day, in full-width digits too.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time | timedelta):
        return None
    if isinstance(cell, int | float):
        return _date_of_number(cell)
    text = unicodedata.normalize("NFKC", cell).translate(_VISIBLE).strip()
    if _SERIAL.fullmatch(text):
        return _date_of_number(float(text))
    spaceless = _BLANKS.sub("", text)
    match = (
        _COMPACT.fullmatch(spaceless)
        or _SEPARATED.fullmatch(spaceless)
        or _SEPARATED.fullmatch(text)
    )
    return _day(*match.groups()) if match else None


def _date_of_number(number: float) -> date | None:
    if _FIRST_COMPACT <= number <= _LAST_COMPACT:
        text = str(int(number))
        return _day(text[:4], text[4:6], text[6:])
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=int(number))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
