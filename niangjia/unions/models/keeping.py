"""Who kept a record before (曾管工会): periods that are over. The present keeper stands in the record."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from niangjia.unions.models.tree import Union


class PastKeeper(models.Model):
    """``union`` kept the record during ``[from, until)``; no beginning: from its first day on.

    One such table per kind of record that passes from union to union; a record that never did has
    no row. Triggers see to it that the periods of a record follow each other without a gap, and
    that no keeper changes without one: the present keeper's begins where the last of them ends.
    """

    record_id: int
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="+")
    valid = DateRangeField("管理期间")

    class Meta:
        abstract = True
        constraints = (
            ExclusionConstraint(
                name="%(class)s_one_a_day",
                expressions=(("record", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)),
            ),
            models.CheckConstraint(
                condition=Q(valid__isempty=False) & Q(valid__upper_inf=False),
                name="%(class)s_is_over",
            ),
        )
