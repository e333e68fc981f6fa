"""Versions of definitions (口径版本): a fingerprint of what decides the number."""

from __future__ import annotations

import json
from hashlib import sha256

from niangjia.kernel.indicators.definition import Awaiting, Counter, Indicator, Rate, Sum


def fingerprint(indicator: Indicator) -> str:
    """Hex digest of everything that decides the number: not of its name, words or slices."""
    text = json.dumps(_deciding(indicator), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _deciding(indicator: Indicator) -> dict[str, object]:
    common: dict[str, object] = {"unit": indicator.unit, "kind": indicator.kind}
    match indicator:
        case Counter() as counter:
            return common | {
                "fact": " ".join(counter.fact.sql.split()),
                "columns": dict(counter.fact.columns),
                "dates": [counter.opened, counter.closed, counter.on],
                "where": "" if counter.where is None else repr(counter.where),
                "counts": [counter.distinct, counter.amount],
            }
        case Rate(numerator=top, denominator=bottom, decimals=decimals):
            parts = [_deciding(top), _deciding(bottom)]
            return common | {"parts": parts, "decimals": decimals}
        case Sum(parts=parts):
            return common | {"parts": [_deciding(part) for part in parts]}
        case Awaiting(area=area):
            return common | {"area": area}
    return common
