"""Pickers of unions and divisions, for the forms of every area."""

from __future__ import annotations

from collections.abc import Iterable

from niangjia.kernel.actor import Actor
from niangjia.unions import queries
from niangjia.unions.models import Region, Union
from niangjia.web.desk import Item, register_picker


def _search(actor: Actor, permission: str, text: str, under: str, limit: int) -> Iterable[Union]:
    top = Union.objects.visible_to(actor, permission).filter(code=under).first() if under else None
    if under and top is None:
        return ()
    return queries.find_unions(text, under=top, limit=limit, actor=actor, permission=permission)


def _tree(actor: Actor, permission: str, parent: str) -> list[Item]:
    if not parent:
        rows = list(queries.picker_roots(actor, permission))
    else:
        top = Union.objects.visible_to(actor, permission).filter(code=parent).first()
        rows = list(queries.children(top)[: queries.MOST_CHILDREN]) if top else []
    below = queries.child_counts([row.pk for row in rows])
    return [Item(row.code, row.name, row.code, has_children=row.pk in below) for row in rows]


def _regions(actor: Actor, permission: str, text: str, under: str, limit: int) -> list[Item]:
    return [_region(row) for row in queries.find_regions(text, under=under, limit=limit)]


def _region_tree(actor: Actor, permission: str, parent: str) -> list[Item]:
    rows = Region.objects.filter(parent=parent or None).order_by("code")
    return [Item(row.code, row.name, row.code, has_children=row.level < 4) for row in rows]


def _region(row: Region) -> Item:
    upper = row.parent.name if row.parent else ""
    return Item(row.code, f"{row.name}({upper})" if upper else row.name, row.code)


register_picker("unions", _search, _tree)
register_picker("regions", _regions, _region_tree, model=Region, permission="unions.view")
