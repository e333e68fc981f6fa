"""Where lists of persons come from (名单来源): areas above register theirs from ``apps.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from niangjia.comparison.rules import Compared, ThirdPartyKind
from niangjia.kernel.actor import Actor
from niangjia.unions.models import Union

Collect: TypeAlias = Callable[[Union, Sequence[ThirdPartyKind], Actor], Sequence[Compared]]


@dataclass(frozen=True)
class Source:
    """A list that a cadre can send: ``collect(union, kinds, actor)`` gives the persons at and under it.

    It leaves out whoever has no live authorisation for these kinds, and whom the actor may not see.
    """

    code: str
    label: str
    collect: Collect


SOURCES: dict[str, Source] = {}


def register(code: str, label: str, collect: Collect) -> None:
    """Offer a list on the form of a new exchange."""
    SOURCES[code] = Source(code, label, collect)
