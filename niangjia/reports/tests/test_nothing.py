"""What is nothing is left out of a report where its template says so (非零)."""

from __future__ import annotations

from niangjia.reports.tests.report_parts import words, written


def test_passages_of_nothing_alone_are_dropped_where_told_so() -> None:
    text = """{% 有数才写 非零 %}
投入{{aid.money}}，帮扶{{aid.attendance}}。
{% 否则 %}
没有投入。
{% 完 %}
会员{{members.total}}{% 有数才写 非零 %}，投入{{aid.money}}{% 完 %}。
"""

    def told(money: int | None, attendance: int | None) -> list[str]:
        values = {"members.total": 3, "aid.money": money, "aid.attendance": attendance}
        return words(written(text, values))

    assert told(0, 0) == ["没有投入。", "会员3人。"]
    assert told(5, 0) == ["投入5元，帮扶0人次。", "会员3人，投入5元。"]
    assert told(0, None) == ["没有投入。", "会员3人。"]
