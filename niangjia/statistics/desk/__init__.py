"""Pages of cadres of 统计."""

from __future__ import annotations

from niangjia.statistics.desk import catalogue, drilling, explaining
from niangjia.web.desk import MenuItem, menu, mount

mount("figures/", catalogue.URLS + explaining.URLS + drilling.URLS)
menu(MenuItem("统计", 20, "指标目录", "/figures/", "figures.view"))
