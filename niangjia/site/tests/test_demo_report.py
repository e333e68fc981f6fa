"""A tiny demo from its plan to the Word file of a report: exact numbers out of records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from bench.acceptance import counted, differences, said_in
from niangjia.kernel.indicators import evaluate
from niangjia.members.demo import building
from niangjia.members.demo.building import Employers
from niangjia.members.services.loading import COLUMNS
from niangjia.members.tests.test_demo import TINY, TODAY
from niangjia.site.cli import build_parser
from niangjia.site.commands import report
from niangjia.unions.demo import building as unions_demo

NUMBERS = {
    "founded": TINY.founded,
    "joined": TINY.joined,
    "unions": TINY.unions,
    "members": TINY.members,
}


def _definitions() -> list[tuple[str, ...]]:
    names = [table._meta.db_table for table in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%s) UNION ALL"
            " SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1, 2",
            [names, names],
        )
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_figures_of_a_report_come_out_of_records(tmp_path: Path) -> None:
    plan = unions_demo.plan(TINY, TODAY)
    before = _definitions()
    none = np.zeros(len(plan.units), int)

    keys = unions_demo.build(plan, lambda text: None)
    building.build(plan, keys, Employers(none, none), lambda text: None)

    city = keys[TINY.root]
    stocks = evaluate(("unions.total", "members.total"), city, on=TINY.as_of)
    today = evaluate(("unions.total", "members.total"), city, on=TODAY)
    flows = evaluate(("unions.founded", "members.joined"), city, start=TINY.since, end=TINY.as_of)
    assert [f.value for f in stocks.values()] == [TINY.unions, TINY.members]
    assert [f.value for f in today.values()] == [TINY.unions, TINY.members]
    assert [f.value for f in flows.values()] == [TINY.founded, TINY.joined]
    assert _definitions() == before
    _check_report(tmp_path / "five-year.docx")


def _check_report(file: Path) -> None:
    """What ``python -m bench.acceptance`` does with the full demo."""
    dates = ["--from", str(TINY.since), "--to", str(TINY.as_of)]
    asked = ["report", "five-year", "--union", TINY.root, *dates, "--out", str(file)]

    assert report.run(build_parser().parse_args(asked)) == 0

    records = counted(TINY.root, TINY.since, TINY.as_of)
    assert differences(said_in(file), records, NUMBERS) == []
