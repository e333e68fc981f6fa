"""The catalogue of indicators as templates see it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from niangjia.reports.rules.meanings import Catalogue, Meaning, Timing

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Indicator


@cache
def meanings() -> Catalogue:
    """Every declared indicator: name, unit, what its dates mean, its disaggregations."""
    from niangjia.kernel.indicators import catalogue  # loads Ibis

    return {indicator.code: _meaning(indicator) for indicator in catalogue()}


def code_then(code: str, version: int | None) -> str | None:
    """The code that asks by the definition of then: itself where that is today's, None where it is not kept."""
    from niangjia.kernel.indicators import UnknownIndicator, get  # as above

    base, cut, rest = code.partition("[")
    then = code if "@" in code or version is None else f"{base}@{version}{cut}{rest}"
    try:
        if version is not None and get(code).version != version:
            get(then)
            return then
    except UnknownIndicator:
        return None
    return code


def _meaning(indicator: Indicator) -> Meaning:
    from niangjia.kernel.indicators import Awaiting  # as above
    from niangjia.kernel.indicators.slicing import dimensions, label, values

    return Meaning(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit.value,
        timing=timing(indicator),
        words=indicator.words,
        basis=indicator.basis,
        decimals=indicator.decimals,
        area=indicator.area if isinstance(indicator, Awaiting) else "",
        aliases=indicator.aliases,
        slices={d.code: {v: label(d, v) for v in values(d)} for d in dimensions(indicator)},
    )


def timing(indicator: Indicator) -> Timing:
    """What a date means for it; a rate and a sum have the timing of their parts."""
    from niangjia.kernel.indicators import Kind, Rate, Sum  # as above

    match indicator:
        case Rate(numerator=top):
            return timing(top)
        case Sum(parts=parts):
            return timing(parts[0])
    return {Kind.FLOW: Timing.FLOW, Kind.CUMULATIVE: Timing.CUMULATIVE}.get(
        indicator.kind, Timing.STOCK
    )
