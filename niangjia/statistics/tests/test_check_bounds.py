"""What the figure check refuses, where it can be stopped, and how it tells places and faults."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from niangjia.statistics.check import LONGEST, Figure, Finding, check
from niangjia.statistics.check.documents import Unreadable
from niangjia.statistics.check.output import as_lines, sentence_at, words_around
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules import families
from niangjia.statistics.check.rules.catalogue import CATALOGUE
from niangjia.statistics.check.rules.families import FAMILIES
from niangjia.statistics.check.rules.sums import adding, balances

REPORTS = Path(__file__).parent / "reports"


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


def test_a_slow_rule_can_be_stopped_from_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def slow(reading: Reading) -> Iterator[Finding]:
        for _ in range(1000):
            reading.sentence_before(reading.figures[0])
        yield from ()

    def alive() -> None:
        asked.append(1)
        if len(asked) == 500:
            raise InterruptedError

    monkeypatch.setattr(families, "FAMILIES", (slow,))

    with pytest.raises(InterruptedError):
        check("新建工会3家。", alive=alive)


def calls_of(text: str) -> int:
    """How many functions a check calls: unlike its time the same on every machine."""
    calls = [0]

    def counted(_frame: object, _event: str, _of: object) -> None:
        calls[0] += 1

    sys.setprofile(counted)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return calls[0]


def test_twice_the_text_takes_twice_the_work() -> None:
    """Where every figure could be held against every other: members and workers line by line."""
    lines = [f"全市会员{n}人,职工{n + 7}人。\n" for n in range(301, 481)]
    once, twice = "".join(lines[:90]), "".join(lines)
    check(twice)

    assert calls_of(twice) < calls_of(once) * 2.6


ZEROS = (
    "已累计为近1万名患病职工赔付1353多万元。",
    "全年发放消费券0万元,撬动职工消费360万元。",
    "进企业10场,进园区0场,进社区3场,各占七成、两成和一成。",
    "全市职工0万人,会员0万人,入会率0%。",
    "全市职工0万人,其中女职工0万人;会员0万人,入会率0%,其中女会员0万人。",
    "全区建成暖心驿站0个,全年服务环卫工人3万人次。\n平均每个驿站服务120人次。",
    "2014年底,全市只有服务站点0个。\n到2024年底,全市服务站点达到86个,十年增长8倍。",
    "全省各级工会开展劳动竞赛3872场,参赛人员0人,职工176.5万人。",
    "全市会员0人。引领性劳动竞赛参赛职工近1万人次。",
)
ODD = (
    "职工满意度达½%,较上年的94.6,%提升9999999999999999个百分点。",
    "全市职工50万人,其中女职工30万人;会员40万人,入会率80%,其中女会员0余万5万人。",
    "应参保单位420个,已参保近0个。为农民工追缴工资1236万元,涉及10000万亿人,人均10000万亿元。",
    "县司法局、、县法院、县检察院2家单位联合发文。",
    "医疗救助9999999999999999人次,发放165.4万元,次均近0万三元。",
)


@pytest.mark.parametrize("text", [*ZEROS, *ODD])
def test_a_number_of_zero_or_an_odd_one_breaks_nothing(text: str) -> None:
    report = check(text)

    assert report.figures or report.findings


def test_items_in_like_words_with_numbers_of_their_own_are_no_paragraph_twice() -> None:
    items = [
        f"{place}全年开展职工文体活动{n}场,参加职工{n * 87}人次,慰问一线职工{n * 23}人。"
        for n, place in enumerate(("东区", "西区", "南区", "北区"), start=12)
    ]

    alike = check("\n".join(items)).findings
    twice = check("\n".join([*items, items[1]])).findings

    assert not [f for f in alike if f.rule in {"DUP-PARA", "DUP-FIG"}]
    assert "DUP-PARA" in {f.rule for f in twice}


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


def test_no_pattern_is_compiled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and steps by the hundred, looked for as patterns, drive each other out of the store of ``re``."""
    compiler = import_module("re._compiler")
    compiled: list[object] = []

    def counted(pattern: object, flags: int = 0, _compile: Any = compiler.compile) -> object:
        compiled.append(pattern)
        return _compile(pattern, flags)

    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("*.txt")))
    re.purge()
    first = check(text)
    monkeypatch.setattr(compiler, "compile", counted)

    again = check(text)

    assert again == first
    assert not compiled


def test_an_endless_sentence_is_tried_in_lists_of_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    adds_up = adding.adds_up

    def counted(total: Figure, parts: Sequence[Figure]) -> bool:
        tried.append(len(parts))
        return adds_up(total, parts)

    monkeypatch.setattr(balances, "adds_up", counted)

    check("、".join(f"慰问职工{100 + 37 * n % 900}人" for n in range(120)) + "。")

    assert 0 < len(tried) < 120 * 25
    assert max(tried) < 25
