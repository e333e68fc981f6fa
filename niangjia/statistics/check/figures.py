"""What the figure check hands over: a figure read from a text, and a finding about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a figure is given."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # 余 多 以上 逾 超
    BELOW = "below"  # 近 不足 不超过 以内
    ABOUT = "about"  # 约 左右


class Severity(StrEnum):
    """``ERROR``: cannot be true. ``WARN``: probably wrong or ambiguous. ``INFO``: text defect."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"


class Kind(StrEnum):
    """The time basis of a figure."""

    FLOW = "flow"  # 期内新增
    STOCK = "stock"  # 期末存量
    CUMULATIVE = "cumulative"  # 累计


@dataclass(frozen=True)
class Period:
    """The time a figure speaks about: the words, its basis and, where resolvable, its days."""

    text: str = ""
    kind: Kind | None = None
    start: str = ""  # ISO day; empty when the text alone cannot tell
    end: str = ""
    inherited: bool = False  # the period of the whole report, not of this figure


@dataclass(frozen=True)
class Figure:
    """One figure of a text.

    ``start``/``end`` are offsets in the document's text and ``text`` is that slice. ``value`` is
    normalised (万 and 亿 multiplied out, money in yuan, rates in per cent), ``upper`` is the other
    end of a range. ``low``/``high`` bound what the words allow (300多 is 300 to 400).
    ``context`` is the wording around the figure with ``#`` in its place; ``concept`` names what
    it counts where the vocabulary knows it.
    """

    text: str
    start: int
    end: int
    value: Decimal
    unit: str
    label: str
    context: str
    block: int
    sentence: int
    segment: int
    number: str = ""  # the digits as written, without magnitude and unit
    magnitude: str = ""  # 万, 亿, … as written
    written_unit: str = ""
    upper: Decimal | None = None
    precision: Precision = Precision.EXACT
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    concepts: tuple[str, ...] = ()
    indicator: str | None = None
    period: Period = field(default_factory=Period)
    organisation: str = ""
    stages: tuple[str, ...] = ()
    parent: int | None = None  # start of the figure it is said to be part of (其中)
    unit_missing: bool = False  # the number ended its block without a unit

    def has(self, *concepts: str) -> bool:
        """Whether it counts one of these concepts."""
        return any(concept in self.concepts for concept in concepts)


@dataclass(frozen=True)
class Vague:
    """A rhetorical number (千万职工, 百余, 数千名): never a figure, sometimes a bound."""

    text: str
    start: int
    end: int
    low: Decimal
    high: Decimal
    after: str
    block: int
    sentence: int


@dataclass(frozen=True)
class Evidence:
    """A passage a finding rests on."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """One thing that is or may be wrong; it changes nothing, a named person decides."""

    rule: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...]
    start: int
    end: int
    suggestion: str | None = None
