"""Dated parameters (政策参数): declared by areas with a default, overridden per union and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Length

from niangjia.kernel.models import Policy


@dataclass(frozen=True)
class Declared:
    """A parameter set an area reads: what it means, its default values and their legal basis."""

    code: str
    label: str
    default: Mapping[str, Any]
    basis: str


DECLARED: dict[str, Declared] = {}


def declare(code: str, label: str, *, default: Mapping[str, Any], basis: str) -> Declared:
    """Register a parameter set; called at import of an area's ``rules`` or ``apps``."""
    declared = Declared(code, label, dict(default), basis)
    DECLARED[code] = declared
    return declared


def get(code: str, path: str, on: date) -> Mapping[str, Any]:
    """The values in force at the union with tree path ``path`` on that day.

    The set of the nearest ancestor wins; the declared default answers when there is none.
    Raises KeyError for a code nobody declared.
    """
    declared = DECLARED[code]
    row = (
        Policy.objects.filter(code=code, valid__contains=on, union_path__in=_upwards(path))
        .order_by(Length("union_path").desc())
        .values_list("params", flat=True)
        .first()
    )
    return {**declared.default, **(row or {})}


def _upwards(path: str) -> list[str]:
    """``/1/5/`` → its own path, every path above it, and the empty one of the country."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    return ["", *("/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1))]
