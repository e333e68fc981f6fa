"""What a check found: one place (row, column), one cause, one Chinese sentence. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """``ERROR`` refuses the row; ``WARN`` lets it pass and tells the sender."""

    ERROR = "error"
    WARN = "warn"


class Finding(NamedTuple):
    """One thing wrong in a sheet.

    ``row`` is the sheet's own row number (1-based), ``column`` the standard column name,
    ``code`` one of the documented codes, ``message`` says what is wrong and what to do.
    A named tuple, not a dataclass: hundreds of thousands are made and sent between processes.
    """

    row: int
    column: str
    code: str
    severity: Severity
    message: str
