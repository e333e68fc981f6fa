"""What the figure check refuses, where it can be stopped, and how it tells places and faults."""

from __future__ import annotations

import pytest

from niangjia.statistics.check import LONGEST, check
from niangjia.statistics.check.documents import Unreadable
from niangjia.statistics.check.output import as_lines, sentence_at, words_around
from niangjia.statistics.check.rules import FAMILIES
from niangjia.statistics.check.rules.catalogue import CATALOGUE


def test_too_long_a_text_is_refused_with_the_limit() -> None:
    assert check("好。" * (LONGEST // 2)) is not None
    with pytest.raises(Unreadable, match="超过一次能核对的 30 万字"):
        check("好" * (LONGEST + 1))


def test_a_check_can_be_stopped_between_families() -> None:
    asked: list[int] = []

    def alive() -> None:
        asked.append(1)
        if len(asked) == 20:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        check("新建工会3家。", alive=alive)
    assert len(asked) == 20
    asked.clear()
    check("新建工会3家。", alive=lambda: asked.append(1))
    assert len(asked) > len(FAMILIES)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_title_names_the_fault(code: str) -> None:
    name = CATALOGUE[code].name
    well = (
        "一致",
        "等于",
        "不大于",
        "不超过",
        "不小于",
        "合理",
        "相称",
        "分清",
        "写明",
        "相符",
        "范围内",
    )

    assert not any(name.endswith(word) and f"不{word}" not in name for word in well), name


def test_places_are_told_by_the_words_around_them() -> None:
    text = "全县发放会员服务卡31.5万张,激活33.2万张。"
    start = text.index("33.2")

    told = list(as_lines(check(text), text))

    assert told[2] == "    原文:…服务卡31.5万张,激活【33.2万张】。"
    assert "字:" not in "".join(told)
    assert words_around(text, start, start) == ""
    assert words_around(text, 0, 2) == "【全县】发放会员服务卡31.5万…"


def test_the_sentence_of_a_place() -> None:
    text = "第一句话。第二句有\n折行12家,\n很好。\n第三句。"
    start = text.index("12家")

    assert sentence_at(text, start, start + 3) == "折行12家,"
    assert sentence_at(text, 0, 2) == "第一句话。"
    assert sentence_at(text, len(text) - 4, len(text)) == "第三句。"
    assert len(sentence_at("长" * 5000, 2000, 2010)) == 252
