"""Statistics (统计): figures, closings, targets, dashboards, and the figure check."""

from pathlib import Path

DEFINITIONS = Path(__file__).with_name("definitions.json")
"""The lock file of definitions (``kernel.indicators.locks``)."""
