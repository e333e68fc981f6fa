"""Which fields of a union's record are whose to change. Pure."""

from __future__ import annotations

ABOVE_ONLY = (
    "name",
    "region",
    "level",
    "union_type",
    "org_type",
    "org_form",
    "founded_on",
    "founding_mode",
    "approval_number",
    "is_catch_all",
)
"""Fields that say what the union is: changed by a post above it alone (工会法 art. 12: approval
by the level above)."""

EDITABLE = (*ABOVE_ONLY, "short_name", "credit_code", "unit_type", "industry")
"""Fields of ``Union`` that editing may change; all others belong to verbs of their own."""
