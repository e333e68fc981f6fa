"""Reading plain data (what a ``Policy`` keeps as JSON) with a Chinese reason when it is wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

Plain = Mapping[str, object]


def text(data: Plain, name: str, default: str | None = None) -> str:
    """A text. Raises ValueError."""
    value = data.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"参数缺少“{name}”,或不是文本。")
    return value


def items(data: Plain, name: str) -> list[Plain]:
    """A list of mappings; missing is empty. Raises ValueError."""
    value = data.get(name, [])
    if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
        raise ValueError(f"参数“{name}”应为列表。")
    return list(value)


def texts(data: Plain, name: str) -> tuple[str, ...]:
    """A list of texts; missing is empty. Raises ValueError."""
    value = data.get(name, [])
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"参数“{name}”应为文本列表。")
    return tuple(value)


def number(value: object) -> Decimal:
    """A number not below 0, written as text since JSON numbers are floats. Raises ValueError."""
    try:
        found = Decimal(value) if isinstance(value, str | int) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or found < 0:
        raise ValueError(f"“{value}”应为不小于0的数字,写成文本,例如“1.5”。")
    return found
