"""The catalogue of figures whose areas are not built yet (待接入指标), after what reports name.

Each trade field (业务领域) is a table in ``tables/``: a line per figure, so that the departments who
answer for the words can read and correct them. Which row of the five reports stands behind which
code: docs/areas/catalogue.md.
"""

from __future__ import annotations

from niangjia.statistics.indicators import rates, tables, typing

__all__ = ["rates", "tables", "typing"]

tables.declare_all()
typing.declare()
