"""Demo households in difficulty (演示困难职工档案): at every step, made by the demo's cadres through services."""

from __future__ import annotations

from niangjia.aid.demo.building import build

__all__ = ["build"]
