"""A written document as plain values and back: how a frozen report is kept word for word. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from niangjia.reports.rules import document as parts
from niangjia.reports.rules.document import Document
from niangjia.reports.rules.questions import Question, Source, Whose

_KIND, _VALUE = "$", "v"
_MADE: dict[str, Any] = {
    made.__name__: made
    for made in (
        parts.Text, parts.FigureRun, parts.NoteMark, parts.Heading, parts.Paragraph, parts.Table,
        parts.Gap, parts.Meta, parts.Document, Question,
    )
}  # fmt: skip
_CODES: dict[str, Any] = {e.__name__: e for e in (parts.Role, parts.Align, Source, Whose)}


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """The stored content was not written by this module."""


def pack(document: Document) -> dict[str, Any]:
    """The document as values that JSON can hold."""
    packed: dict[str, Any] = _pack(document)
    return packed


def unpack(content: dict[str, Any]) -> Document:
    """The document again. Raises Unreadable."""
    try:
        found = _unpack(content)
    except (KeyError, TypeError, ValueError) as fault:
        raise Unreadable(str(fault)) from fault
    if not isinstance(found, Document):
        raise Unreadable("not a document")
    return found


def seal(content: dict[str, Any]) -> str:
    """SHA-256 of values in one fixed writing: keys in order, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _pack(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return {_KIND: type(value).__name__, _VALUE: value.value}
        case str():
            return value
        case Decimal():
            return {_KIND: "Decimal", _VALUE: str(value)}
        case datetime():
            return {_KIND: "datetime", _VALUE: value.isoformat()}
        case date():
            return {_KIND: "date", _VALUE: value.isoformat()}
        case tuple() | list():
            return [_pack(item) for item in value]
    if is_dataclass(value) and type(value).__name__ in _MADE:
        packed = {field.name: _pack(getattr(value, field.name)) for field in fields(value)}
        return {_KIND: type(value).__name__, **packed}
    raise TypeError(f"cannot keep {type(value).__name__}")


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_unpack(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value[_KIND]
    match kind:
        case "Decimal":
            return Decimal(value[_VALUE])
        case "date":
            return date.fromisoformat(value[_VALUE])
        case "datetime":
            return datetime.fromisoformat(value[_VALUE])
    if kind in _CODES:
        return _CODES[kind](value[_VALUE])
    return _MADE[kind](**{k: _unpack(v) for k, v in value.items() if k != _KIND})
