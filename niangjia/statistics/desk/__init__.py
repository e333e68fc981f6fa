"""Pages of cadres of 统计."""

from __future__ import annotations

from niangjia.statistics.desk import (  # noqa: F401  # desks and boards register themselves
    board,
    catalogue,
    closings,
    drilling,
    explaining,
    plans,
    targets,
    typed,
)
from niangjia.web.desk import MenuItem, menu, mount

mount("figures/", catalogue.URLS + explaining.URLS + drilling.URLS)
menu(MenuItem("统计", 20, "指标目录", "/figures/", "figures.view"))
