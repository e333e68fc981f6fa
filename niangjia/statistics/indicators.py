"""The catalogue of figures whose areas are not built yet (待接入指标), after what reports name."""

from __future__ import annotations
