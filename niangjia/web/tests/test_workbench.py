"""What the workbench shows at once, and what it folds."""

from __future__ import annotations

from datetime import date, timedelta

from niangjia.web.workbench import Waiting, grouped

TODAY = date(2026, 3, 2)


def _item(title: str, days: int | None, *, is_own: bool) -> Waiting:
    due = None if days is None else TODAY + timedelta(days=days)
    return Waiting(title, "档案", "/aid/1/", due, "", "", is_own=is_own)


def test_own_work_and_whatever_is_overdue_stand_open() -> None:
    items = [
        _item("下级超期", -1, is_own=False),
        _item("今天", 0, is_own=True),
        _item("下级在办", 5, is_own=False),
        _item("三十天内", 30, is_own=True),
        _item("三十天后", 31, is_own=True),
        _item("下级远期", 31, is_own=False),
        _item("无期限", None, is_own=True),
    ]

    groups = [[one.title for one in group.items] for group in grouped(items, TODAY)]

    assert groups == [
        ["下级超期", "今天", "三十天内"],
        ["下级在办"],
        ["三十天后", "下级远期", "无期限"],
    ]


def test_nothing_is_folded_where_nothing_waits() -> None:
    (only,) = grouped([], TODAY)

    assert (only.title, only.items) == ("", [])
