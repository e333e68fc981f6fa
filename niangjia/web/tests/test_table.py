"""Rows of a list as they are written: every value escaped, classes and units where they belong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.template.loader import render_to_string

from niangjia.web.desk.columns import Computed, Link, Number
from niangjia.web.desk.listing import table

EVIL = '<script>"&'
SAFE = "&lt;script&gt;&quot;&amp;"


def test_every_value_is_escaped() -> None:
    desk: Any = SimpleNamespace(
        card=("name", "人数"),
        bound_columns=(
            Link("name", "名称"),
            Number("count", "人数", unit="人"),
            Computed("备注", lambda row: row.name),
        ),
        url_of=lambda row: f"/x/{row.name}/",
    )
    row = cast(Any, SimpleNamespace(name=EVIL, count=12345))

    page = render_to_string("desk/table.html", table(desk, [row, row]))

    assert EVIL not in page
    line = (
        f'<tr><td><a href="/x/{SAFE}/">{SAFE}</a></td>'
        f'<td class="num" data-u="人">12,345</td><td class="x">{SAFE}</td></tr>'
    )
    assert page.count(line) == 2
