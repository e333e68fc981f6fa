"""Figures without a value are named once, with their lines and what to do."""

from __future__ import annotations

from niangjia.reports.rules.document import Gap
from niangjia.reports.rules.gaps import in_words


def test_gaps_are_gathered_and_advice_follows_the_reason() -> None:
    gaps = [
        Gap(28, 1, "fairs.sessions", "招聘会", "待接入“就业服务”"),
        Gap(21, 1, "", "荣誉名录", "待接入“评选表彰”"),
        Gap(22, 1, "", "荣誉名录", "待接入“评选表彰”"),
    ]

    assert in_words(gaps) == (
        "没有数可写:“招聘会”(第28行,待接入“就业服务”)、“荣誉名录”(第21、22行,待接入“评选表彰”)。"
        "待接入的数可以先在“数据报送”填报,或者删去那一句。荣誉名录请直接写在正文里,或者删去那几行。"
    )


def test_a_share_of_nothing_needs_no_advice_about_typing() -> None:
    assert (
        in_words([Gap(3, 1, "x.rate", "占比", "分母为零")]) == "没有数可写:“占比”(第3行,分母为零)。"
    )
