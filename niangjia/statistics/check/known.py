"""What is already known about a union's figures (已知数): the lookup a comparison needs. Pure.

The check itself has no database. Whoever has one (``reports.queries.checks``) hands over an object
with these methods; the check asks it for all figures of a report at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from niangjia.statistics.check.figures import Figure, Finding, Kind


class Source(StrEnum):
    """Where a known value comes from."""

    RECORD = "record"  # counted from records
    PUBLISHED = "published"  # the register of published figures
    REPORTED = "reported"  # typed in by the union itself


@dataclass(frozen=True)
class Ask:
    """One figure asked for: a stock on ``end``, a flow from ``start`` to ``end``."""

    code: str
    union: str
    start: date | None
    end: date


@dataclass(frozen=True)
class KnownValue:
    """A value with its source and the words that name it (系统记录、已公布:…、报送数).

    ``low`` and ``high`` bound what a printed value allows; without them it is exact.
    """

    value: Decimal
    unit: str
    source: Source
    words: str
    url: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


class Known(Protocol):
    """Figures of one union and of the unions right below it."""

    @property
    def today(self) -> date:
        """The day without a better one."""
        ...

    def kind(self, code: str) -> Kind | None:
        """The time basis of an indicator; None when nothing is known about it (or it is a rate)."""
        ...

    def own_names(self) -> Sequence[str]:
        """Names by which a report means the union itself: 达州市总工会, 达州市, 全市, 我市."""
        ...

    def standings(self, names: Sequence[str]) -> Mapping[str, bool]:
        """Places and unions by name: whether one is the union itself, above or below it (ever).

        A name that nothing certain is known about is missing.
        """
        ...

    def is_said_ours(self, finding: Finding, figures: Sequence[Figure]) -> bool:
        """Whether somebody explained, of a text with these figures, that the report is the union's own."""
        ...

    def children(self) -> Mapping[str, str]:
        """Names of the unions right below, full and short (渠县总工会, 渠县) → code."""
        ...

    @property
    def union(self) -> str:
        """The union's code."""
        ...

    def values(self, asks: Sequence[Ask]) -> Mapping[Ask, Sequence[KnownValue]]:
        """Everything known for each ask; asks without an answer may be missing."""
        ...
