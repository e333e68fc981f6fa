"""What was done with a card stands at the union where it was done, also after the holder moved on.

Of cards that moved before, the membership of the day tells where they stood.
"""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_STOOD = """
UPDATE members_card c SET {done}_by_id = m.union_id
FROM members_membership m
WHERE m.person_id = c.person_id AND m.union_id <> c.union_id AND m.joined_on <= c.{done}_on
      AND (m.left_on IS NULL OR c.{done}_on < m.left_on);
"""
_LABELS = {"applied": "申请时的工会", "delivered": "发放时的工会", "activated": "激活时的工会"}


def _field(label: str) -> models.ForeignKey[models.Model | None]:
    return models.ForeignKey(
        "unions.union",
        on_delete=django.db.models.deletion.PROTECT,
        verbose_name=label,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )


class Migration(migrations.Migration):
    """The three unions, filled for cards that moved, and what figures look them up by."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("members", "0010_recruited_for_no_day"),
        ("unions", "0003_paths_before_entry"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveIndex("card", "card_union"),
        *(migrations.AddField("card", f"{done}_by", _field(_LABELS[done])) for done in _LABELS),
        *(
            migrations.RunSQL(_STOOD.format(done=done), migrations.RunSQL.noop)
            for done in _LABELS
        ),
        # deferred checks of the new keys are due before the table is changed again
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            "card",
            models.Index(
                fields=["union", "-id"],
                include=[
                    "status",
                    "applied_on",
                    "delivered_on",
                    "activated_on",
                    "applied_by",
                    "delivered_by",
                    "activated_by",
                ],
                name="card_union",
            ),
        ),
        *(
            migrations.AddIndex(
                "card",
                models.Index(
                    fields=[f"{done}_by", "-id"],
                    condition=~Q(**{f"{done}_by": None}),
                    name=f"card_{done}_by",
                ),
            )
            for done in _LABELS
        ),
        migrations.AddConstraint(
            "card",
            models.CheckConstraint(
                condition=(Q(delivered_by=None) | Q(delivered_on__isnull=False))
                & (Q(activated_by=None) | Q(activated_on__isnull=False)),
                name="card_stood_there_on_a_day",
            ),
        ),
    ]
