"""Enums with Chinese labels that rules can declare without importing Django. Pure."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


class TextCode(StrEnum):
    """A text code list: ``MEMBER = "member", "会员"``; ``.label`` is the Chinese text."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make one member with its Chinese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a model or form field."""
        return [(member.value, member.label) for member in cls]


class NumberCode(IntEnum):
    """A numeric code list: ``CITY = 30, "市"``; ``.label`` is the Chinese text."""

    label: str

    def __new__(cls, value: int, label: str = "") -> Self:
        """Make one member with its Chinese label."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.label = label or str(value)
        return member

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        """Pairs for a model or form field."""
        return [(member.value, member.label) for member in cls]
