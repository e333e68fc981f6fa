"""Finds the DeskTests subclass of every desk."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path

import niangjia
from niangjia.web.testing import DeskTests

ROOT = Path(niangjia.__file__).parent


@lru_cache(maxsize=1)
def desk_tests() -> dict[str, type[DeskTests]]:
    """Slug → its test class, from every test module whose name speaks of a desk."""
    for module in pkgutil.walk_packages([str(ROOT)], "niangjia."):
        parts = module.name.split(".")
        if "tests" in parts and parts[-1].startswith("test_") and "desk" in parts[-1]:
            importlib.import_module(module.name)
    found = {sub for sub in _below(DeskTests) if hasattr(sub, "desk")}
    return {sub.desk.slug: sub for sub in found}


def _below(cls: type[DeskTests]) -> set[type[DeskTests]]:
    below = set(cls.__subclasses__())
    return below.union(*(_below(sub) for sub in below))
