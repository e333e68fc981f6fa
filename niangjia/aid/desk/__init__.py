"""Pages of the aid work for cadres: files, objections, appeals, standards."""

from __future__ import annotations

from niangjia.aid.desk import disputes, files, grants, policies

__all__ = ["disputes", "files", "grants", "policies"]
