"""The tree and cast put back are those that services made."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction

from niangjia.accounts.replaying import Replayed
from niangjia.accounts.testing import Cast, Tree, build_cast, build_tree
from niangjia.unions.models import Region, Union

pytestmark = pytest.mark.django_db


def _build() -> tuple[Tree, Cast]:
    tree = build_tree()
    return tree, build_cast(tree)


def _everything() -> dict[str, list[Any]]:
    """Every row of every table, as text."""
    models = [model for model in apps.get_models() if model._meta.managed]
    found = {m._meta.label: list(m._default_manager.order_by("pk")) for m in models}
    return {label: serializers.serialize("python", rows) for label, rows in found.items() if rows}


def test_the_same_rows_and_objects_come_back() -> None:
    replayed = Replayed(_build)
    seen = []
    for _ in range(2):
        start = transaction.savepoint()
        tree, cast = replayed()
        seen.append((_everything(), tree.union, [p.user.pk for p in cast]))
        assert cast.chair_sun.client.get("/").status_code == 200
        transaction.savepoint_rollback(start)

    assert seen[0] == seen[1]
    assert seen[0][1] is not seen[1][1]


def test_where_rows_stand_in_the_way_they_are_made_anew() -> None:
    calls = []

    def build() -> Tree:
        calls.append(1)
        return build_tree()

    replayed = Replayed(build)
    for _ in range(2):  # made, then put back
        start = transaction.savepoint()
        replayed()
        assert len(calls) == 1
        transaction.savepoint_rollback(start)
    Region.objects.create(code="51", name="四川省", level=1)

    tree = replayed()

    assert len(calls) == 2
    assert Union.objects.filter(pk=tree.union.pk).exists()
