"""Pages of the aid work for cadres: files, objections, appeals, standards."""

from __future__ import annotations

from niangjia.aid.desk import disputes, escalated, files, grants, policies

__all__ = ["disputes", "escalated", "files", "grants", "policies"]
