"""Administrative divisions (行政区划)."""

from __future__ import annotations

from django.db import models


class Region(models.Model):
    """An administrative division (行政区划): level 1 province, 2 city, 3 county, 4 township.

    Codes of the statistics bureau; each begins with its parent's code. Filled by
    ``services.load_regions`` from ``unions/data``.
    """

    code = models.CharField("区划代码", max_length=12, primary_key=True, db_collation="C")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级区划", null=True, related_name="children"
    )
    name = models.CharField("名称", max_length=60, db_collation="C")
    level = models.PositiveSmallIntegerField("级别")

    class Meta:
        verbose_name = "行政区划"
        indexes = (models.Index(fields=("name",), name="region_name"),)

    def __str__(self) -> str:
        return self.name
