"""Verbs of employers (用人单位)."""

from __future__ import annotations

from niangjia.employers.services.covering import cover, uncover
from niangjia.employers.services.registering import (
    close_employer,
    edit_employer,
    register_employer,
)

__all__ = ["close_employer", "cover", "edit_employer", "register_employer", "uncover"]
