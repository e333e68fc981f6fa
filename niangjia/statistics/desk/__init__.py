"""Pages of cadres of 统计."""

from __future__ import annotations

from niangjia.statistics.desk import catalogue, closings, drilling, explaining, typed  # noqa: F401  # closings, typed register themselves
from niangjia.statistics.desk import board, plans, targets  # noqa: F401  # register themselves
from niangjia.web.desk import MenuItem, menu, mount

mount("figures/", catalogue.URLS + explaining.URLS + drilling.URLS)
menu(MenuItem("统计", 20, "指标目录", "/figures/", "figures.view"))
