"""Which names are of a union itself, of those above it or below it, and which of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from niangjia.unions.models import Region, Succession, TreePath, Union

_SAID_OF_MANY = re.compile(r"[城市东西南北中新矿郊]区$|^.区$")
"""市中区, 高新区, 城区: districts of many cities, or of none, are called so."""
_PREFECTURE = "州"
_COUNTY_LEVEL = 3


def standings(union: Union, names: Sequence[str]) -> Mapping[str, bool]:
    """Name of a place or union → whether the union itself, or one ever above or below it, bears it.

    A name that is nobody's, or that says nothing certain, is missing. Three or four queries.
    """
    found: dict[str, bool] = {}
    for name, is_kin in (*_places(union, names), *_unions(union, names)):
        found[name] = found.get(name, False) or is_kin
    return found


def _places(union: Union, names: Sequence[str]) -> Iterable[tuple[str, bool]]:
    """By the codes of divisions: each begins with that of the one above."""
    certain = [name for name in names if not _SAID_OF_MANY.search(name)]
    stems = {name[:-1]: name for name in certain if name[-1] == _PREFECTURE}
    wanted = Q(name__in=certain)
    for stem in stems:
        wanted |= Q(name__startswith=stem, name__endswith="自治州")
    own = union.region_id
    for region in Region.objects.filter(wanted, level__lte=_COUNTY_LEVEL):
        is_kin = region.code.startswith(own) or own.startswith(region.code)
        if region.name in certain:
            yield region.name, is_kin
        for stem, name in stems.items():
            if region.name.startswith(stem):
                yield name, is_kin


def _unions(union: Union, names: Sequence[str]) -> Iterable[tuple[str, bool]]:
    """By the tree of any day, and by mergers and splits."""
    called = {f"{name}{title}": name for name in names for title in ("总工会", "工会")}
    rows = list(Union.objects.filter(name__in=called).values_list("pk", "name"))
    if not rows:
        return
    own_paths = TreePath.objects.filter(union=union).values_list("path", flat=True)
    above = {int(pk) for path in own_paths for pk in path.strip("/").split("/")} | {union.pk}
    below = TreePath.objects.filter(
        union__in=[pk for pk, _ in rows], path__contains=f"/{union.pk}/"
    ).values_list("union_id", flat=True)
    joined = Succession.objects.filter(Q(predecessor=union) | Q(successor=union))
    kin = above | set(below)
    for pair in joined.values_list("predecessor_id", "successor_id"):
        kin.update(pk for pk in pair if pk is not None)
    for pk, name in rows:
        yield called[name], pk in kin
