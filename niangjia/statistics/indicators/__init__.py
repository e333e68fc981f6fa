"""Figures of plans, rates across areas, and the figures that nothing records yet (待接入指标).

The latter stand in ``tables/``: a table per trade field (业务领域) with a line per figure, so that
the departments who answer for the words can read and correct them. Which row of the five reports
stands behind which code: docs/areas/catalogue.md.
"""

from __future__ import annotations

from niangjia.statistics.indicators import plans, rates, tables, typing

__all__ = ["plans", "rates", "tables", "typing"]

tables.declare_all()
typing.declare()
