"""What the caller hands over to write a report: the answers, the unions, the honours. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from niangjia.reports.rules.questions import Answer, Answers, Question
from niangjia.reports.rules.spans import Span


@dataclass(frozen=True)
class Party:
    """A union of the report: its code, how it is called, whether it is a grass-roots union."""

    code: str
    name: str
    is_grassroots: bool = False


@dataclass(frozen=True)
class Honour:
    """An honour (荣誉): what, of which level (国家级, 省部级 …), to whom, by whom, when.

    ``union`` is the code of the child it belongs under, for honours listed per child.
    """

    name: str
    level: str = ""
    recipient: str = ""
    granted_by: str = ""
    granted_on: date | None = None
    union: str = ""


def _nowhere(question: Question, union: str) -> str:
    return ""


@dataclass(frozen=True)
class Material:
    """Everything a report is written from.

    ``honours`` None: not recorded in this system yet.
    ``url`` makes the address a figure opens to. ``targets``: code → value that was planned, for
    words like 超额完成. ``digest`` and ``frozen_on`` are set once the report is frozen. ``caution``
    is a sentence for the head of a draft.
    """

    union: Party
    span: Span
    today: date
    answers: Answers
    children: tuple[Party, ...] = ()
    honours: tuple[Honour, ...] | None = None
    as_of: datetime | None = None
    url: Callable[[Question, str], str] = _nowhere
    targets: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = ""
    frozen_on: date | None = None
    caution: str = ""

    @property
    def federations(self) -> tuple[Party, ...]:
        """The children that have unions of their own below (各县), else all children."""
        found = tuple(child for child in self.children if not child.is_grassroots)
        return found or self.children

    def answer(self, question: Question, union: str) -> Answer | None:
        """The answer for one union, or None when the caller had none."""
        return self.answers.get(question, {}).get(union)
