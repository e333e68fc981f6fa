"""What a template may know of an indicator (指标): words and units, without the engine. Pure.

``queries.meanings`` fills the catalogue from the figure engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

_PARTS = re.compile(
    r"(?P<base>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)(?:@(?P<version>\d{1,3}))?(?:\[(?P<slice>[^\[\]]*)\])?"
)


class Timing(StrEnum):
    """What a date means for a figure: a rate or a sum has the timing of its parts."""

    STOCK = "期末存量"
    FLOW = "期内流量"
    CUMULATIVE = "累计"


@dataclass(frozen=True)
class Meaning:
    """An indicator as a template sees it; ``area`` names the missing area of an awaiting one.

    ``slices``: code of a disaggregation → value → Chinese name.
    """

    code: str
    name: str
    unit: str
    timing: Timing
    words: str = ""
    basis: str = ""
    decimals: int = 0
    area: str = ""
    aliases: tuple[str, ...] = ()
    slices: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_awaiting(self) -> bool:
        """Whether no records stand behind it yet (待接入)."""
        return bool(self.area)


Catalogue = Mapping[str, Meaning]


def base_of(code: str) -> str:
    """``members.total@1[gender=2]`` → ``members.total``."""
    found = _PARTS.fullmatch(code)
    return found["base"] if found else code


def named(code: str, catalogue: Catalogue) -> str:
    """The Chinese name, with the name of the slice in brackets: 工会会员(女)."""
    meaning = catalogue.get(base_of(code))
    if meaning is None:
        return code
    found = _PARTS.fullmatch(code)
    if not found or not found["slice"]:
        return meaning.name
    labels = []
    for part in found["slice"].split(","):
        dimension, _, value = part.partition("=")
        labels.append(meaning.slices.get(dimension.strip(), {}).get(value.strip(), part.strip()))
    return f"{meaning.name}({'、'.join(labels)})"


def unknown_part(code: str, catalogue: Catalogue) -> str:
    """Why a code cannot be used, in Chinese; empty when it can."""
    found = _PARTS.fullmatch(code)
    if not found:
        return f"“{code}”不是指标代码。指标代码形如 members.total 或 members.total[gender=2]。"
    meaning = catalogue.get(found["base"])
    if meaning is None:
        return f"没有代码为“{found['base']}”的指标。{_suggestion(found['base'], catalogue)}"
    if found["slice"] is None:
        return ""
    for part in found["slice"].split(","):
        dimension, sign, value = (piece.strip() for piece in part.partition("="))
        if dimension not in meaning.slices:
            known = "、".join(meaning.slices) or "没有分组"
            return f"“{meaning.name}”没有“{dimension}”这个分组。可用的分组:{known}。"
        values = meaning.slices[dimension]
        if not sign or value not in values:
            known = "、".join(f"{key}({label})" for key, label in values.items())
            return f"“{meaning.name}”的分组“{dimension}”没有“{value}”这个值。可用的值:{known}。"
    return ""


def nearest(code: str, catalogue: Catalogue, count: int = 3) -> list[str]:
    """Codes that look or are called like ``code``, best first."""
    called = [
        meaning.code for meaning in catalogue.values() if code in (meaning.name, *meaning.aliases)
    ]
    close = get_close_matches(code, catalogue, n=count, cutoff=0.5)
    area = code.partition(".")[0] + "."
    same = [known for known in catalogue if known.startswith(area)]
    return list(dict.fromkeys([*called, *close, *same]))[:count]


def _suggestion(code: str, catalogue: Catalogue) -> str:
    near = nearest(code, catalogue)
    if not near:
        return "请从指标目录中选择。"
    return "您要的可能是:" + "、".join(f"{c}({catalogue[c].name})" for c in near) + "。"
