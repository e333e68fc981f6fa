"""Figures of the past stand at who kept the records then, whatever was merged, closed or handed over."""

from __future__ import annotations

import random
from collections import Counter as Tallied
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from niangjia.accounts.testing import build_tree
from niangjia.campaigns.tests.keeping import DAYS, Story, day, go_on, tell
from niangjia.campaigns.tests.keeping_counted import OF, figures
from niangjia.kernel.indicators import all_nodes, catalogue, evaluate, slices, snapshot
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
from niangjia.kernel.indicators.records import records
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db(transaction=True)
Value = Decimal | int
ASKED = ((day(0), day(90)), (day(300), day(420)), (day(100), day(800)), (day(900), day(DAYS - 1)))


def told(story: Story, codes: list[str], start: date, end: date) -> dict[str, dict[int, Value]]:
    return {code: figures(story, code, start, end) for code in codes}


def counted(
    codes: Iterable[str], start: date, end: date, **how: Any
) -> dict[str, dict[int, Value]]:
    found = all_nodes(codes, on=end, start=start, end=end, **how)
    return {code: {node: v for node in found if (v := found[node][code].value)} for code in codes}


def without_nought(values: Mapping[str, Mapping[int, Value]]) -> dict[str, dict[int, Value]]:
    return {code: {node: v for node, v in own.items() if v} for code, own in values.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_node_on_any_day_agrees_with_plain_python(seed: int, tmp_path: Path) -> None:
    story = tell(build_tree(), seed)
    happened = Tallied(story.done)
    assert min(happened[change] for change in ("_merge", "_by_hand", "_split")) >= 3
    snapshot.take(tmp_path / "snapshot")
    duckdb = DuckDBEngine(tmp_path / "snapshot")

    for start, end in ASKED:
        plain = without_nought(told(story, list(OF), start, end))
        assert sum(map(len, plain.values())) > 100
        assert counted(OF, start, end) == plain
        assert counted(OF, start, end, engine=duckdb) == plain


def test_groups_agree_with_plain_python(tmp_path: Path) -> None:
    story = tell(build_tree(), 3)
    start, end = ASKED[2]
    cuts = [cut.code for code in OF for cut in slices(code)]
    plain = without_nought(told(story, cuts, start, end))
    some = [code for code in cuts if plain[code] or code.endswith("=none]")]
    assert len(some) > 100
    snapshot.take(tmp_path / "snapshot")

    wanted = {code: plain[code] for code in some}
    assert counted(some, start, end) == wanted
    assert counted(some, start, end, engine=DuckDBEngine(tmp_path / "snapshot")) == wanted


@pytest.mark.parametrize("seed", [4])
def test_what_a_figure_counted_is_what_it_opens_to(seed: int) -> None:
    story = tell(build_tree(), seed)
    nodes = random.Random(seed).sample(list(Union.objects.values_list("pk", flat=True)), 3)

    for start, end in ASKED[2:3]:
        for code, (kind, _, rows) in OF.items():
            plain = figures(story, code, start, end)
            for node in (story.tree.city.pk, *nodes):
                found = records(code, node, on=end, start=start, end=end)
                alone = evaluate([code], node, on=end, start=start, end=end)[code].value
                assert found.count() == alone == plain.get(node, 0), (code, node)
                if node == story.tree.city.pk and not found.parts:
                    hit = {r["id"] for r in story.rows[kind] if list(rows(r, start, end))}
                    assert set(found.page(None, 100)) == hit, code


def test_what_happens_later_changes_no_figure_of_before() -> None:
    story = tell(build_tree(), 6, steps=5)
    before = counted(OF, day(0), day(500))

    story.since = 501
    for _ in range(40):
        go_on(story)

    assert len(story.done) > 15
    assert counted(OF, day(0), day(500)) == before


def test_every_counter_of_what_is_kept_has_an_oracle() -> None:
    kept = ("employers_employerkeeper", "aid_filekeeper", "_pairingkeeper", "_campaignkeeper")
    needed = {c.code for c in counters(catalogue()) if any(k in c.fact.sql for k in kept)}

    assert needed == OF.keys() - {"rural.amount"}
